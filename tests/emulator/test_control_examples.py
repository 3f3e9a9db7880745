"""Each example of a body in the control plane's OpenAPI document can be sent as it is."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from etpserver.api.control.problems import CONTENT_TYPE
from etpserver.api.control.views import JSON
from tests.emulator.live import Fresh, Live, serving, world_of
from tests.openapi.documents import CONTROL, Found, cases, examples, operations

NAMED = "/_etp/worlds/{world}/"
SERIAL, EXERCISE = "NDB7251200011", "01-get-a-token"
KNOWN = {
    "sn": SERIAL,
    "name": "maintenance",
    "snapshot": "before-migration",
    "exercise": EXERCISE,
    "trainee": "anna",
    "command": "1",
}
AREA = {"area_code": "HQ", "area_name": "Head office"}
REBOOT = {"object_codes": [SERIAL], "action_type": "reboot"}
TRAINEES, WORLDS, SNAPSHOTS = "/_etp/training/trainees", "/_etp/worlds", "/_etp/snapshots"


def of_named_worlds() -> list[Found]:
    """The calls with a body; of the two paths of one, that of a named world."""
    paths = CONTROL["paths"]
    return [
        found
        for found in operations(CONTROL)
        if found.bodies and f"{NAMED}{found.path.removeprefix('/_etp/')}" not in paths
    ]


@pytest.fixture
def demo(live: Live) -> Iterator[Fresh]:
    """A world with the records that the examples are about; what they make goes at the end."""
    for world in world_of(live, "fixture:demo"):
        yield world
        for made in (f"{TRAINEES}/anna", f"{WORLDS}/orders-1", f"{SNAPSHOTS}/before-migration"):
            live.client.delete(made)


def prepare(world: Fresh, found: Found) -> None:
    """Do what must have been done before the call."""
    words = found.path.rpartition("/")[2]
    if words in {"undo", "verify"}:
        world.client.post("/personnel/api/areas/", json=AREA).raise_for_status()
    elif words == "answer":
        world.client.post("/iclock/api/terminals/action/", json=REBOOT).raise_for_status()
    elif words == "restore":
        world.control("POST", "/snapshots", {"name": "before-migration"}).raise_for_status()
    elif words == "check":
        world.server.client.post(TRAINEES, json={"name": "Anna"}).raise_for_status()
        started = f"{TRAINEES}/anna/exercises/{EXERCISE}/start"
        world.server.client.post(started).raise_for_status()


def promised(found: Found, answer: httpx.Response) -> dict[str, Any]:
    """The schema of an answer."""
    kind = answer.headers["Content-Type"]
    schema: dict[str, Any] = found.answers[str(answer.status_code)]["content"][kind]["schema"]
    return schema


@pytest.mark.parametrize("found", cases(of_named_worlds()))
def test_is_done_and_answered_as_promised(found: Found, demo: Fresh) -> None:
    prepare(demo, found)
    ((kind, content),) = found.bodies.items()
    (example,) = examples(content)
    body: Any = {"json": example} if kind == JSON else {"content": example}

    path = found.path.format(world=demo.name, **KNOWN)
    answer = demo.server.client.request(found.method, path, **body)

    assert answer.is_success, answer.text
    Draft202012Validator(promised(found, answer)).validate(answer.json())


# An archive has no keys; each scenario has its own.
WITH_KEYS = [
    one
    for one in of_named_worlds()
    if JSON in one.bodies and not one.path.endswith("/scenarios/{name}")
]


@pytest.mark.parametrize("found", cases(WITH_KEYS))
def test_an_unknown_key_is_refused_as_the_example_says(found: Found, demo: Fresh) -> None:
    prepare(demo, found)
    path = found.path.format(world=demo.name, **KNOWN)
    answer = demo.server.client.request(found.method, path, json={"colour": "blue"})
    assert_is_the_example(found, answer)


def test_strangers_are_refused_as_the_examples_say(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    (found,) = (one for one in operations(CONTROL) if one.id == "get_worlds")
    for guarded in serving(tmp_path_factory, ETP_CONTROL_TOKEN="tea-at-5"):
        by_name = guarded.client.get(WORLDS, headers={"Host": "etp.example"})
        assert_is_the_example(found, by_name)
        assert by_name.status_code == 401
        from_elsewhere = guarded.client.get(WORLDS, headers={"Origin": "https://evil.example"})
        assert_is_the_example(found, from_elsewhere)
        assert from_elsewhere.status_code == 403


def test_an_unknown_world_is_refused_as_the_example_says(live: Live) -> None:
    (found,) = (one for one in operations(CONTROL) if one.id == "get_worlds_world_state")
    answer = live.client.get(f"{WORLDS}/nowhere/state")
    assert_is_the_example(found, answer)
    assert answer.status_code == 404


def assert_is_the_example(found: Found, answer: httpx.Response) -> None:
    content = found.answers[str(answer.status_code)]["content"]
    (example,) = examples(content[CONTENT_TYPE])
    assert answer.json() == example
