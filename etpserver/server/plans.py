"""What a middleware or view may ask for its answer: to wait, to be cut, to stream events.

The package's own docstring shows how; `delivery.py` carries it out.
"""

import re
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal

KEY = "etp.plan"
Ending = Literal["whole", "reset", "empty", "truncate", "hang"]
Callback = Callable[[], object]

HEARTBEAT_S = 15.0
KEPT = 256 * 1024  # bytes of events that wait for one reader; beyond them the oldest go
NEWLINE = re.compile(r"\r\n|\r|\n")  # the three that the format of events knows


def can_cut() -> bool:
    """Whether this platform can carry out `reset`, `empty` and `truncate`."""
    return sys.platform == "linux"


def plan_of(environ: Mapping[str, Any]) -> "Plan | None":
    """The plan of the request with this WSGI environ (Django: `request.META`).

    None under another WSGI server and in Django's test client: nobody would carry it out.
    """
    plan: Plan | None = environ.get(KEY)
    return plan


@dataclass(frozen=True, slots=True)
class Dribble:
    """A body that goes out `bytes_at_once`, with `pause_s` seconds between two pieces."""

    bytes_at_once: int
    pause_s: float

    def __post_init__(self) -> None:
        if self.bytes_at_once < 1 or self.pause_s < 0:
            raise ValueError(f"{self} would never end")


@dataclass(slots=True)
class Plan:
    """How one answer is to go out. What is not set changes nothing.

    Attributes:
        delay_s: Seconds for which the finished answer is held back.
        ending: What the client gets. `reset`: a TCP reset before any byte. `empty`: an end of the
            connection without any byte. `truncate`: the head, with the length of the whole body,
            half of the body and the end of the connection; an answer without a body ends `empty`.
            `hang`: nothing, until the client leaves or the server stops.
        dribble: The body in small pieces.
        events: The body is what this source yields, in the form of server-sent events, after
            the headers of the answer. `ending` and `dribble` are then not looked at.
        on_sent: Called on a thread once the answer was handed to the network or given up.
    """

    delay_s: float = 0.0
    ending: Ending = "whole"
    dribble: Dribble | None = None
    events: "EventSource | None" = None
    on_sent: list[Callback] = field(default_factory=list)

    def is_plain(self) -> bool:
        """Whether the answer goes out as it is, at once."""
        return (
            self.ending == "whole"
            and self.delay_s <= 0
            and self.dribble is None
            and self.events is None
        )

    def callbacks(self) -> list[Callback]:
        """What is to be called now that the answer is over."""
        if self.events is None:
            return self.on_sent
        return [*self.events.close(), *self.on_sent]


def event(data: str, *, name: str = "", number: str = "") -> bytes:
    """One server-sent event; `number` is what a client that comes back sends as Last-Event-ID."""
    if NEWLINE.search(name + number):
        raise ValueError(f"name {name!r} and number {number!r} must be one line each")
    lines = [f"id: {number}"] if number else []
    lines += [f"event: {name}"] if name else []
    lines += [f"data: {line}" for line in NEWLINE.split(data)]
    return "".join(f"{line}\n" for line in [*lines, ""]).encode()


class EventSource:
    """The events for one reader: any thread puts, the adapter takes.

    Bounded: a reader that is too slow loses the oldest events, and where they are missing gets
    an event `dropped` whose data is their number.
    """

    def __init__(self, *, kept: int = KEPT, heartbeat_s: float = HEARTBEAT_S) -> None:
        self.kept = kept
        self.heartbeat_s = heartbeat_s
        self._lock = threading.Lock()
        self._events: deque[bytes] = deque()
        self._size = 0
        self._dropped = 0
        self._is_ended = False
        self._is_closed = False
        self._wake: Callback | None = None
        self._on_close: list[Callback] = []

    def put(self, event: bytes) -> bool:
        """Queue what `event()` made; never waits. False once nobody reads any more."""
        with self._lock:
            if self._is_ended or self._is_closed:
                return False
            was_empty = not self._events
            self._events.append(event)
            self._size += len(event)
            while self._size > self.kept and len(self._events) > 1:
                self._size -= len(self._events.popleft())
                self._dropped += 1
            wake = self._wake if was_empty else None
        self._call(wake)
        return True

    def end(self) -> None:
        """Nothing follows: the answer ends once all that is queued has been sent."""
        with self._lock:
            self._is_ended = True
            wake = self._wake
        self._call(wake)

    def on_close(self, callback: Callback) -> None:
        """Have `callback` called, on a thread, once nobody reads any more; now, if so already."""
        with self._lock:
            is_late = self._is_closed
            if not is_late:
                self._on_close.append(callback)
        if is_late:
            callback()

    def attach(self, wake: Callback) -> None:
        """Name what is called, on any thread, when there is something to take."""
        with self._lock:
            self._wake = wake

    def take(self) -> bytes:
        """All that is queued, to be sent as it is."""
        with self._lock:
            taken = [event(str(self._dropped), name="dropped")] if self._dropped else []
            taken += self._events
            self._events.clear()
            self._size = self._dropped = 0
        return b"".join(taken)

    def is_at_end(self) -> bool:
        """Whether everything was taken and nothing follows."""
        with self._lock:
            return self._is_ended and not self._events

    def close(self) -> list[Callback]:
        """Drop what is queued; answers what is to be called, once."""
        with self._lock:
            self._is_closed = True
            self._wake = None
            self._events.clear()
            callbacks, self._on_close = self._on_close, []
        return callbacks

    @staticmethod
    def _call(wake: Callback | None) -> None:
        if wake is not None:
            with suppress(RuntimeError):  # the loop that it would wake has ended
                wake()
