"""A stop drains what is under way, and the whole group is gone soon."""

import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.reliability import leftovers
from tests.reliability.calls import KINDS
from tests.reliability.group import Group
from tests.reliability.ledger import DroppedError

WITHIN_S = 5.0
EXPORT = f"{KINDS['areas'].path}export/?export_type=csv"
FLAGS = {
    "one process": (),
    "two workers": ("--workers", "2"),
    "with terminals": ("--terminals", "2"),
}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("how", FLAGS)
def test_a_stop_drains_what_is_under_way(
    tmp_path: Path, cache: Path, how: str, number: signal.Signals
) -> None:
    with Group(tmp_path, cache, *FLAGS[how]).wait() as server:
        caller = server.admin()
        assert caller.load("areas", {f"n{row}": "x" * 30 for row in range(3000)})
        whole = caller.ask("export", "GET", EXPORT).content
        answers: list[bool] = []
        started = threading.Event()

        def import_rows() -> None:
            own = server.admin()
            started.set()
            with suppress(DroppedError):  # it came too late
                answers.append(own.load("areas", {f"m{row}": "y" for row in range(3000)}))

        thread = threading.Thread(target=import_rows)
        with caller.client.stream("GET", EXPORT) as export:
            parts = export.iter_raw()
            read = [next(parts)]
            thread.start()
            started.wait(30)
            time.sleep(0.02)  # whatever the import has reached by now, its answer must be true
            began = time.monotonic()
            server.process.send_signal(number)
            read += parts
        assert b"".join(read) == whole
        assert server.process.wait(30) == 0
        took = time.monotonic() - began
        thread.join(30)
        assert server.members() == []
        assert took < WITHIN_S
        assert "Traceback" not in server.said()
    with Group(tmp_path, cache).wait() as server:
        stored = len(server.admin().rows("areas", "m"))
        is_told = answers == [True]
        assert stored == 3000 if is_told else stored in {0, 3000}


def test_workers_end_with_a_server_that_is_killed_alone(tmp_path: Path, cache: Path) -> None:
    """Seen: they went on, and the next start found its port taken."""
    with Group(tmp_path, cache, "--workers", "2").wait() as server:
        assert len(server.members()) >= 3
        server.process.kill()
        server.process.wait()
        deadline = time.monotonic() + 30
        while server.members():
            assert time.monotonic() < deadline, server.members()
            time.sleep(0.05)


def test_a_worker_that_dies_is_replaced(tmp_path: Path, cache: Path) -> None:
    """Its end was the end of the whole server."""
    with Group(tmp_path, cache, "--workers", "2").wait() as server:
        caller = server.admin()
        assert caller.load("areas", {"n1": "North"})
        assert leftovers.is_replaced(server, leftovers.children(server.pid)[0])
        assert server.admin().rows("areas", "n1") == [(("areas", "n1"), "North")]
