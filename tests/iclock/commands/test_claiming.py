"""Several workers, one queue: each command is handed out once, in order, on both databases."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.iclock.processes import filled

WORKER = Path(__file__).with_name("claiming.py")
PREPARE = """
from etpserver.emulator import fixtures
from iclock.commands import queue
from iclock.models import Terminal
fixtures.load("empty")
one, two = (Terminal.objects.create(sn=sn) for sn in ("ONE", "TWO"))
for terminal in (one, two):
    queue.enqueue({terminal: [f"DATA UPDATE USERINFO PIN=0{n}" for n in range(100)]})
"""
QUEUED_BEFORE, QUEUED_MEANWHILE = 100, 20


@pytest.fixture
def environment(database, tmp_path):
    """The environment of a server's processes, its database filled."""
    return filled(database, tmp_path, PREPARE)


def test_each_command_is_handed_out_once_and_in_order(environment):
    expected = QUEUED_BEFORE + 2 * QUEUED_MEANWHILE
    workers = [
        subprocess.Popen(
            [sys.executable, str(WORKER), "ONE", prefix, str(QUEUED_MEANWHILE), str(expected)],
            env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for prefix in "AB"
    ]  # fmt: skip
    answers = [worker.communicate(timeout=120) for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0], answers
    taken = [json.loads(out) for out, _ in answers]
    keys = [key for polls in taken for poll in polls for key, _ in poll]
    assert len(keys) == len(set(keys)) == expected
    for polls in taken:
        for poll in polls:
            assert poll == sorted(poll)
        # What one transaction after another has queued, any worker gets in this order.
        for source in ("PIN=A", "PIN=B", "PIN=0"):
            own = [key for poll in polls for key, text in poll if source in text]
            assert own == sorted(own)
