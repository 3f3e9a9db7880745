"""What lies on the disk or in the cluster that nobody needs."""

import os
import re
import signal
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

from etpserver.emulator.worlds.postgres.databases import Databases
from tests.reliability.group import Group, ServerError

RESPAWN_S = 20.0
CLUSTER = "postgresql://postgres@127.0.0.1:5432"
OWN = r"control\.sqlite3(-wal|-shm)?|control\.version|secret|serving\.lock|etp\.sqlite3(-wal|-shm)?"
POINTS = r"worlds/points/[^/]+\.points"
TEMPLATES = r"worlds/templates/[0-9a-f]{32}\.sqlite3"
# A sweep removes these once they are 5 minutes old: another process may be at work on one.
UNFINISHED = re.compile(r"(?:\A|/)\.(?:[\w-]+\.sqlite3|secret)-")
KNOWN = re.compile(f"(?:{OWN}|{POINTS}|{TEMPLATES})\\Z")


def of(data: Path, database: str = "") -> list[str]:
    """Files of a running server's folder that it has no use for, and broken databases."""
    if database:
        return []  # what a sweep removes, and when, is documented; see `of_cluster`
    used = _used(data / "control.sqlite3")
    wrong = []
    for file in sorted(path for path in data.rglob("*") if path.is_file()):
        name = str(file.relative_to(data))
        stem = re.sub(r"-(wal|shm)\Z", "", name)
        if not KNOWN.match(name) and not UNFINISHED.search(name) and stem not in used:
            wrong.append(f"left behind: {name}")
        if name.endswith(".sqlite3"):
            wrong += broken(file)
    return wrong


def _used(control: Path) -> set[str]:
    with closing(sqlite3.connect(f"file:{control}?mode=ro", uri=True)) as opened:
        worlds = opened.execute("SELECT generation FROM emulator_worldrecord").fetchall()
        snapshots = opened.execute("SELECT place FROM emulator_snapshot").fetchall()
    return {f"worlds/{key}" for (key,) in worlds} | {f"snapshots/{key}" for (key,) in snapshots}


def broken(file: Path) -> list[str]:
    """What SQLite itself says about a database."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as opened:
        said = [text for (text,) in opened.execute("PRAGMA integrity_check")]
        keys = opened.execute("PRAGMA foreign_key_check").fetchall()
    wrong = [f"{file.name}: {text}" for text in said if text != "ok"]
    return wrong + [f"{file.name}: a foreign key of {row[0]} {row[1]}" for row in keys[:5]]


def of_stopped_soon(
    server: Group, folder: Path, database: str, *, is_fresh: bool = False
) -> list[str]:
    """The same once a server has been stopped as an operator stops it.

    `is_fresh`: replaced databases may still have been about to go.
    """
    if code := server.stop():
        raise ServerError(f"ended with {code}: {server.said()}")
    wrong = of(folder / "etp-data", database)
    if is_fresh:
        wrong = [text for text in wrong if not text.startswith("left behind: worlds/")]
    return wrong + (of_cluster(database) if database else [])


def of_cluster(database: str) -> list[str]:
    """Databases beside the server's own of which neither it nor a later sweep knows."""
    import psycopg

    base = database.rpartition("/")[2]
    made = Databases(base)
    with closing(psycopg.connect(f"{CLUSTER}/{base}")) as cluster:
        rows = cluster.execute("SELECT datname FROM pg_database").fetchall()
        used = {
            key
            for query in (
                "SELECT generation FROM etp_control.emulator_worldrecord",
                "SELECT place FROM etp_control.emulator_snapshot",
            )
            for (key,) in cluster.execute(query).fetchall()
        }
    own = [name for (name,) in rows if name.startswith(made.prefix)]
    swept = tuple(f"{made.prefix}{kind}_" for kind in "wspbrt")
    strange = [name for name in own if not name.startswith(swept)]
    gone = [name for name in used if name and name not in own]
    return [f"nobody sweeps {name}" for name in strange] + [f"{name} is gone" for name in gone]


def children(pid: int) -> list[int]:
    """Processes that serve: children of a server."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
            if int(parent) == pid and state != "Z" and _serves(entry):
                found.append(int(entry.name))
    return sorted(found)


def _serves(entry: Path) -> bool:
    """Not Python's helper of multiprocessing, which only tidies up."""
    return b"resource_tracker" not in (entry / "cmdline").read_bytes()


def is_replaced(server: Group, victim: int) -> bool:
    """Kill one of a server's workers; whether there are as many again, and the server goes on."""
    workers = len(children(server.pid))
    os.kill(victim, signal.SIGKILL)
    deadline = time.monotonic() + RESPAWN_S
    while len(set(children(server.pid)) - {victim}) < workers:
        if server.process.poll() is not None or time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
