"""A reader of `/_etp/events`."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from tests.emulator.live import Fresh

TIMEOUT_S = 20


class Events:
    """What comes of a stream, event by event."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self._lines = answer.iter_lines()

    def next(self) -> tuple[str, Any]:
        """Kind and facts of the next event; `StopIteration` at the end of the stream."""
        kind = ""
        for line in self._lines:
            name, _, value = line.partition(": ")
            if name == "event":
                kind = value
            elif name == "data":
                return kind, json.loads(value)
        raise StopIteration

    def take(self, number: int) -> list[tuple[str, Any]]:
        return [self.next() for _ in range(number)]


@contextmanager
def listen(world: Fresh, path: str | None = None) -> Iterator[Events]:
    """The events of a world; leaving the block ends the connection."""
    url = f"{world.server.url}{path or f'/_etp/worlds/{world.name}/events'}"
    with httpx.stream("GET", url, timeout=TIMEOUT_S, verify=world.server.trusted) as answer:
        assert answer.status_code == 200
        yield Events(answer)
