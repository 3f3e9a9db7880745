"""Drives a terminal by calls of a function, without waiting: time jumps to what is next."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from iclock.virtual.exchange import Reply, Request
from iclock.virtual.terminal import VirtualTerminal

Send: TypeAlias = Callable[[Request], Reply]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its reply; None when there was none."""

    request: Request
    reply: Reply | None


def run_until_idle(
    terminal: VirtualTerminal, send: Send, max_requests: int = 1000
) -> list[Exchange]:
    """Let the terminal poll and do what follows, until it has nothing to say.

    Ends early, with `terminal.is_idle` false, after `max_requests`, when the terminal is not
    plugged in, and when something failed: a server that refuses, or an OSError of `send`.
    """
    terminal.hurry()
    now = terminal.now
    exchanges: list[Exchange] = []
    while len(exchanges) < max_requests:
        step = terminal.next_request(now)
        if isinstance(step, Request):
            exchanges.append(_carry(terminal, send, step, now))
        elif terminal.is_idle or terminal.is_failing or step.until is None:
            break
        else:
            now = step.until
    return exchanges


def _carry(terminal: VirtualTerminal, send: Send, request: Request, now: float) -> Exchange:
    try:
        reply = send(request)
    except OSError:
        terminal.connection_failed(now)
        return Exchange(request, None)
    terminal.receive(reply, now)
    return Exchange(request, reply)
