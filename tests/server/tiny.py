"""A tiny WSGI application that tells what reached it, and a server for it in a process of its own.

Run as a program it serves `application` on the port given.
"""

import asyncio
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from etpserver.server.adapter import Adapter
from etpserver.server.bodies import Limits
from etpserver.server.running import until_stopped

LIMITS = Limits(kept=200_000, discarded=1_000_000, at_once=1000, in_memory=20_000)
PART = b"x" * 100_000
StartResponse = Callable[..., Any]
bodies: dict[str, dict[str, Any]] = {}


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


STREAMS = {"endless": endless, "broken": broken, "broken-at-once": broken_at_once, "slow": slow}


def application(environ: dict[str, Any], start: StartResponse) -> Any:
    path = environ["PATH_INFO"].removeprefix("/iclock")  # what the port for terminals lets pass
    kind, _, name = path.strip("/").partition("/")
    if kind == "stream":
        start("200 OK", [("Content-Type", "text/plain")])
        return Parts(name, STREAMS[name.partition("-of-")[0]]())
    if kind == "notes":
        start("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(bodies.get(name)).encode()]
    if kind == "raise":
        raise ValueError("in the view")
    if kind == "sleep":
        time.sleep(float(name))
    if kind == "nothing":
        start("204 No Content", [])
        return []
    start(
        "200 OK",
        [
            ("Content-Type", "application/json"),
            ("Date", "Mon, 05 Jan 2026 08:00:00 GMT"),
            ("Set-Cookie", "a=1"),
            ("Set-Cookie", "b=2"),
        ],
    )
    return [environ_as_json(environ)]


async def serve(port: int) -> None:
    from granian.constants import Interfaces
    from granian.server.embed import Server

    adapter = Adapter(application, LIMITS)
    server = Server(
        adapter, "127.0.0.1", port, interface=Interfaces.RSGI, log_enabled=False, websockets=False
    )

    await until_stopped(server, adapter)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
    os._exit(0)  # as the command line does
