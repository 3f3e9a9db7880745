"""Waiting for what happens soon."""

import time
from collections.abc import Callable

SOON_S = 120  # a PostgreSQL that shares its disk may take seconds to drop a database


def until(is_so: Callable[[], object]) -> None:
    """Wait until it is so; fails when it is not so soon."""
    deadline = time.monotonic() + SOON_S
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)
