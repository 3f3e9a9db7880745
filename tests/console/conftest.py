"""A world with a bit of everything, and a browser's part of the talk."""

from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from tests.console.reading import Page, read
from tests.emulator.live import Fresh, Live, fresh, live, world_of

__all__ = ["fresh", "live"]

SN, NOW = "SN1", "2026-01-05T12:00:00+05:30"
EVIL = "<script>alert(1)</script>"
ELSEWHERE = {"Host": "etp.example"}  # as a visitor from another machine calls


@dataclass
class Visitor:
    """Somebody who looks at the console of a world and sends its forms."""

    client: httpx.Client
    root: str  # `/_etp/w/<world>/_etp/ui/`

    def get(self, path: str = "", **more: object) -> httpx.Response:
        return self.client.get(self.root + path, **more)  # type: ignore[arg-type]

    def page(self, path: str = "") -> Page:
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return read(answer.text)

    def send(self, path: str, /, **fields: str) -> httpx.Response:
        """A form, with the token of its page."""
        self.get("clock")
        names = [name for name in self.client.cookies if name.startswith("etp_csrf")]
        token = self.client.cookies[names[-1]]
        return self.client.post(self.root + path, data=fields, headers={"X-CSRFToken": token})

    def act(self, name: str, /, **fields: str) -> httpx.Response:
        return self.send(f"act/{name}", **fields)


def visiting(server: Live, world: str, **headers: str) -> Iterator[Visitor]:
    root = "/_etp/ui/" if world == "main" else f"/_etp/w/{world}/_etp/ui/"
    with httpx.Client(base_url=server.url, timeout=30, headers=headers) as client:
        yield Visitor(client, root)


@pytest.fixture
def visitor(fresh: Fresh) -> Iterator[Visitor]:
    """Somebody at an empty world of the test's own."""
    yield from visiting(fresh.server, fresh.name)


@pytest.fixture(scope="session")
def full(live: Live) -> Iterator[Fresh]:
    """A world that tests only look at: people, a terminal, punches, a fault, requests."""
    for world in world_of(live):
        fill(world)
        yield world


@pytest.fixture
def reader(full: Fresh) -> Iterator[Visitor]:
    """Somebody who looks at the full world."""
    yield from visiting(full.server, full.name)


def fill(world: Fresh) -> None:
    world.control("PUT", "/clock", {"mode": "frozen", "now": NOW})
    world.client.post("/iclock/api/terminals/", json={"sn": SN, "alias": "Main gate"})
    first = {"emp_code": "7", "first_name": EVIL, "department": 1, "area": [1], "card_no": "4711"}
    people = [first, *({**first, "emp_code": str(n), "first_name": f"Asha {n}", "card_no": ""}
                       for n in range(100, 130))]  # fmt: skip
    for person in people:
        made = world.client.post("/personnel/api/employees/", json=person)
        assert made.status_code == 201, made.text
    world.control("POST", f"/simulate/terminals/{SN}/enroll", {"emp_code": "7", "finger": 6})
    punches = [
        {"terminal": SN, "emp_code": code, "at": f"2026-01-05T{hour:02}:{minute:02}:00",
         "state": state}
        for code in ("7", "100", "99999")
        for minute in range(10)
        for hour, state in ((9, "0"), (11, "1"))
    ]  # fmt: skip
    answer = world.control("POST", "/simulate/punches", {"punches": punches})
    assert answer.status_code == 200, answer.text
    body = f"7\t{EVIL}\tnot a line\n"
    world.client.post(f"/iclock/cdata?SN={SN}&table=ATTLOG&Stamp=1", content=body)
    message = {"employee": "7", "content": EVIL, "start_time": "2026-01-05 12:00:00", "duration": 5}
    world.client.post("/iclock/api/privatemessages/", json=message)
    rule = {"match": {"path": f"/{EVIL}"}, "do": {"status": 503, "body": EVIL}}
    world.control("POST", "/faults", rule)
    world.client.get("/personnel/api/areas/", params={"page_size": EVIL})
    world.client.get("/personnel/api/nosuch/")
