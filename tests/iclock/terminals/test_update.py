"""Manual 4.4.8 and 4.4.9."""

import pytest

from etpserver.api.errors import UnknownRecordError
from iclock.models import Terminal
from iclock.terminals import services
from tests.factories import make_area
from tests.iclock.factories import make_terminal
from tests.iclock.terminals.records import NO_COMPANY, OTHER_COMPANY, TERMINALS, stored, written
from tests.kernel.answers import vendor_error

VERBS = pytest.mark.parametrize("verb", ["put", "patch"])
PUSHED = "2025-06-18 12:07:08"
NEVER = "1901-01-01 00:00:00"


def update(api, verb, code, sent, **how):
    return getattr(api, verb)(f"{TERMINALS}{code}/", sent, **{"format": "json", **how})


def refuses(api, code, sent, expected, status=400):
    before = stored()
    for verb in ("put", "patch"):
        answer = update(api, verb, code, sent)
        assert (answer.status_code, answer.json()) == (status, expected)
    assert stored() == before


def test_the_manuals_examples(api, clock):
    hebbal = make_area(area_code="5x", area_name="hebbal")
    terminal = make_terminal(sn="BYEL2012600012", ip_address="192.168.1.201")
    sent = {
        "alias": "new",
        "terminal_tz": -750,
        "heartbeat": 60,
        "transfer_mode": 1,
        "device_direction": 0,
        "transfer_interval": 2147483647,
        "transfer_time": "string",
        "is_attendance": 0,
        "is_registration": 0,
        "is_access": 0,
        "gps_location": "delhi",
        "company": "6b969e80-f3ff-11e9-afc7-acde48001122",
    }
    answer = update(api, "put", terminal.sn, {**sent, "area": hebbal.pk})
    expected = written(
        id=terminal.pk, sn=terminal.sn, ip_address="192.168.1.201", push_time=NEVER,
        **{**sent, "area": "hebbal"},
    )  # fmt: skip
    assert (answer.status_code, answer.json()) == (200, expected)
    assert list(answer.json()) == list(written())
    answer = update(api, "patch", terminal.sn, {"company": OTHER_COMPANY})
    assert (answer.status_code, answer.json()) == (200, {**expected, "company": OTHER_COMPANY})


@VERBS
def test_the_first_update_fills_an_empty_push_time(api, verb):
    terminal = make_terminal()
    assert update(api, verb, terminal.sn, {}).json()["push_time"] == NEVER


@VERBS
def test_a_push_time_stays(api, verb):
    terminal = make_terminal(push_time=PUSHED)
    assert update(api, verb, terminal.sn, {"alias": "new"}).json()["push_time"] == PUSHED


@VERBS
def test_keeps_what_is_not_sent(api, clock, verb):
    gate = make_area(area_name="Gate")
    terminal = make_terminal(gate, alias="old", heartbeat=77, gps_location="here", push_time=PUSHED)
    answer = update(api, verb, terminal.pk, {"alias": "new"})
    expected = written(
        id=terminal.pk, sn=terminal.sn, alias="new", heartbeat=77, gps_location="here",
        push_time=PUSHED, area="Gate",
    )  # fmt: skip
    assert (answer.status_code, answer.json()) == (200, expected)


def test_a_change_moves_the_change_time(api, clock):
    old = {"create_time": PUSHED, "change_time": PUSHED, "push_time": PUSHED}
    terminal = make_terminal(alias="old", **old)
    same = update(api, "put", terminal.sn, {"alias": "old", "area": 1}).json()
    assert (same["create_time"], same["change_time"]) == (PUSHED, PUSHED)
    changed = update(api, "put", terminal.sn, {"alias": "new"}).json()
    assert (changed["create_time"], changed["change_time"]) == (PUSHED, "2026-01-05 12:00:00")


def test_null_is_the_default(api):
    terminal = make_terminal(make_area(), alias="x", heartbeat=5, gps_location="x", is_access=1)
    sent = dict.fromkeys(["alias", "heartbeat", "gps_location", "is_access", "area", "company"])
    answer = update(api, "patch", terminal.sn, sent).json()
    found = {name: answer[name] for name in ("alias", "heartbeat", "gps_location", "is_access")}
    expected = {"alias": "Auto add", "heartbeat": 10, "gps_location": None, "is_access": 0}
    assert found == expected
    assert Terminal.objects.get().area_id == 1


@pytest.mark.parametrize("sn", ["SN1", " SN1 "])
def test_the_serial_may_be_repeated(api, sn):
    make_terminal(sn="SN1")
    assert update(api, "put", "SN1", {"sn": sn}).status_code == 200


def test_the_serial_cannot_be_changed(api):
    make_terminal(sn="SN1", push_time=PUSHED)
    expected = vendor_error(-1, "It is SN1 and cannot be changed.", "sn")
    refuses(api, "SN1", {"sn": "SN2", "alias": "new"}, expected)


def test_a_serial_wins_over_another_ones_id(api):
    by_id = make_terminal()
    make_terminal(sn=str(by_id.pk))
    update(api, "patch", by_id.pk, {"alias": "new"})
    by_id.refresh_from_db()
    assert by_id.alias == "Auto add"


def test_what_a_device_reports_meanwhile_is_kept(api):
    terminal = make_terminal()
    Terminal.objects.filter(pk=terminal.pk).update(fw_ver="Ver 2", user_count=7)
    made = services.update_terminal(terminal, {"alias": "new"})
    assert (made.fw_ver, made.user_count, made.alias) == ("Ver 2", 7, "new")


@pytest.mark.parametrize("code", ["NO", "99999", "-1", str(2**63), "x" * 300])
def test_refuses_an_unknown_terminal(api, code):
    refuses(api, code, {"alias": "new"}, vendor_error(-1, "Not found."), status=404)


def test_refuses_one_that_vanished(api):
    terminal = make_terminal()
    Terminal.objects.all().delete()
    with pytest.raises(UnknownRecordError):
        services.update_terminal(terminal, {"alias": "new"})


@pytest.mark.parametrize(
    ("sent", "code", "detail"),
    [
        ({"area": "NO"}, -80, "Unknown: NO."),
        ({"company": NO_COMPANY}, -1, f"Unknown: {NO_COMPANY}."),
        ({"heartbeat": 2**31}, -1, "Ensure this value is less than or equal to 2147483647."),
        ({"alias": "x" * 51}, -1, "Ensure this field has no more than 50 characters."),
    ],
    ids=repr,
)
def test_refuses_bad_values(api, sent, code, detail):
    terminal = make_terminal()
    refuses(api, terminal.sn, sent, vendor_error(code, detail, *sent))
