"""Several workers, one queue: each command is handed out once, in order, on both databases."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

from etpserver.databases import database_settings
from tests.kernel.databases import SERVER

ROOT = Path(__file__).parents[3]
WORKER = Path(__file__).with_name("claiming.py")
PREPARE = """
from etpserver.emulator import fixtures
from iclock.commands import queue
from iclock.models import Terminal
fixtures.load("empty")
one, two = (Terminal.objects.create(sn=sn) for sn in ("ONE", "TWO"))
for terminal in (one, two):
    queue.enqueue({terminal: [f"DATA UPDATE USERINFO PIN={n}" for n in range(100)]})
"""
QUEUED_BEFORE, QUEUED_MEANWHILE = 100, 20


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request, tmp_path) -> Iterator[str]:
    """The URL of an empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/queue.sqlite3"
        return
    pytest.importorskip("psycopg", reason="PostgreSQL needs psycopg")
    name = f"etp_test_queue_{os.getpid()}"
    connection = ConnectionHandler({"default": database_settings(SERVER)})["default"]
    with closing(connection):
        try:
            connection.ensure_connection()
        except OperationalError:
            pytest.skip("no PostgreSQL server answers")
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
        try:
            yield f"postgres://postgres@127.0.0.1:5432/{name}"
        finally:
            with connection.cursor() as cursor:
                cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def environment(database, tmp_path):
    """The environment of a server's processes, its database filled."""
    found = {**os.environ, "ETP_DATABASE": database, "ETP_DATA": str(tmp_path / "data"),
             "PYTHONPATH": str(ROOT)}  # fmt: skip
    for arguments in (
        ["migrate", "--verbosity", "0"],
        ["shell", "--verbosity", "0", "-c", PREPARE],
    ):
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        subprocess.run(command, env=found, check=True, capture_output=True, timeout=120)
    return found


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
    polls = [poll for out, _ in answers for poll in json.loads(out)]
    handed_out = [key for poll in polls for key in poll]
    assert len(handed_out) == len(set(handed_out)) == expected
    # Within a poll by id, and no poll reaches back behind one that was answered before it.
    assert all(poll == sorted(poll) for poll in polls)
    for out, _ in answers:
        own = [key for poll in json.loads(out) for key in poll]
        assert own == sorted(own)
