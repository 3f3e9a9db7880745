"""Guessing passwords is slowed down: per world, per name and address, in real time."""

import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from rest_framework.exceptions import AuthenticationFailed, Throttled, ValidationError

from etpserver.api.worlds import current_world

LIMIT = 10  # failures
WINDOW = 60.0  # seconds
CAPACITY = 10_000  # names remembered; each costs a guesser one run of the password hasher

Key = tuple[str, str, str, str]


class FailedLogins:
    """The failed logins of the last minute, in this process's memory.

    Only failures count, and a success clears none: whoever shares an address with a client that
    logs in all the time would otherwise have endless guesses. Attempts running at the same moment
    all begin, so a burst may go over the limit by as many as the server has threads.
    """

    def __init__(self, timer: Callable[[], float] = time.monotonic) -> None:
        # Real time: a world whose clock stands still must not lock anybody out for ever.
        self.timer = timer
        self._failures: OrderedDict[Key, deque[float]] = OrderedDict()
        self._lock = Lock()

    @contextmanager
    def guard(self, kind: str, name: str, request: Any) -> Iterator[None]:
        """Run a login attempt: refuse it after too many failures, count it if it fails.

        Raises:
            Throttled: the name failed too often from this address; the attempt does not begin.
        """
        # REMOTE_ADDR only: X-Forwarded-For is whatever the guesser likes to send.
        key = (current_world().name, kind, name, request.META.get("REMOTE_ADDR", ""))
        wait = self._wait(key)
        if wait is not None:
            raise Throttled(wait)
        try:
            yield
        except (AuthenticationFailed, ValidationError):
            self._count(key)
            raise

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._failures.clear()

    def _wait(self, key: Key) -> int | None:
        """Whole seconds until the next attempt; None if it may begin now."""
        with self._lock:
            failures = self._failures.get(key, deque())
            now = self.timer()
            while failures and failures[0] <= now - WINDOW:
                failures.popleft()
            if not failures:
                self._failures.pop(key, None)
            is_full = len(failures) >= LIMIT
            return max(1, math.ceil(failures[0] + WINDOW - now)) if is_full else None

    def _count(self, key: Key) -> None:
        with self._lock:
            self._failures.setdefault(key, deque(maxlen=LIMIT)).append(self.timer())
            self._failures.move_to_end(key)
            while len(self._failures) > CAPACITY:
                self._failures.popitem(last=False)


failed_logins = FailedLogins()
