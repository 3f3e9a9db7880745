"""Manual 4.4.2."""

import pytest

from iclock.models import Command, Terminal
from tests.factories import make_area
from tests.iclock.factories import make_terminal
from tests.iclock.terminals.records import (
    COMPANY,
    MISSING,
    NO_COMPANY,
    OTHER_COMPANY,
    post,
    stored,
    written,
)
from tests.kernel.answers import vendor_error

MANUAL = {
    "sn": "BYEL20126000124",
    "alias": "Auto add",
    "ip_address": "192.168.1.201",
    "terminal_tz": -750,
    "heartbeat": 2147483647,
    "transfer_mode": 1,
    "device_direction": 0,
    "transfer_interval": 2147483647,
    "transfer_time": "string",
    "is_attendance": 0,
    "is_registration": 0,
    "is_access": 0,
    "gps_location": "silkboard",
    "company": "6b969e80-f3ff-11e9-afc7-acde48001122",
}


def refuses(api, sent, expected):
    before = stored()
    answer = post(api, "", sent)
    assert (answer.status_code, answer.json()) == (400, expected)
    assert stored() == before


def area_name():
    return Terminal.objects.select_related("area").get().area.area_name


def test_the_manuals_example(api, clock):
    answer = post(api, "", {**MANUAL, "area": 1})
    made = Terminal.objects.get()
    expected = written(id=made.pk, area=area_name(), **MANUAL)
    assert (answer.status_code, answer.json()) == (201, expected)
    assert list(answer.json()) == list(written())
    assert len(answer.json()) == 65


def test_a_serial_is_enough(api, clock):
    answer = post(api, "", {"sn": "SN1"})
    expected = written(id=Terminal.objects.get().pk, sn="SN1", area=area_name())
    assert (answer.status_code, answer.json()) == (201, expected)


def test_null_is_the_default(api, clock):
    answer = post(api, "", {**dict.fromkeys(MANUAL), "area": None, "sn": "SN1"})
    expected = written(id=Terminal.objects.get().pk, sn="SN1", area=area_name())
    assert (answer.status_code, answer.json()) == (201, expected)


@pytest.mark.parametrize("key", ["area", "area_code", "areas"])
def test_the_area_is_a_code_then_an_id(api, strict, key):
    gate = make_area(area_code="gate", area_name="Gate")
    twin = make_area(area_code=str(gate.pk), area_name="Twin")
    for number, (sent, found) in enumerate([("gate", gate), (gate.pk, twin), (str(twin.pk), twin)]):
        answer = post(api, "", {"sn": f"SN{number}", key: sent})
        assert (answer.status_code, answer.json()["area"]) == (201, found.area_name)


def test_another_company(api):
    answer = post(api, "", {"sn": "SN1", "company": OTHER_COMPANY.upper()})
    assert (answer.status_code, answer.json()["company"]) == (201, OTHER_COMPANY)


@pytest.mark.parametrize("company", ["", 0, "0", None], ids=repr)
def test_no_company_is_the_default_one(api, company):
    answer = post(api, "", {"sn": "SN1", "company": company})
    assert (answer.status_code, answer.json()["company"]) == (201, COMPANY)


def test_takes_a_form(api):
    answer = post(api, "", {"sn": "SN1", "heartbeat": "60"}, format="multipart")
    assert (answer.status_code, answer.json()["heartbeat"]) == (201, 60)


@pytest.mark.parametrize(
    "sn", ["7", 7, "A-b_c.d", "with inner blank", "दिल्ली", "x" * 50, " trimmed "]
)
def test_serials(api, sn):
    answer = post(api, "", {"sn": sn})
    assert (answer.status_code, answer.json()["sn"]) == (201, str(sn).strip())


def test_texts_may_be_empty(api):
    sent = {"alias": "", "ip_address": "", "transfer_time": "", "gps_location": ""}
    answer = post(api, "", {"sn": "SN1", **sent})
    assert {name: answer.json()[name] for name in sent} == sent


def test_creating_queues_nothing(api):
    post(api, "", {"sn": "SN1"})
    assert not Command.objects.exists()


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("terminal_tz", -1440, 1440),
        ("heartbeat", 1, 2**31 - 1),
        ("transfer_interval", 0, 2**31 - 1),
        ("transfer_mode", 0, 2**31 - 1),
        ("device_direction", 0, 2**31 - 1),
        ("is_attendance", 0, 1),
        ("is_registration", 0, 1),
        ("is_access", 0, 1),
    ],
)
def test_ranges(api, name, low, high):
    for number, value in enumerate((low, high, str(high))):
        answer = post(api, "", {"sn": f"SN{number}", name: value})
        assert (answer.status_code, answer.json()[name]) == (201, int(value))
    least = f"Ensure this value is greater than or equal to {low}."
    refuses(api, {"sn": "X", name: low - 1}, vendor_error(-1, least, name))
    most = f"Ensure this value is less than or equal to {high}."
    for value in (high + 1, 2**63, 10**300):
        refuses(api, {"sn": "X", name: value}, vendor_error(-1, most, name))
    for value in ("x", "1.5", [], {}, True):
        refuses(
            api, {"sn": "X", name: value}, vendor_error(-1, "A valid integer is required.", name)
        )


@pytest.mark.parametrize("body", [{}, {"alias": "x"}], ids=repr)
def test_the_serial_is_needed(api, body):
    refuses(api, body, vendor_error(-1, MISSING, "sn"))


MALFORMED = "Codes are made of letters, digits, '-', '_', '.' and inner spaces."
RESERVED = "This code is a path of its resource; choose another one."


@pytest.mark.parametrize(
    ("sn", "detail"),
    [
        ("", "This field may not be blank."),
        (None, "This field may not be null."),
        ("a/b", MALFORMED),
        ("a,b", MALFORMED),
        ("..", MALFORMED),
        ("x" * 51, "Ensure this field has no more than 50 characters."),
        ("action", RESERVED),
        ("enroll_remotely", RESERVED),
        ("reboot", RESERVED),
        ([], "Not a valid string."),
        (1.5, "Not a valid string."),
    ],
    ids=repr,
)
def test_refuses_other_serials(api, sn, detail):
    refuses(api, {"sn": sn}, vendor_error(-1, detail, "sn"))


def test_a_serial_is_taken_once(api):
    make_terminal(sn="SN1")
    refuses(api, {"sn": "SN1"}, vendor_error(-1, "SN1 is taken.", "sn"))


@pytest.mark.parametrize(
    ("name", "length"),
    [("alias", 50), ("ip_address", 50), ("transfer_time", 100), ("gps_location", 200)],
)
def test_refuses_longer_texts(api, name, length):
    detail = f"Ensure this field has no more than {length} characters."
    refuses(api, {"sn": "SN1", name: "x" * (length + 1)}, vendor_error(-1, detail, name))


@pytest.mark.parametrize("company", [NO_COMPANY, "x", 7, 2**70, [], {}, True, "1" * 40], ids=repr)
def test_refuses_an_unknown_company(api, company):
    detail = f"Unknown: {str(company)[:100]}."
    refuses(api, {"sn": "SN1", "company": company}, vendor_error(-1, detail, "company"))


@pytest.mark.parametrize("area", ["NO", 99999, 2**63, "x" * 200])
def test_refuses_an_unknown_area(api, area):
    detail = f"Unknown: {str(area)[:100]}."
    refuses(api, {"sn": "SN1", "area": area}, vendor_error(-80, detail, "area"))


def test_refuses_unknown_fields_when_strict(api, strict):
    expected = vendor_error(-1, "This field is not documented.", "colour")
    refuses(api, {"sn": "SN1", "colour": "red"}, expected)


def test_who_was_first_wins(api, monkeypatch):
    """The writer looked before the other one stored."""
    make_terminal(sn="SN1")
    monkeypatch.setattr(Terminal.objects, "filter", lambda **_: Terminal.objects.none())
    answer = post(api, "", {"sn": "SN1"})
    assert (answer.status_code, answer.json()) == (400, vendor_error(-1, "SN1 is taken.", "sn"))
