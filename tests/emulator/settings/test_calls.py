"""A world's settings: read, changed, put back."""

from collections.abc import Iterator
from dataclasses import asdict

import httpx
import pytest

from etpserver.api.worlds import WorldSettings
from tests.emulator.live import Fresh, Live, serving, world_of

AREAS = "/personnel/api/areas/"
START = asdict(WorldSettings(magic=True))  # as `live` is started


@pytest.fixture
def other(live: Live) -> Iterator[Fresh]:
    yield from world_of(live)


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A server with start values of its own."""
    yield from serving(tmp_path_factory, ETP_VALIDATE="strict", ETP_TIME_ZONE="UTC")


def change(world: Fresh, **changes: object) -> httpx.Response:
    return world.control("PATCH", "/settings", changes)


def settings(world: Fresh) -> dict[str, object]:
    return world.control("GET", "/settings").json()["settings"]


def test_a_new_world_has_the_start_values(fresh):
    assert fresh.control("GET", "/settings").json() == {"world": fresh.name, "settings": START}


def test_start_values_come_from_the_environment(strict):
    body = strict.client.get("/_etp/settings").json()

    expected = asdict(WorldSettings(validate="strict", time_zone="UTC"))
    assert body == {"world": "main", "settings": expected}


def test_null_puts_one_back_to_its_start_value(strict):
    for value, found in (("vendor", "vendor"), (None, "strict")):
        answer = strict.client.patch("/_etp/settings", json={"validate": value}).json()
        assert answer["settings"]["validate"] == found


def test_changes_some_and_keeps_the_others(fresh):
    assert change(fresh, error_style="drf", cors="vendor").json() == {
        "world": fresh.name,
        "settings": {**START, "error_style": "drf", "cors": "vendor"},
    }
    change(fresh, cors=None, time_bounds="exclusive")
    assert settings(fresh) == {**START, "error_style": "drf", "time_bounds": "exclusive"}


def test_an_empty_change_changes_nothing(fresh):
    assert change(fresh).json()["settings"] == START


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"validate": "none"}, "validate: takes one of vendor, strict"),
        ({"validate": "stric"}, "validate: takes one of vendor, strict; did you mean strict?"),
        ({"time_zone": "Mars"}, "time_zone: takes a time zone name such as Asia/Kolkata"),
        ({"time_zone": "../etc"}, "time_zone: takes a time zone name such as Asia/Kolkata"),
        ({"validate": ["strict"]}, "validate: takes text, a number, true or false"),
        ({"cors": {"any": True}}, "cors: takes text, a number, true or false"),
        ({"cors": "x" * 5000}, "cors: takes at most 4096 characters"),
        ({"port": 8088}, f"Unknown: port. Known: {', '.join(START)}."),
    ],
)
def test_refuses_what_does_not_fit_and_changes_nothing(fresh, changes, detail):
    answer = change(fresh, error_style="drf", **changes)

    assert (answer.status_code, answer.json()["detail"]) == (400, detail)
    assert settings(fresh) == START


def test_they_are_followed_at_the_next_request(fresh):
    path = f"{AREAS}?nonsense=1"
    assert fresh.client.get(path).status_code == 200
    change(fresh, validate="strict")
    assert fresh.client.get(path).status_code == 400
    change(fresh, api_license="inactive")
    assert fresh.client.get(path).status_code == 403


def test_each_world_has_its_own(fresh, other):
    change(fresh, validate="strict")

    assert settings(other) == START


def test_the_settings_of_the_requests_own_world(fresh):
    answer = fresh.client.patch("/_etp/settings", json={"validate": "strict"}).json()

    assert (answer["world"], answer["settings"]["validate"]) == (fresh.name, "strict")


def test_an_unknown_world_has_none(live):
    for method, body in (("GET", None), ("PATCH", {})):
        answer = live.client.request(method, "/_etp/worlds/nowhere/settings", json=body)
        assert (answer.status_code, answer.json()["detail"]) == (
            404,
            "There is no world 'nowhere'.",
        )
