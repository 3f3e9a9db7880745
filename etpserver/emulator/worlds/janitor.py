"""What is done about worlds without being asked, in real time, by a thread of each process.

Ends worlds whose time is over, lets go of what other processes replaced or dropped, and removes
databases that nobody uses.
"""

import logging
from threading import Event, Thread

from django.db import DatabaseError, connections

from etpserver.emulator.control.router import CONTROL
from etpserver.emulator.worlds import lifecycle
from etpserver.emulator.worlds.registry import Worlds

EVERY_S = 3.0
SWEEPS_EVERY = 20  # passes
logger = logging.getLogger("etpserver.worlds")


class Janitor:
    """A daemon thread, from `start` to `stop`."""

    def __init__(self, worlds: Worlds, *, every_s: float = EVERY_S) -> None:
        self.worlds = worlds
        self.every_s = every_s
        self._stopped = Event()

    def start(self) -> None:
        """Call it in the process that serves: threads do not survive a fork."""
        Thread(target=self._run, name="janitor", daemon=True).start()

    def stop(self) -> None:
        self._stopped.set()

    def _run(self) -> None:
        passes = 0
        while not self._stopped.wait(self.every_s):
            passes += 1
            try:
                tidy(self.worlds)
                if passes % SWEEPS_EVERY == 0:
                    sweep(self.worlds)
            except (DatabaseError, OSError):
                logger.warning("The worlds could not be tidied; next time then.", exc_info=True)
                connections[CONTROL].close()  # the next pass starts afresh


def tidy(worlds: Worlds) -> None:
    """End what is over and let go of what is replaced."""
    lifecycle.end_overdue(worlds)
    worlds.refresh()
    worlds.store.remove_due()


def sweep(worlds: Worlds, *, at_start: bool = False) -> int:
    """Remove databases that are no world's and no snapshot's: what a crash has left; how many.

    `at_start`: no server works with them, so that none of them can be about to be used.
    """
    return worlds.store.sweep(lifecycle.places_in_use(), at_start=at_start)
