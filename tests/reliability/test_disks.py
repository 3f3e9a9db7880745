"""Disks that are full or read-only, databases that are broken or newer: said and left alone."""

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.emulator.postgres import base_database
from tests.reliability.calls import KINDS, Caller
from tests.reliability.group import Group, database_flags, login
from tests.reliability.ledger import Ledger

FULL = "The disk is full: nothing was changed. Free some space; no restart is needed."
DAMAGED = "The database of this world is damaged. Reset the world or restore a snapshot."
GONE = "The database server does not answer. Start it; this server goes on by itself then."
DISK_MB = 6


def vendor_error(detail: str) -> dict[str, Any]:
    text = "Program error"
    return {"code": -1, "message": text, "msg": text, "data": {}, "detail": detail}


def problem(status: int, title: str, detail: str) -> dict[str, Any]:
    return {"type": "about:blank", "title": title, "status": status, "detail": detail}


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 6 MB."""
    yield from mounted(tmp_path / "disk", ["-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs"])


def mounted(folder: Path, what: list[str]) -> Iterator[Path]:
    folder.mkdir(exist_ok=True)
    if sys.platform != "linux" or shutil.which("mount") is None:
        pytest.skip("Only Linux mounts disks in memory.")
    done = subprocess.run(["mount", *what, str(folder)], capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"This user may not mount: {done.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def serve(tmp_path: Path, cache: Path, data: Path, *flags: str) -> Group:
    return Group(tmp_path, cache, "--database", f"sqlite:///{data}/etp.sqlite3", *flags)


def refusal(tmp_path: Path, cache: Path, data: Path, *flags: str) -> str:
    """The one line with which it does not start."""
    with serve(tmp_path, cache, data, *flags) as server:
        assert server.process.wait(60) == 1, server.said()
        said = server.said()
        assert said.count("\n") == 1, said
        return said


def fill_up(disk: Path, room: int = 0) -> Path:
    """Leave so many bytes of room; the file that takes the others."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (65_536, 1):
            try:
                while file.write(b"x" * size) == size:
                    pass
            except OSError:
                continue
        file.truncate(file.tell() - room)
    return ballast


def import_until_full(caller: Caller, ledger: Ledger) -> None:
    number = 0
    while True:
        rows = {f"a{number}n{row}": "x" * 30 for row in range(20)}
        after = {("areas", code): name for code, name in rows.items()}
        if not ledger.write(after, lambda rows=rows: caller.load("areas", rows)):
            return
        number += 1


def create_until_full(caller: Caller, ledger: Ledger) -> httpx.Response:
    """The first answer that is none of a new area: the log has no room left."""
    one = KINDS["areas"]
    for number in range(1000):
        code = f"b{number}"
        answer = caller.ask("create", "POST", one.path, json=one.body(code, "x" * 30))
        if answer.status_code != 201:
            assert answer.status_code == 507, answer.text
            return answer
        ledger.rows["areas", code] = frozenset({"x" * 30})
    raise AssertionError


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_full_disk_loses_nothing_and_is_said(
    tmp_path: Path, cache: Path, disk: Path, workers: str
) -> None:
    ledger = Ledger()
    with serve(tmp_path, cache, disk, "--workers", workers).wait() as server:
        caller = server.admin()
        assert ledger.write(
            {("areas", "first"): "First"}, lambda: caller.create("areas", "first", "First")
        )
        caller.shake_hands("SN1")
        ballast = fill_up(disk)
        import_until_full(caller, ledger)

        refused = create_until_full(caller, ledger)
        assert refused.json() == vendor_error(FULL)
        world = caller.ask("world", "POST", "/_etp/worlds", json={"name": "w", "from": "empty"})
        assert world.status_code == 507
        assert world.json() == problem(507, "Insufficient Storage", FULL)
        snapshot = caller.ask("save", "POST", "/_etp/snapshots", json={"name": "s"})
        assert (snapshot.status_code, snapshot.json()["detail"]) == (507, FULL)
        reset = caller.ask("reset", "POST", "/_etp/reset", json={"to": "fixture:empty"})
        assert (reset.status_code, reset.json()["detail"]) == (507, FULL)
        punch = caller.ask(
            "punch",
            "POST",
            "/iclock/cdata?SN=SN1&table=ATTLOG",
            content=b"7\t2026-01-05 09:00\t0\n",
        )
        assert (punch.status_code, punch.text) == (507, f"{FULL}\n")
        assert ledger.faults(caller.rows("areas"), lambda key: key[1] != "1") == []
        ballast.unlink()
        assert ledger.write(
            {("areas", "last"): "Last"}, lambda: caller.create("areas", "last", "Last")
        )
        assert caller.upload("SN1", "ATTLOG", ["7\t2026-01-05 09:00:00\t0\t1"])
        assert "Traceback" not in server.said()
        server.kill()

    with serve(tmp_path, cache, disk).wait() as server:
        caller = server.admin()
        found = caller.rows("areas")
        assert ledger.faults(found, lambda key: key[1] != "1") == []
        assert server.stop() == 0
    assert "Traceback" not in server.said()


@pytest.mark.parametrize("room", [0, 300_000])
def test_a_start_on_a_full_disk_keeps_what_was_stored(
    tmp_path: Path, cache: Path, disk: Path, room: int
) -> None:
    with serve(tmp_path, cache, disk).wait() as server:
        caller = server.admin()
        # Now `main` lies in another file, with all its rows in the log beside it.
        assert caller.ask("reset", "POST", "/_etp/reset", json={}).status_code == 200
        assert caller.load("areas", {f"n{row}": "x" * 30 for row in range(3000)})
        server.kill()
    ballast = fill_up(disk, room)
    said = refusal(tmp_path, cache, disk)
    assert "free some space" in said.lower()
    ballast.unlink()
    with serve(tmp_path, cache, disk).wait() as server:
        assert len(server.admin().rows("areas", "n")) == 3000


def test_a_first_start_on_a_full_disk_leaves_nothing(
    tmp_path: Path, cache: Path, disk: Path
) -> None:
    ballast = fill_up(disk)
    said = refusal(tmp_path, cache, disk)
    assert "full" in said or "No space left" in said
    ballast.unlink()
    with serve(tmp_path, cache, disk).wait() as server:
        assert login(server.url)


def test_a_folder_that_may_only_be_read_is_named(tmp_path: Path, cache: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    with serve(tmp_path, cache, data).wait() as server:
        assert server.stop() == 0
    before = contents(data)
    for folder in mounted(data, ["--bind", "-o", "ro", str(data)]):
        assert "Read-only file system" in (said := refusal(tmp_path, cache, folder))
        assert f"The folder {data} cannot be written to" in said
    assert contents(data) == before


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


@pytest.fixture
def data(tmp_path: Path, cache: Path) -> Path:
    """The folder of a server that was stopped; it has a world `other` and areas in `main`."""
    folder = tmp_path / "data"
    folder.mkdir()
    with serve(tmp_path, cache, folder).wait() as server:
        caller = server.admin()
        assert caller.load("areas", {f"n{row}": "x" * 30 for row in range(2000)})
        made = caller.ask("world", "POST", "/_etp/worlds", json={"name": "other", "from": "empty"})
        assert made.status_code == 201
        assert server.stop() == 0
    for file in folder.rglob("*.sqlite3"):  # what is broken below is all that there is
        with closing(sqlite3.connect(file)) as opened:
            opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder


def halve(file: Path) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])


def scribble(file: Path) -> None:
    file.write_bytes(b"this is no database, " * 5000)


BREAKERS = {"half a file": halve, "another content": scribble}


@pytest.mark.parametrize("name", ["etp.sqlite3", "control.sqlite3"])
@pytest.mark.parametrize("how", BREAKERS)
def test_a_broken_database_is_named_and_left_alone(
    tmp_path: Path, cache: Path, data: Path, how: str, name: str
) -> None:
    file = data / name
    BREAKERS[how](file)
    before = file.read_bytes()
    said = refusal(tmp_path, cache, data)
    assert str(file) in said
    assert "cannot be used" in said
    assert file.read_bytes() == before


def test_an_empty_file_with_a_log_is_no_new_database(
    tmp_path: Path, cache: Path, data: Path
) -> None:
    with serve(tmp_path, cache, data).wait() as server:
        caller = server.admin()
        assert caller.create("areas", "late", "Late")
        server.kill()
    file, log = data / "etp.sqlite3", data / "etp.sqlite3-wal"
    file.write_bytes(b"")
    kept = log.read_bytes()
    said = refusal(tmp_path, cache, data)
    assert "is empty, but" in said
    assert (file.read_bytes(), log.read_bytes()) == (b"", kept)


@pytest.mark.parametrize("how", BREAKERS)
def test_a_broken_world_says_so_and_can_be_reset(
    tmp_path: Path, cache: Path, data: Path, how: str
) -> None:
    (file,) = (data / "worlds").glob("other.*.sqlite3")
    BREAKERS[how](file)
    with serve(tmp_path, cache, data).wait() as server:
        caller = server.admin()
        path = "/_etp/w/other/personnel/api/areas/"
        answer = caller.ask("list", "GET", path)
        assert (answer.status_code, answer.json()["detail"]) == (503, DAMAGED)
        assert len(caller.rows("areas", "n")) == 2000
        worlds = caller.ask("worlds", "GET", "/_etp/worlds")
        assert worlds.status_code in {200, 503}
        reset = caller.ask("reset", "POST", "/_etp/worlds/other/reset", json={})
        assert reset.status_code == 200, reset.text
        token = caller.ask("world", "GET", "/_etp/worlds/other").json()["token"]
        again = caller.ask("list", "GET", path, headers={"Authorization": f"Token {token}"})
        assert (again.status_code, again.json()["count"]) == (200, 1)
        assert "Traceback" not in server.said()


@pytest.mark.parametrize("file", ["etp.sqlite3", "control.sqlite3"])
def test_a_newer_version_s_database_is_left_alone(
    tmp_path: Path, cache: Path, data: Path, file: str
) -> None:
    app = "personnel" if file.startswith("etp") else "emulator"
    with closing(sqlite3.connect(data / file)) as opened, opened:
        opened.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, ?)",
            [app, "0999_future", "2030-01-01"],
        )
    before = (data / file).read_bytes()
    said = refusal(tmp_path, cache, data)
    assert "newer version" in said
    assert "Upgrade etpserver" in said
    assert (data / file).read_bytes() == before


def test_a_database_server_that_drops_its_clients_costs_no_restart(
    tmp_path: Path, cache: Path
) -> None:
    with (
        base_database() as base,
        Group(tmp_path, cache, *database_flags(base.url)).wait() as server,
    ):
        caller = server.admin()
        path, one = KINDS["areas"].path, KINDS["areas"]
        assert caller.create("areas", "a0", "First")
        base.cluster.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [base.name]
        )
        answers = [
            caller.ask("create", "POST", path, json=one.body(f"a{number}", "Later"))
            for number in range(1, 21)
        ]
        states = [answer.status_code for answer in answers]
        assert set(states) <= {201, 503}
        assert states[-5:] == [201] * 5
        refused = [answer.json()["detail"] for answer in answers if answer.status_code == 503]
        assert set(refused) <= {GONE}
        stored = 1 + states.count(201)
        assert len(caller.rows("areas", "a")) == stored
        assert "Traceback" not in server.said()
