"""A tiny WSGI application that tells what reached it, and a server for it in a process of its own.

Run as a program it serves `application` on the port given; see `main` for the other arguments.
The query of a request says what its plan is: `/?delay=0.2&ending=truncate`.
"""

import argparse
import asyncio
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from etpserver.server.adapter import Adapter
from etpserver.server.bodies import Limits
from etpserver.server.plans import Dribble, EventSource, Plan, event, plan_of
from etpserver.server.running import Listen, serve_here, serve_workers

LIMITS = Limits(kept=200_000, discarded=1_000_000, at_once=1000, in_memory=20_000)
PART = b"x" * 100_000
DATE = "Mon, 05 Jan 2026 08:00:00 GMT"
LONG_PART = b"0123456789" * 10_000
StartResponse = Callable[..., Any]
bodies: dict[str, dict[str, Any]] = {}
sources: dict[str, EventSource] = {}
told: dict[str, list[str]] = {}  # the threads of what was called after answers


class Parts:
    """A streaming body that notes which threads touched it and whether it was closed."""

    streaming = True

    def __init__(self, name: str, parts: Iterator[bytes]) -> None:
        self.parts = parts
        thread = threading.get_ident()
        self.notes = bodies[name] = {"view": thread, "sent": 0, "closed": False, "close": 0}
        self.notes["threads"] = []

    def __iter__(self) -> Iterator[bytes]:
        for part in self.parts:
            self.notes["threads"].append(threading.get_ident())
            self.notes["sent"] += len(part)
            yield part

    def close(self) -> None:
        self.notes["closed"] = True
        self.notes["close"] = threading.get_ident()


def environ_as_json(environ: dict[str, Any]) -> bytes:
    body = environ["wsgi.input"].read()
    told = {key: value for key, value in environ.items() if isinstance(value, str | bool | int)}
    return json.dumps({**told, "body_length": len(body), "body_sum": sum(body)}).encode()


def endless() -> Iterator[bytes]:
    while True:
        yield PART


def broken() -> Iterator[bytes]:
    yield b"half"
    time.sleep(0.2)
    raise ValueError("the other half")


def broken_at_once() -> Iterator[bytes]:
    raise ValueError("no half at all")
    yield b""


def slow() -> Iterator[bytes]:
    for number in range(3):
        yield b"tick %d\n" % number
        time.sleep(0.1)


def long() -> Iterator[bytes]:
    for _ in range(30):
        yield LONG_PART


STREAMS = {
    "endless": endless,
    "broken": broken,
    "broken-at-once": broken_at_once,
    "slow": slow,
    "long": long,
}


def make_plan(plan: Plan, query: dict[str, str]) -> None:
    if "delay" in query:
        plan.delay_s = float(query["delay"])
    if "ending" in query:
        plan.ending = query["ending"]  # type: ignore[assignment]
    if "dribble" in query:
        plan.dribble = Dribble(int(query["dribble"]), float(query["pause"]))
    if "file" in query:
        plan.on_sent.append(lambda: append_slowly(Path(query["file"])))
    if "note" in query:
        note(f"asked {query['note']}")
        plan.on_sent.append(lambda: note(query["note"]))


def append_slowly(file: Path) -> None:
    time.sleep(0.01)
    with file.open("a") as lines:
        lines.write("sent\n")


def note(name: str) -> None:
    told.setdefault(name, []).append(threading.current_thread().name)


def listen_to(name: str, plan: Plan, query: dict[str, str]) -> None:
    source = EventSource(
        kept=int(query.get("kept", 100_000)), heartbeat_s=float(query.get("heartbeat", 15))
    )
    source.on_close(lambda: note(f"closed {name}"))
    sources[name] = plan.events = source


def publish(name: str, query: dict[str, str]) -> bool:
    """Put `count` events of `size` bytes; `end` ends the source."""
    source, padding = sources[name], "x" * int(query.get("size", 0))
    is_read = True
    for number in range(int(query.get("count", 0))):
        is_read = source.put(event(f"{number}{padding}", name="tick", number=str(number)))
    if "end" in query:
        source.end()
    return is_read


def stream(call: "Call") -> Any:
    call.start("200 OK", [("Content-Type", "text/plain"), ("Date", DATE)])
    return Parts(call.name, STREAMS[call.name.partition("-of-")[0]]())


def letters(call: "Call") -> Any:
    headers = [("Content-Type", "text/plain"), ("Date", DATE), ("Content-Length", call.name)]
    call.start("200 OK", headers)
    return [b"0123456789" * (int(call.name) // 10)]


def events(call: "Call") -> Any:
    listen_to(call.name, call.plan, call.query)
    call.start("200 OK", [("Content-Type", "text/event-stream"), ("Date", DATE)])
    return []


def nothing(call: "Call") -> Any:
    call.start("204 No Content", [])
    return []


def fail(_call: "Call") -> Any:
    raise ValueError("in the view")


def sleep(call: "Call") -> Any:
    time.sleep(float(call.name))
    return echo(call)


def as_json(call: "Call", answer: object) -> Any:
    call.start("200 OK", [("Content-Type", "application/json")])
    return [json.dumps(answer).encode()]


def echo(call: "Call") -> Any:
    headers = [("Content-Type", "application/json"), ("Date", DATE)]
    call.start("200 OK", [*headers, ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
    return [environ_as_json(call.environ)]


KINDS: dict[str, Callable[["Call"], Any]] = {
    "stream": stream,
    "letters": letters,
    "events": events,
    "nothing": nothing,
    "raise": fail,
    "sleep": sleep,
    "notes": lambda call: as_json(call, bodies.get(call.name)),
    "told": lambda call: as_json(call, told.get(call.name, [])),
    "publish": lambda call: as_json(call, publish(call.name, call.query)),
}


@dataclass
class Call:
    """One request: `/<kind>/<name>?<query>`."""

    environ: dict[str, Any]
    start: StartResponse
    plan: Plan
    name: str
    query: dict[str, str]


def application(environ: dict[str, Any], start: StartResponse) -> Any:
    path = environ["PATH_INFO"].removeprefix("/iclock")  # what the port for terminals lets pass
    kind, _, name = path.strip("/").partition("/")
    query = {key: values[0] for key, values in parse_qs(environ["QUERY_STRING"]).items()}
    plan = plan_of(environ)
    assert plan is not None
    make_plan(plan, query)
    return KINDS.get(kind, echo)(Call(environ, start, plan, name, query))


class Stubborn:
    """Has a task on the loop that does not let itself be cancelled."""

    def start(self) -> None:
        self.task = asyncio.get_event_loop().create_task(self.go_on())

    async def go_on(self) -> None:
        while True:
            with suppress(asyncio.CancelledError):
                await asyncio.sleep(3600)

    def stop(self) -> None: ...


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--most-waiting", type=int)
    parser.add_argument("--certificate", type=Path)
    parser.add_argument("--key", type=Path)
    parser.add_argument("--stubborn", action="store_true")
    given = parser.parse_args()
    listen = Listen("127.0.0.1", given.port, given.certificate, given.key)
    background = Stubborn() if given.stubborn else None
    load = partial(
        Adapter, application, LIMITS, most_waiting=given.most_waiting, background=background
    )
    if given.workers > 1:
        serve_workers(listen, given.workers, load)
    else:
        serve_here(listen, load)


if __name__ == "__main__":
    main()
    os._exit(0)  # as the command line does
