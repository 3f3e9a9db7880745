"""Running granian: one worker in this process, or several in processes of their own."""

import asyncio
import faulthandler
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from granian.constants import Interfaces, Loops, SSLProtocols
from granian.log import LogLevels

from etpserver.server import capacity

if TYPE_CHECKING:
    from etpserver.server.adapter import Adapter

STREAMS_S = 1  # how long it waits for streaming bodies, which end at their next part, before that
GRACE_S = 2  # how long a stop waits for views that are still running
LONGEST_STOP_S = 4.5
LOOK_EVERY_S = 0.5  # whether the parent of a worker still lives
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)
# granian's own lines go where Django's go; it would print them to stdout.
LOGGING: dict[str, Any] = {
    "handlers": {},
    "formatters": {},
    "loggers": {"_granian": {"propagate": True}, "granian.access": {"propagate": False}},
}


@dataclass(frozen=True, slots=True)
class Listen:
    """Where to listen, and with which certificate."""

    host: str
    port: int
    certificate: Path | None = None
    key: Path | None = None


def load_application() -> "Adapter":
    """The adapter around Django, loaded once in a process."""
    from etpserver.server.rsgi import application  # noqa: PLC0415  loads all of Django

    return application


def serve_here(listen: Listen, load: Callable[[], "Adapter"] = load_application) -> None:
    """Serve in this process until SIGINT or SIGTERM; a view may then still run on its thread."""
    from granian.server.embed import Server  # noqa: PLC0415  loaded by the way that needs it

    application = load()
    server = Server(application, **_options(listen))
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    # Not by `asyncio.run`, which at the end waits for ever for what does not let itself be
    # cancelled, such as a task of granian's. The process ends soon.
    try:
        loop.run_until_complete(until_stopped(server, application))
    finally:
        loop.close()  # a second signal ends the process as usual


async def until_stopped(server: Any, application: "Adapter") -> None:
    """Serve until SIGINT or SIGTERM, then give running views `GRACE_S` to answer."""
    stopped = asyncio.Event()
    _on_stop_signals(asyncio.get_running_loop(), stopped.set)
    serving = asyncio.create_task(server.serve())
    waiting = asyncio.create_task(stopped.wait())
    await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    # Needs no lock of the interpreter's: whatever keeps it, the process ends, and says where.
    faulthandler.dump_traceback_later(LONGEST_STOP_S, exit=True)
    application.stop()
    finishing = asyncio.create_task(application.finished())
    # Observed: granian ends with the interpreter's lock in its hand, and waits for the end of a
    # pipe that it reads; who fills that pipe, for a client that has left, needs the lock too.
    await asyncio.wait({finishing}, timeout=STREAMS_S)
    server.stop()
    ended, _ = await asyncio.wait({serving, finishing}, timeout=GRACE_S)
    application.close()
    faulthandler.cancel_dump_traceback_later()
    for task in ended:
        task.result()


def _on_stop_signals(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> None:
    for number in STOP_SIGNALS:
        if sys.platform == "win32":
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop))
        else:
            loop.add_signal_handler(number, stop)


class Worker:
    """The adapter in a process that granian has made, to which only a signal says that it stops."""

    def __init__(self, application: "Adapter") -> None:
        self.application = application
        self.__rsgi__ = application.__rsgi__

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Called once granian listens for the signals itself."""
        self.application.__rsgi_init__(loop)
        for number in STOP_SIGNALS:
            _hear_too(number, partial(loop.call_soon_threadsafe, self.application.stop))
        _end_with(os.getppid(), loop)

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Called once granian has ended its connections; it kills who is not gone in `GRACE_S`."""
        loop.run_until_complete(self.application.finished())
        self.application.close()


def _end_with(parent: int, loop: asyncio.AbstractEventLoop) -> None:
    """Stop when the parent was killed: it told nobody, and the next start needs the port."""
    if os.getppid() == parent:
        loop.call_later(LOOK_EVERY_S, _end_with, parent, loop)
        return
    loop.call_later(GRACE_S, os._exit, 1)
    os.kill(os.getpid(), signal.SIGTERM)


def _hear_too(number: signal.Signals, stop: Callable[[], object]) -> None:
    """Call `stop` at a signal, and then whoever was called until now."""
    before = signal.getsignal(number)

    def hear(received: int, frame: FrameType | None) -> None:
        stop()
        if callable(before):
            before(received, frame)

    signal.signal(number, hear)


def load_worker(load: Callable[[], "Adapter"]) -> Worker:
    """Called by granian in each of its processes."""
    return Worker(load())


def serve_workers(
    listen: Listen, workers: int, load: Callable[[], "Adapter"] = load_application
) -> None:
    """Serve in `workers` processes until SIGINT or SIGTERM."""
    from granian.server.mp import MPServer  # noqa: PLC0415

    if sys.platform != "darwin":  # forked workers share what is loaded before
        load()
    server: Any = MPServer(
        "etpserver.server.rsgi:application",
        workers=workers,
        workers_kill_timeout=GRACE_S,
        respawn_failed_workers=True,  # without it the end of one is the end of all
        loop=Loops.asyncio,
        **_options(listen),
    )
    server.serve(target_loader=partial(load_worker, load), wrap_loader=False)


def _options(listen: Listen) -> dict[str, Any]:
    return {
        "address": listen.host,
        "port": listen.port,
        "interface": Interfaces.RSGI,
        "backlog": 1024,
        "backpressure": capacity.connections(),
        "websockets": False,
        "runtime_blocking_threads": 64,
        "log_level": LogLevels.error,
        "log_dictconfig": LOGGING,
        "ssl_cert": listen.certificate,
        "ssl_key": listen.key,
        "ssl_protocol_min": SSLProtocols.tls12,
    }
