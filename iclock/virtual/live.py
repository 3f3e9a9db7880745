"""The terminals that `serve` brings along: they live through the day with the server's people."""

import asyncio
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from iclock.virtual.crowd import Crowd
from iclock.virtual.device_models import model_named
from iclock.virtual.fleet import Fleet
from iclock.virtual.rest import RestApi, RestError
from iclock.virtual.simulation import build_terminal, made_up_serial, or_stop
from iclock.virtual.terminal import VirtualTerminal

FIRST_CONTACT_S = 60.0
LOOK_EVERY_S = 1.0
MADE_UP = "ETPVT"
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Guests:
    """How many terminals to bring along, and to whom."""

    server: str
    terminals: int
    seed: int
    rest: RestApi


async def live(guests: Guests, say: Say, stop: asyncio.Event) -> None:
    """Run until `stop` is set; raises `RestError` when the server's terminals cannot be listed."""
    listed = chosen(await guests.rest.terminals(), guests.terminals)
    terminals = [_terminal(guests, record) for record in listed]
    crowd = Crowd(terminals, guests.seed)
    async with Fleet(terminals) as fleet:
        await or_stop(fleet.until_talking(FIRST_CONTACT_S), stop)
        say(f"{fleet.talking} of {len(terminals)} talk to {guests.server}")
        known = [terminal.serial for terminal in terminals if terminal.session]
        try:
            await guests.rest.send_people(known)
        except RestError as problem:
            say(f"nobody could be sent to them: {problem}")
        while not stop.is_set():
            crowd.pass_by()
            await _sleep(stop)


def chosen(records: list[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    """The terminals to play: those seen last, then those never seen; made-up ones if too few.

    `records` come by ascending id. So it is the same terminals at each start of the server.
    """
    ordered = sorted(records, key=lambda record: record["last_activity"] or "", reverse=True)
    missing = range(1, max(0, count - len(records)) + 1)
    return [*ordered[:count], *({"sn": made_up_serial(MADE_UP, number)} for number in missing)]


def _terminal(guests: Guests, record: dict[str, Any]) -> VirtualTerminal:
    model = model_named(record.get("terminal_name"))
    return build_terminal(record["sn"], model, server=guests.server, seed=guests.seed)


async def _sleep(stop: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(stop.wait(), LOOK_EVERY_S)
    except TimeoutError:
        return


def stop_with_stdin(stop: asyncio.Event) -> None:
    """Set `stop` when whoever holds the other end of stdin is gone, however it ended."""
    loop = asyncio.get_running_loop()

    def wait() -> None:
        while sys.stdin.buffer.read(1):
            pass
        loop.call_soon_threadsafe(stop.set)

    threading.Thread(target=wait, daemon=True).start()
