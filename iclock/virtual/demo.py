"""`make demo-devices`: a remote enrolment from REST to the wire and back, every exchange shown.

It starts a server of its own in a temporary folder, with three virtual terminals, and ends it.
"""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TypeAlias

import httpx
from rich.console import Console
from rich.text import Text

from iclock.virtual.device_models import BY_NAME
from iclock.virtual.exchange import Reply, Request
from iclock.virtual.fleet import Fleet
from iclock.virtual.own_server import LOGIN, own_server
from iclock.virtual.simulation import build_terminal
from iclock.virtual.terminal import VirtualTerminal

MODELS = ("SpeedFace-V5L[TD]", "SenseFace 4A", "IN02-A/ID")
SPEED = 8.0
SHOWN = 100  # characters of a request or a reply
PATIENCE_S = 60.0
STEP_S = 0.05
AREA, PERSON = "GATE", "1001"
FINGER = 6
Ask: TypeAlias = Callable[..., Awaitable[Any]]
ARROWS = {"sent": "  ->", "received": "  <-"}


class Stage:
    """What the audience sees."""

    def __init__(self) -> None:
        self.console = Console(highlight=False)

    def say(self, text: str) -> None:
        """What happens next."""
        self.console.print(Text(f"\n{text}", "bold"), soft_wrap=True)

    def show(self, text: str) -> None:
        """A line of what came of it."""
        self.console.print(Text(f"  {text}"), soft_wrap=True)

    def exchange(
        self, terminal: VirtualTerminal, request: Request, reply: Reply | None, _seconds: float
    ) -> None:
        """Both halves of an exchange, each cut to its first characters."""
        body = _first_line(request.body)
        self._line(f"{terminal.serial} {request.method} {request.target}", "cyan", "sent")
        if body:
            self._line(body, "cyan", "sent")
        answer = "no reply" if reply is None else f"{reply.status} {_first_line(reply.body)}"
        self._line(answer, "green" if reply and reply.status == 200 else "red", "received")

    def _line(self, text: str, style: str, way: str) -> None:
        shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}.."
        self.console.print(Text(f"{ARROWS[way]} {shown}", style), soft_wrap=True)


def _first_line(content: bytes) -> str:
    """As much of a body as is shown, on one line."""
    text = content[: 2 * SHOWN].decode("utf-8", "replace").strip()
    return text.replace("\t", " ").replace("\n", " | ")


def main() -> int:
    """Play the demonstration; answers the exit code."""
    stage = Stage()
    with own_server() as url:
        stage.say(f"A server with an empty company answers at {url}.")
        asyncio.run(_play(stage, url))
    return 0


async def _play(stage: Stage, url: str) -> None:
    terminals = [
        build_terminal(f"DEMO{number}", BY_NAME[name], server=url, seed=1)
        for number, name in enumerate(MODELS, start=1)
    ]
    names = ", ".join(f"{one.serial} ({one.model.name})" for one in terminals)
    async with _rest(url) as ask:
        stage.say("By REST: an area, three terminals in it, a person who works there.")
        await ask("POST", "/personnel/api/areas/", {"area_code": AREA, "area_name": "Main gate"})
        for terminal in terminals:
            await ask("POST", "/iclock/api/terminals/", {"sn": terminal.serial, "area": AREA})
        person = {"emp_code": PERSON, "first_name": "Asha", "department": "1", "area": [AREA]}
        await ask("POST", "/personnel/api/employees/", person)

        stage.say(f"The terminals call, and fetch the person: {names}.")
        async with Fleet(terminals, speed=SPEED, observe=stage.exchange):
            await _until(lambda: all(PERSON in one.memory.users for one in terminals))
            await _enroll(stage, ask, terminals)
            await _punch(stage, ask, terminals[1])
        await _read_back(stage, ask)


async def _enroll(stage: Stage, ask: Ask, terminals: list[VirtualTerminal]) -> None:
    first = terminals[0]
    stage.say(f"By REST: enroll_remotely, finger {FINGER} of {PERSON} at {first.serial}.")
    body = {"devices_sn": [first.serial], "bio_type": "1", "emp_code": PERSON, "finger": FINGER}
    await ask("POST", "/iclock/api/terminals/enroll_remotely/", body)
    await _until(lambda: bool(first.memory.templates) and not first.outbox)


async def _punch(stage: Stage, ask: Ask, terminal: VirtualTerminal) -> None:
    stage.say(f"{PERSON} punches at {terminal.serial}.")
    terminal.punch(PERSON)
    path = f"/iclock/api/transactions/?emp_code={PERSON}"
    await _until_answered(lambda: ask("GET", path), lambda answer: answer["count"] == 1)


async def _read_back(stage: Stage, ask: Ask) -> None:
    stage.say("Read back by REST:")
    templates = await ask("GET", f"/iclock/api/biodatas/?emp_code={PERSON}")
    for template in templates["data"]:
        kept = {**template, "bio_tmp": f"{template['bio_tmp'][:12]}.."}
        stage.show(f"biodatas: {kept}")
    person = await ask("GET", f"/personnel/api/employees/{PERSON}/")
    stage.show(f"the employee's fingerprint: {person['fingerprint']}")
    punches = await ask("GET", f"/iclock/api/transactions/?emp_code={PERSON}")
    for row in punches["data"]:
        stage.console.print(
            f"  transactions: {row['terminal_sn']} {row['punch_time']}", markup=False
        )


@contextlib.asynccontextmanager
async def _rest(url: str) -> AsyncIterator[Ask]:
    """Calls of the REST API, logged in."""
    async with httpx.AsyncClient(base_url=url, timeout=30, trust_env=False) as client:

        async def ask(method: str, path: str, body: object = None) -> Any:
            answer = await client.request(method, path, json=body)
            answer.raise_for_status()
            return answer.json()

        key = (await ask("POST", "/api-token-auth/", LOGIN))["token"]
        client.headers["Authorization"] = f"Token {key}"
        yield ask


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not holds():
            await asyncio.sleep(STEP_S)


async def _until_answered(ask: Callable[[], Awaitable[Any]], holds: Callable[[Any], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not holds(await ask()):
            await asyncio.sleep(STEP_S)


if __name__ == "__main__":
    sys.exit(main())
