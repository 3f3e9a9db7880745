"""One terminal, two processes: what they are asked at once."""

import json
import subprocess
import sys
from pathlib import Path

from tests.iclock.processes import filled

POLLING, CALLING = (Path(__file__).with_name(name) for name in ("polling.py", "calling.py"))
QUEUED = 500
PREPARE = f"""
from etpserver.emulator import fixtures
from iclock.commands import queue
from iclock.models import Terminal
fixtures.load("empty")
terminal = Terminal.objects.create(sn="ONE")
queue.enqueue({{terminal: [f"DATA UPDATE USERINFO PIN={{n}}" for n in range({QUEUED})]}})
"""
EMPTY = "from etpserver.emulator import fixtures; fixtures.load('empty')"


def run_two(program, environment, *arguments):
    """What two processes of the program print, which run at once."""
    both = [
        subprocess.Popen(
            [sys.executable, str(program), *arguments], env=environment,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for _ in range(2)
    ]  # fmt: skip
    answers = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], answers
    return [json.loads(out) for out, _ in answers]


def test_each_command_is_handed_out_once_and_in_order(database, tmp_path) -> None:
    taken = run_two(POLLING, filled(database, tmp_path, PREPARE), "ONE", str(QUEUED))

    lines = [line for polls in taken for poll in polls for line in poll]
    keys = [int(line.split(":")[1]) for line in lines]
    assert len(keys) == len(set(keys)) == QUEUED
    assert {line.split(":")[2] for line in lines} == {
        f"DATA UPDATE USERINFO PIN={n}" for n in range(QUEUED)
    }
    for polls in taken:
        own = [int(line.split(":")[1]) for poll in polls for line in poll]
        assert own == sorted(own)


def test_first_contacts_and_the_same_punches_at_once_are_one(database, tmp_path) -> None:
    environment = filled(database, tmp_path, EMPTY)

    assert run_two(CALLING, environment) == [["OK: 50"] * 20] * 2

    told = subprocess.run(
        [sys.executable, str(CALLING), "count"],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(told.stdout) == {"terminals": 20, "punches": 1000}
