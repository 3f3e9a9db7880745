"""A list of punches counts right whatever became of its world: see also those of iclock."""

import pytest

from tests.emulator.live import Fresh, Live, world_of

UPLOAD = "/iclock/api/transactions/action/"
TERMINAL = {"sn": "COUNT1", "alias": "Count", "ip_address": "10.0.0.9", "area": "1"}
LINES = b"".join(b"1001\t2031-02-03 09:%02d:00\t1\t0\t0\t0\r\n" % minute for minute in range(7))


def upload(world: Fresh) -> None:
    world.client.post("/iclock/api/terminals/", json=TERMINAL)
    file = {"upload_file": ("COUNT1_attlog.dat", LINES)}
    answer = world.client.post(UPLOAD, files=file)
    assert answer.status_code == 200, answer.text


def listed(world: Fresh) -> tuple[int, int]:
    """How many punches the two lists say there are; what counting finds is the same."""
    counted = world.control("GET", "/state").json()["counts"]
    found = [
        world.client.get(f"/iclock/api/{path}/?page_size=1").json()["count"]
        for path in ("transactions", "unregister")
    ]
    assert found == [counted["transactions"], counted["unregister"]]
    return found[0], found[1]


@pytest.fixture(params=["live", "pg"])
def server(request: pytest.FixtureRequest) -> Live:
    found: Live = request.getfixturevalue(request.param)
    return found


def test_through_resets_snapshots_archives_and_undo(server):
    for world in world_of(server, "fixture:manual"):
        before = listed(world)
        assert before[0] > 0
        upload(world)
        after = listed(world)
        assert sum(after) == sum(before) + 7

        assert world.control("POST", "/snapshots", {"name": "counted"}).status_code == 201
        assert world.control("POST", "/reset", {"to": "empty"}).status_code == 200
        assert listed(world) == (0, 0)
        assert world.control("POST", "/reset", {"to": "snapshot:counted"}).status_code == 200
        assert listed(world) == after
        content = server.client.get("/_etp/snapshots/counted").content
        assert server.client.delete("/_etp/snapshots/counted").is_success
        assert server.client.put("/_etp/snapshots/counted", content=content).is_success
        assert world.control("POST", "/reset", {"to": "snapshot:counted"}).status_code == 200
        assert listed(world) == after
        assert world.control("POST", "/reset", {"to": "fixture:manual"}).status_code == 200
        assert listed(world) == before
        upload(world)
        assert listed(world) == after
        server.client.delete("/_etp/snapshots/counted")
