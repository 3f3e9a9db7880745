"""A live server, its REST API, and virtual terminals that call it over real sockets."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx
import pytest

from iclock.virtual.behaviour import Behaviour
from iclock.virtual.chance import generator
from iclock.virtual.device import Surroundings
from iclock.virtual.device_models import BY_NAME
from iclock.virtual.exchange import Reply, Request
from iclock.virtual.inprocess import run_until_idle
from iclock.virtual.terminal import VirtualTerminal
from tests.cli.conftest import Commands

NUMBERS = count(1)


@dataclass
class Site:
    """An area of a live server, with its people and terminals; each test has one of its own."""

    url: str
    rest: httpx.Client
    area: str
    wire: httpx.Client = field(default_factory=httpx.Client)

    def ask(self, method: str, path: str, body: object = None, **more: Any) -> Any:
        """A call of the REST API that succeeds."""
        answer = self.rest.request(method, path, json=body, **more)
        assert answer.status_code < 300, answer.text
        return answer.json()

    def terminal(
        self, model: str = "SpeedFace-V5L[TD]", behaviour: Behaviour | None = None
    ) -> VirtualTerminal:
        """A terminal of this area that has called already."""
        serial = f"E2E{next(NUMBERS):05d}"
        self.ask("POST", "/iclock/api/terminals/", {"sn": serial, "area": self.area})
        surroundings = Surroundings(time.monotonic, generator(serial))
        made = VirtualTerminal(
            serial, BY_NAME[model], surroundings, server=self.url, behaviour=behaviour
        )
        self.run(made)
        return made

    def run(self, *terminals: VirtualTerminal) -> None:
        """Let terminals poll and do what follows, until they have nothing to say."""
        for terminal in terminals:
            run_until_idle(terminal, self.send)
            assert terminal.is_idle

    def send(self, request: Request) -> Reply:
        try:
            answer = self.wire.request(
                request.method, request.url, content=request.body, headers=dict(request.headers)
            )
        except httpx.TransportError as problem:
            raise ConnectionError from problem
        return Reply(answer.status_code, answer.content, dict(answer.headers))

    def employee(self, **more: Any) -> str:
        """A person of this area; answers the code."""
        code = f"9{next(NUMBERS):05d}"
        body = {"emp_code": code, "first_name": "Asha", "department": "1", "area": [self.area]}
        self.ask("POST", "/personnel/api/employees/", {**body, **more})
        return code

    def read_employee(self, code: str) -> Any:
        return self.ask("GET", f"/personnel/api/employees/{code}/")

    def enroll(
        self, terminal: VirtualTerminal, code: str, bio_type: int, finger: int | None = None
    ) -> None:
        """Start an enrolment and let the terminal end it."""
        body = {"devices_sn": [terminal.serial], "bio_type": str(bio_type), "emp_code": code}
        more = {} if finger is None else {"finger": finger}
        self.ask("POST", "/iclock/api/terminals/enroll_remotely/", {**body, **more})
        self.run(terminal)

    def act(self, terminal: VirtualTerminal, action: str) -> None:
        """A bulk action on one terminal, carried out."""
        body = {"action_type": action, "object_codes": [terminal.serial]}
        self.ask("POST", "/iclock/api/terminals/action/", body)
        self.run(terminal)

    def templates(self, code: str) -> list[tuple[int, int, int, str]]:
        """Type, number, index and version of each of a person's templates."""
        answer = self.ask("GET", f"/iclock/api/biodatas/?emp_code={code}&page_size=100&ordering=id")
        return [
            (one["bio_type"], one["bio_no"], one["bio_index"], one["major_ver"])
            for one in answer["data"]
        ]

    def commands(self, terminal: VirtualTerminal) -> list[tuple[str, str, str]]:
        """First words, state and reason of each command of a terminal."""
        answer = self.ask("GET", f"/_etp/terminals/{terminal.serial}/commands")
        return [
            (one["content"].split("=")[0].rpartition(" ")[0], one["state"], one["reason"])
            for one in answer["commands"]
        ]


@pytest.fixture(scope="session")
def live_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("end-to-end")
    with Commands(folder, folder / "cache").serve() as server:
        yield server.url


def logged_in(url: str) -> httpx.Client:
    answer = httpx.post(f"{url}/api-token-auth/", json={"username": "admin", "password": "admin"})
    key = answer.json()["token"]
    return httpx.Client(base_url=url, headers={"Authorization": f"Token {key}"}, timeout=30)


@pytest.fixture
def site(live_url: str) -> Iterator[Site]:
    with logged_in(live_url) as rest, httpx.Client(timeout=30) as wire:
        area = f"E2E-{next(NUMBERS)}"
        made = Site(live_url, rest, area, wire)
        made.ask("POST", "/personnel/api/areas/", {"area_code": area, "area_name": "End to end"})
        yield made
