"""Work that no request waits for, done by a thread, which starts when there is some."""

import heapq
import itertools
import logging
import threading
import time
from collections.abc import Callable

from django.db import DatabaseError, connections

from etpserver.emulator.control.router import CONTROL

logger = logging.getLogger("etpserver.worlds")

AFTER_FAILURE_S = 5.0
MOST_FAILURES = 20  # of one job

# Does some work; answers after how many seconds it wants to be called again, None for never.
Job = Callable[[], float | None]


class Chores:
    """Jobs in the order of their times."""

    def __init__(self) -> None:
        self._waiting: list[tuple[float, int, Job, int]] = []
        self._numbers = itertools.count()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    def add(self, job: Job, after_s: float = 0.0, failures: int = 0) -> None:
        """Let the thread do it, not before some seconds have passed."""
        due = time.monotonic() + after_s
        with self._changed:
            heapq.heappush(self._waiting, (due, next(self._numbers), job, failures))
            self._changed.notify()
            if self._thread is None:
                # What it leaves undone at the end of the process is swept by the next one.
                self._thread = threading.Thread(target=self._run, name="chores", daemon=True)
                self._thread.start()

    def add_to_round(self, job: Job, every_s: float, after_s: float = 0.0) -> None:
        """Let the thread do it in one go with all that others want done in such rounds."""
        self.add(job, after_s + -(time.monotonic() + after_s) % every_s)

    def _run(self) -> None:
        while True:
            job, failures = self._next()
            try:
                again = job()
            except Exception as problem:
                is_known = isinstance(problem, DatabaseError)
                logger.warning("A chore of the worlds failed: %s", problem, exc_info=not is_known)
                connections[CONTROL].close()
                if failures < MOST_FAILURES:
                    self.add(job, AFTER_FAILURE_S, failures + 1)
                continue
            if again is not None:
                self.add(job, again)

    def _next(self) -> tuple[Job, int]:
        with self._changed:
            while True:
                if not self._waiting:
                    connections[CONTROL].close()  # nobody needs it until there is work again
                    self._changed.wait()
                    continue
                left = self._waiting[0][0] - time.monotonic()
                if left <= 0:
                    _, _, job, failures = heapq.heappop(self._waiting)
                    return job, failures
                self._changed.wait(left)
