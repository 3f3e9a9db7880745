"""A world's clock: read, set, advanced."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from tests.emulator.live import Fresh, world_of

NOW = "2001-02-03T08:00:00+05:30"
TERMINALS = "/iclock/api/terminals/"
MESSAGES = "/iclock/api/publicmessages/"


@pytest.fixture
def frozen(fresh: Fresh) -> Fresh:
    """A world whose clock stands still in 2001."""
    fresh.control("PUT", "/clock", {"mode": "frozen", "now": NOW})
    return fresh


@pytest.fixture
def other(live) -> Iterator[Fresh]:
    yield from world_of(live)


def shown(world: Fresh) -> dict[str, object]:
    return world.control("GET", "/clock").json()


def moment(world: Fresh) -> datetime:
    return datetime.fromisoformat(str(shown(world)["now"]))


def test_it_is_real_at_first(fresh):
    answer = shown(fresh)
    assert {**answer, "now": ""} == {"world": fresh.name, "mode": "real", "now": "", "scale": None}
    assert str(answer["now"]).endswith("+05:30")


@pytest.mark.parametrize(
    "now",
    [NOW, "2001-02-03T02:30:00Z", "2001-02-03T08:00", "20010203T080000", "2001-02-02T21:30-05:00"],
)
def test_it_is_frozen_at_a_time_of_any_form(fresh, now):
    answer = fresh.control("PUT", "/clock", {"mode": "frozen", "now": now}).json()

    assert answer == {"world": fresh.name, "mode": "frozen", "now": NOW, "scale": None}
    time.sleep(0.01)
    assert shown(fresh) == answer


def test_a_day_alone_is_its_midnight(fresh):
    answer = fresh.control("PUT", "/clock", {"mode": "frozen", "now": "2001-02-03"}).json()

    assert answer["now"] == "2001-02-03T00:00:00+05:30"


def test_a_time_without_an_offset_is_one_of_the_worlds_zone(fresh):
    fresh.control("PATCH", "/settings", {"time_zone": "America/New_York"})

    answer = fresh.control("PUT", "/clock", {"mode": "frozen", "now": "2001-02-03T08:00"}).json()

    assert answer["now"] == "2001-02-03T08:00:00-05:00"


def test_frozen_without_a_time_it_stops_where_it_is(fresh):
    answer = fresh.control("PUT", "/clock", {"mode": "frozen"}).json()

    assert shown(fresh) == answer
    assert datetime.fromisoformat(answer["now"]).year > 2025


def test_it_runs_on_from_an_offset(fresh):
    fresh.control("PUT", "/clock", {"mode": "offset", "now": NOW})

    first = moment(fresh)
    assert timedelta() <= first - datetime.fromisoformat(NOW) < timedelta(minutes=1)
    assert moment(fresh) > first


def test_it_runs_faster_when_scaled(fresh):
    body = {"mode": "scaled", "now": NOW, "scale": 86_400}
    answer = fresh.control("PUT", "/clock", body).json()

    assert (answer["mode"], answer["scale"]) == ("scaled", 86_400.0)
    first = moment(fresh)
    time.sleep(0.05)
    assert moment(fresh) - first > timedelta(hours=1)


def test_the_past_is_allowed(frozen):
    frozen.control("PUT", "/clock", {"mode": "frozen", "now": "1999-12-31T23:59:59+05:30"})

    assert shown(frozen)["now"] == "1999-12-31T23:59:59+05:30"


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({}, "mode: This field is required."),
        ({"mode": "still"}, 'mode: takes one of real, frozen, offset, scaled'),
        ({"mode": "real", "now": NOW}, "mode: The real clock takes nothing else."),
        ({"mode": "offset"}, "now: What time is it there now?"),
        ({"mode": "scaled"}, "scale: A scaled clock needs one."),
        ({"mode": "frozen", "scale": 2}, "scale: Only a scaled clock has one."),
        *(
            ({"mode": "scaled", "scale": scale}, "scale: takes a number from 0.001 to 86400")
            for scale in (0, -1, 86_401, "nan", "60", True, 10**400)
        ),
        *(
            ({"mode": "frozen", "now": now}, "now: takes a time such as 2026-01-05T08:00:00+05:30")
            for now in ("", "noon", "2001-02-30", 981_167_400, ["2001-02-03"])
        ),
        ({"mode": "frozen", "now": "1969-12-31"}, "now: takes a year from 1970 to 9000"),
        ({"mode": "frozen", "now": "9001-01-01"}, "now: takes a year from 1970 to 9000"),
        ({"mode": "frozen", "zone": "UTC"}, "Unknown: zone. Known: mode, now, scale."),
    ],
)  # fmt: skip
def test_refuses_what_is_no_clock(frozen, body, detail):
    answer = frozen.control("PUT", "/clock", body)

    assert (answer.status_code, answer.json()["detail"]) == (400, detail)
    assert shown(frozen)["now"] == NOW


def test_a_frozen_clock_is_advanced_and_stays_frozen(frozen):
    answer = frozen.control("POST", "/clock/advance", {"by": "PT8H"}).json()

    assert answer == {
        "world": frozen.name,
        "mode": "frozen",
        "now": "2001-02-03T16:00:00+05:30",
        "scale": None,
        "fired": [],
    }
    assert shown(frozen)["now"] == "2001-02-03T16:00:00+05:30"


def test_a_real_clock_is_advanced_and_runs_on(fresh):
    before = moment(fresh)

    answer = fresh.control("POST", "/clock/advance", {"by": "P1D"}).json()

    assert answer["mode"] == "offset"
    passed = moment(fresh) - before - timedelta(days=1)
    assert timedelta() <= passed < timedelta(minutes=1)


def test_a_scaled_clock_keeps_its_scale(fresh):
    fresh.control("PUT", "/clock", {"mode": "scaled", "now": NOW, "scale": 0.5})

    answer = fresh.control("POST", "/clock/advance", {"by": "PT1H"}).json()

    assert (answer["mode"], answer["scale"]) == ("scaled", 0.5)
    assert moment(fresh) - datetime.fromisoformat(NOW) >= timedelta(hours=1)


@pytest.mark.parametrize(
    ("step", "now"),
    [
        ({"by": "PT90S"}, "2001-02-03T08:01:30+05:30"),
        ({"by": "P2DT30M"}, "2001-02-05T08:30:00+05:30"),
        ({"by": "PT0S"}, NOW),
        ({"by": "PT0.5S"}, "2001-02-03T08:00:00.500000+05:30"),
        ({"to": "2001-02-03T12:00:00"}, "2001-02-03T12:00:00+05:30"),
        ({"to": "2001-02-03T12:00:00Z"}, "2001-02-03T17:30:00+05:30"),
        ({"to": NOW}, NOW),
    ],
)
def test_it_is_advanced_by_a_duration_or_to_a_time(frozen, step, now):
    assert frozen.control("POST", "/clock/advance", step).json()["now"] == now


@pytest.mark.parametrize(
    ("step", "detail"),
    [
        ({}, "By how much, or to which time? Pass one of by, to."),
        ({"by": "PT1H", "to": NOW}, "By how much, or to which time? Pass one of by, to."),
        *(
            ({"by": by}, "by: takes a duration such as PT8H, PT90S or P2DT30M")
            for by in ("", "8h", "1 day", "-PT1H", "P-1D", "P99999999999D", "P1M", 3600)
        ),
        ({"to": "soon"}, "to: takes a time such as 2026-01-05T08:00:00+05:30"),
        (
            {"to": "2001-02-03T07:59:59"},
            f"It is {NOW} there, which is later. PUT /_etp/clock sets a clock back.",
        ),
        ({"by": "P3000000D"}, "No clock goes beyond the year 9000."),
        ({"by": "P9000000D"}, "No clock goes beyond the year 9000."),
    ],
)  # fmt: skip
def test_refuses_what_is_no_step(frozen, step, detail):
    answer = frozen.control("POST", "/clock/advance", step)

    assert (answer.status_code, answer.json()["detail"]) == (400, detail)
    assert shown(frozen)["now"] == NOW


def test_what_falls_due_is_settled_and_told_in_its_order(frozen):
    frozen.client.post(TERMINALS, json={"sn": "SN1", "area": "1"})
    action = {"object_codes": ["SN1"], "action_type": "info"}
    frozen.client.post(f"{TERMINALS}action/", json=action)
    message = {"start_time": "2001-02-03 08:00:00", "duration": 90, "content": "Hello"}
    frozen.client.post(MESSAGES, json={"terminal": "SN1", **message})
    frozen.control("POST", "/tokens", {"user": "admin", "expires_in_s": 60})
    queue = f"{frozen.url}/_etp/terminals/SN1/commands"
    first, second = (one["id"] for one in frozen.client.get(queue).json()["commands"])

    fired = frozen.control("POST", "/clock/advance", {"by": "P8D"}).json()["fired"]

    late = "2001-02-10T08:00:01+05:30"
    assert fired == [
        {
            "at": "2001-02-03T08:01:00+05:30",
            "kind": "token_expired",
            "text": "A key of admin expires.",
        },
        {
            "at": "2001-02-03T09:30:00+05:30",
            "kind": "message_ended",
            "text": "Public message 1 is no longer shown.",
        },
        *(
            {
                "at": late,
                "kind": "command_expired",
                "text": f"Command {key} for SN1: not fetched for 7 days.",
            }
            for key in (first, second)
        ),
    ]
    commands = frozen.client.get(queue).json()["commands"]
    assert [command["state"] for command in commands] == ["expired", "expired"]
    assert frozen.control("POST", "/clock/advance", {"by": "P8D"}).json()["fired"] == []


def test_a_jwt_lives_by_the_worlds_clock(frozen):
    login = {"username": "admin", "password": "admin"}
    access = frozen.client.post("/api/jwt-api-token-auth/", json=login).json()["access"]
    header = {"Authorization": f"JWT {access}"}

    def status() -> int:
        return frozen.client.get("/personnel/api/areas/", headers=header).status_code

    frozen.control("POST", "/clock/advance", {"by": "PT4M59S"})
    assert status() == 200
    frozen.control("POST", "/clock/advance", {"by": "PT1S"})
    assert status() == 401
    frozen.control("PUT", "/clock", {"mode": "frozen", "now": NOW})
    assert status() == 200


def test_a_terminal_goes_offline_by_the_worlds_clock(fresh):
    fresh.control("POST", "/reset", {"to": "fixture:manual"})
    terminal = f"{TERMINALS}BYEL201260001/"  # last seen at 14:42:15
    fresh.client.patch(terminal, json={"heartbeat": 10})
    fresh.control("PUT", "/clock", {"mode": "frozen", "now": "2025-06-18T14:43:15"})

    assert fresh.client.get(terminal).json()["state"] == 1
    fresh.control("POST", "/clock/advance", {"by": "PT1S"})
    assert fresh.client.get(terminal).json()["state"] == 0


def test_each_world_has_its_own(frozen, other):
    assert shown(other)["mode"] == "real"
    assert other.control("PUT", "/clock", {"mode": "frozen", "now": "2010-01-01"}).json()[
        "now"
    ] == ("2010-01-01T00:00:00+05:30")
    assert shown(frozen)["now"] == NOW


def test_the_clock_of_the_requests_own_world(frozen):
    answer = frozen.client.get("/_etp/clock").json()

    assert (answer["world"], answer["now"]) == (frozen.name, NOW)


def test_an_unknown_world_has_none(live):
    for method, path, body in (
        ("GET", "clock", None),
        ("PUT", "clock", {"mode": "real"}),
        ("POST", "clock/advance", {"by": "PT1H"}),
    ):
        answer = live.client.request(method, f"/_etp/worlds/nowhere/{path}", json=body)
        assert (answer.status_code, answer.json()["detail"]) == (
            404,
            "There is no world 'nowhere'.",
        )


@pytest.mark.parametrize(
    ("clock", "year"), [("2001-02-03T08:00:00", 2001), ({"mode": "frozen"}, 2026)]
)
def test_a_new_worlds_clock_has_nothing_of_the_world_that_asks(live, frozen, clock, year):
    frozen.control("PATCH", "/settings", {"time_zone": "UTC"})
    body = {"name": "there", "from": "empty", "clock": clock}
    frozen.client.post("/_etp/worlds", json=body)

    now = live.client.get("/_etp/worlds/there/clock").json()["now"]

    live.client.delete("/_etp/worlds/there")
    assert now.endswith("+05:30")
    assert datetime.fromisoformat(now).year >= year


def test_a_world_is_made_with_a_clock_and_its_data_for_that_day(live):
    body = {"name": "then", "from": "fixture:demo", "clock": NOW}
    made = live.client.post("/_etp/worlds", json=body).json()
    try:
        headers = {"Authorization": f"Token {made['token']}"}
        punches = f"{made['url']}/iclock/api/transactions/"
        (newest,) = live.client.get(punches, params={"page_size": 1}, headers=headers).json()[
            "data"
        ]
        clock = live.client.get("/_etp/worlds/then/clock").json()
        assert newest["punch_time"].startswith("2001-02-02 ")
        assert (clock["mode"], clock["now"]) == ("frozen", NOW)
        live.client.put("/_etp/worlds/then/clock", json={"mode": "real"})
        live.client.post("/_etp/worlds/then/reset")
        assert live.client.get("/_etp/worlds/then/clock").json()["now"] == NOW
    finally:
        live.client.delete("/_etp/worlds/then")
