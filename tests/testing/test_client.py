"""The client of the control plane, against a real server with a world for each test."""

from datetime import timedelta

import httpx
import pytest

from etpserver.testing.client import Control, ControlError, Etp
from tests.emulator.live import Live, live  # noqa: F401  a fixture

AREA = {"area_code": "LAB", "area_name": "Laboratory"}


@pytest.fixture
def etp(live: Live, request):  # noqa: F811
    control = Control(live.url)
    name = f"client-{abs(hash(request.node.nodeid)):x}"
    with Etp.create(control, name, origin="empty", ttl_s=600) as world:
        yield world
        world.delete()
    control.close()


def areas(etp):
    return etp.client.get("/personnel/api/areas/")


def test_a_world_has_an_address_and_a_token(etp) -> None:
    answer = httpx.get(
        f"{etp.url}/personnel/api/areas/", headers={"Authorization": f"Token {etp.token}"}
    )
    assert [area["area_code"] for area in answer.json()["data"]] == ["1"]


def test_a_reset_brings_the_state_back(etp) -> None:
    before = etp.state
    etp.client.post("/personnel/api/areas/", json=AREA)
    assert etp.state.counts["areas"] == before.counts["areas"] + 1
    etp.reset()
    assert etp.state == before


def test_a_snapshot_can_be_gone_back_to(etp) -> None:
    etp.client.post("/personnel/api/areas/", json=AREA)
    saved = etp.state
    etp.snapshot(etp.name)
    etp.reset("empty")
    etp.reset(f"snapshot:{etp.name}")
    etp.control.server("DELETE", f"snapshots/{etp.name}")
    assert etp.state == saved


def test_the_clock_stands_still_and_is_advanced(etp) -> None:
    etp.clock.freeze("2026-01-05T08:00:00+05:30")
    etp.clock.advance(hours=8)
    assert etp.clock.now.isoformat() == "2026-01-05T16:00:00+05:30"
    assert areas(etp).headers["Date"] == "Mon, 05 Jan 2026 10:30:00 GMT"


@pytest.mark.parametrize(
    ("span", "then"),
    [
        (timedelta(days=400, seconds=1), "2027-02-09T08:00:01+05:30"),
        (timedelta(hours=40, milliseconds=125), "2026-01-07T00:00:00.125000+05:30"),
    ],
)
def test_the_clock_is_advanced_by_exactly_as_much_as_was_said(etp, span, then) -> None:
    etp.clock.freeze("2026-01-05T08:00:00+05:30")
    etp.clock.advance(span)
    assert etp.clock.now.isoformat() == then


def test_a_fault_fires_as_often_as_it_says_and_knows_it(etp) -> None:
    with etp.faults.arm("areas_list", status=503, times=1) as fault:
        assert [areas(etp).status_code, areas(etp).status_code] == [503, 200]
    assert fault.hits == 1
    assert etp.faults.all() == []


def test_a_fault_that_never_fired_is_known(etp) -> None:
    with etp.faults.arm("areas_list", status=503) as fault:
        pass
    assert etp.faults.unfired() == [fault]


def test_a_scenario_plays_inside_its_block(etp) -> None:
    with etp.faults.scenario("maintenance", retry_after=7) as playing:
        assert (areas(etp).status_code, areas(etp).headers["Retry-After"]) == (503, "7")
        assert (playing.name, playing.options) == ("maintenance", {"retry_after": 7})
    assert (areas(etp).status_code, etp.faults.all()) == (200, [])


def test_a_scenario_that_somebody_ended_already_may_be_ended_again(etp) -> None:
    with etp.faults.scenario("flaky", every=1):
        etp.faults.clear()
        assert areas(etp).status_code == 200


def test_a_scenario_that_does_not_exist_is_refused(etp) -> None:
    with pytest.raises(ControlError, match="There is no scenario 'nonsense'"):
        etp.faults.scenario("nonsense")


def test_requests_are_found_and_verified(etp) -> None:
    etp.client.post("/personnel/api/areas/", json=AREA)
    (entry,) = etp.requests.find("areas_create", body={"area_code": "LAB"})
    assert (entry["method"], entry["status"]) == ("POST", 201)
    assert etp.requests.verify("areas_create", count=1) == 1


def test_a_verification_that_fails_is_an_assertion(etp) -> None:
    areas(etp)
    areas(etp)
    with pytest.raises(AssertionError) as failed:
        etp.requests.verify("areas_list", count=1)
    assert str(failed.value) == "Expected exactly 1 such call, found 2."


def test_a_verification_that_fails_names_the_closest_call_and_how_it_differs(etp) -> None:
    etp.client.post("/personnel/api/areas/", json=AREA)
    with pytest.raises(AssertionError) as failed:
        etp.requests.verify("areas_create", body={"area_code": "LAB", "area_name": "Lab"})
    assert str(failed.value) == (
        "Expected at least 1 such call, found 0. The closest was POST /personnel/api/areas/:"
        " body.area_name was 'Laboratory', not 'Lab'."
    )


def test_a_terminal_punches_and_keeps_what_it_cannot_send(etp) -> None:
    etp.client.post("/iclock/api/terminals/", json={"sn": "SN1"})
    gate = etp.terminal("SN1")
    assert gate.punch("7")["punches"][0]["what"] == "unregistered"
    gate.offline()
    assert gate.punch("8", state=1)["punches"][0]["what"] == "kept"
    gate.online()
    assert etp.state.counts["unregister"] == 2


def test_a_terminal_carries_its_commands_out(etp) -> None:
    etp.client.post("/iclock/api/terminals/", json={"sn": "SN1"})
    unlock = {"action_type": "unlock", "object_codes": ["SN1"]}
    etp.client.post("/iclock/api/terminals/action/", json=unlock)
    etp.terminal("SN1").poll()
    assert [command["state"] for command in etp.terminal("SN1").commands()] == ["done"]


def test_settings_are_the_worlds_own(etp) -> None:
    assert etp.settings(validate="strict")["validate"] == "strict"
    assert areas(etp).status_code == 200
    assert etp.client.get("/personnel/api/areas/?nonsense=1").status_code == 400


def test_a_refusal_says_what_to_do(etp) -> None:
    with pytest.raises(ControlError, match="Unknown: nonsense") as refused:
        etp.control.call("POST", "reset", {"nonsense": 1})
    assert refused.value.status == 400
