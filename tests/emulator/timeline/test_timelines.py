"""Points of one database file: what leaves one, and what the log's length does to them."""

import errno
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from unittest.mock import Mock

import pytest
from django.db import OperationalError, connections, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from etpserver.api.repeatable import NOTED
from etpserver.api.storage import FULL, trouble_of
from etpserver.emulator.timeline import timelines
from etpserver.emulator.timeline.answers import MOST_BYTES, OVERHEAD
from etpserver.emulator.timeline.connection import WorldConnection
from etpserver.emulator.timeline.points import Point
from etpserver.emulator.timeline.repeating import RepeatingMiddleware
from etpserver.emulator.timeline.wal import ChangedError, Position
from etpserver.emulator.worlds.binding import binding
from etpserver.emulator.worlds.sqlite_store import SqliteStore, mark

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(os.name == "nt", reason="Undo is not built for Windows."),
]
Write = Callable[..., Point | None]


@pytest.fixture
def store(tmp_path: Path) -> SqliteStore:
    with closing(sqlite3.connect(tmp_path / "source")) as database:
        database.execute("CREATE TABLE t (x)")
        mark(database)
    settings = {**connections["default"].settings_dict, "NAME": str(tmp_path / "source")}
    return SqliteStore(settings, tmp_path)


@pytest.fixture
def generation(store: SqliteStore, tmp_path: Path):
    return store.create("w", tmp_path / "source")


@pytest.fixture
def connection(store: SqliteStore, generation) -> Iterator[WorldConnection]:
    with closing(store.connect(generation.settings)) as made:
        yield made
    generation.remove()


@pytest.fixture
def write(store: SqliteStore, connection: WorldConnection) -> Write:
    """One request that writes a row of so many bytes; its point, if it left one."""

    def request(size: int = 1, statement: str = "INSERT INTO t VALUES (zeroblob(%s))"):
        points = []

        def describe(before: Position) -> Point:
            points.append(Point(before, "2026-01-05T02:30:00+00:00", "POST", f"/{size}", None))
            return points[-1]

        with connection.watching(describe), binding("w", connection), transaction.atomic("w"):
            connection.cursor().execute(statement, [size])
        return points[-1] if points else None

    return request


def rows(file: Path) -> int:
    with closing(sqlite3.connect(file)) as database:
        return int(database.execute("SELECT COUNT(*) FROM t").fetchone()[0])


def length(store: SqliteStore, generation) -> int:
    return (store.worlds / f"{generation.key}-wal").stat().st_size


@contextmanager
def reading(file: Path) -> Iterator[sqlite3.Connection]:
    """Somebody reads the state of now until the block ends."""
    with closing(sqlite3.connect(file)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT COUNT(*) FROM t").fetchone()
        yield reader


def test_each_change_leaves_a_point(connection, write):
    points = [write(size) for size in (1, 2, 3)]

    assert [point.path for point in connection.timeline.points()] == ["/1", "/2", "/3"]
    frames = [point.position.frames for point in points]
    assert frames == sorted({*frames})


def never(_before: Position) -> Point:
    raise AssertionError


def test_what_changes_nothing_leaves_none(connection, write):
    write()

    assert write(1, "DELETE FROM t WHERE x = %s") is None
    with connection.watching(never) as watch, binding("w", connection), transaction.atomic("w"):
        connection.cursor().execute("INSERT INTO t VALUES (1)")
        transaction.set_rollback(True, using="w")
    assert not watch.has_point
    assert len(connection.timeline.points()) == 1


def test_a_point_of_what_is_not_committed_does_not_count(connection, write):
    """Noted before the commit, so that nobody sees a change without its point."""
    before = connection.timeline.log.position()
    noted = Point(before, "2026-01-05T02:30:00+00:00", "POST", "/fails", None)
    connection.timeline.add(noted)
    assert connection.timeline.points() == []
    first = write()
    assert [point.path for point in connection.timeline.points()] == [first.path]
    for path in ("/fails-too", "/fails-again"):
        now = connection.timeline.log.position()
        connection.timeline.add(Point(now, noted.at, "POST", path, None))

    second = write(2)

    assert [point.path for point in connection.timeline.points()] == [first.path, second.path]


def test_a_change_whose_point_cannot_be_noted_is_rolled_back_and_locks_nobody_out(
    connection, write, monkeypatch
):
    """Seen on a full disk: the error left the transaction open, and with it the write lock."""
    write()
    full = OSError(errno.ENOSPC, "No space left on device")
    with monkeypatch.context() as patched:
        patched.setattr(os, "write", Mock(side_effect=full))
        with pytest.raises(OperationalError) as raised:
            write(2)

    assert trouble_of(raised.value) is FULL
    assert (rows(connection.timeline.file), connection.get_autocommit()) == (1, True)
    with closing(sqlite3.connect(connection.timeline.file, timeout=0)) as other:
        other.execute("INSERT INTO t VALUES (3)")
        other.commit()


def test_a_log_that_cannot_be_opened_locks_nobody_out(store, generation, connection, monkeypatch):
    """Seen: opened after BEGIN, it left the write lock held in a connection that went on."""
    broken = sqlite3.OperationalError("disk I/O error")
    monkeypatch.setattr(timelines, "Log", Mock(side_effect=broken))
    with (
        pytest.raises(sqlite3.OperationalError),
        binding("w", connection),
        transaction.atomic("w"),
    ):
        raise AssertionError
    assert not connection.connection.in_transaction


def test_a_line_that_a_full_disk_has_cut_off_costs_its_point_only(store, connection, write):
    first = write()
    (file,) = [
        file
        for file in (store.worlds / "points").glob("*.points")
        if "first" not in file.name or file.read_bytes()
    ][:1]
    with file.open("ab") as opened:
        opened.write(b"[12, 34, [12, 34\n")

    assert [point.path for point in connection.timeline.points()] == [first.path]


def test_a_log_that_cannot_be_folded_for_want_of_room_goes_on(store, generation, connection, write):
    store.timelines.fold_at = 1
    write(50_000)
    keeper = connection.timeline.log._keeper
    connection.timeline.log._keeper = Mock(
        execute=Mock(side_effect=sqlite3.OperationalError("database or disk is full"))
    )
    try:
        assert write(2).path == "/2"
    finally:
        connection.timeline.log._keeper = keeper


def test_whoever_sees_a_change_sees_its_point(store, generation, connection, write):
    seen = []

    def describe(before: Position) -> Point:
        seen.append(rows(store.worlds / generation.key))
        return Point(before, "2026-01-05T02:30:00+00:00", "POST", "/", None)

    with connection.watching(describe), binding("w", connection), transaction.atomic("w"):
        connection.cursor().execute("INSERT INTO t VALUES (1)")

    assert (seen, len(connection.timeline.points())) == ([0], 1)


def test_goes_back_to_each_point(store, connection, write):
    for size in (1, 2, 3):
        write(size)
    points = connection.timeline.points()
    assert len(points) == 3

    for number, point in enumerate(points):
        back = store.go_back("w", connection.timeline, point, points[:number])
        with closing(store.connect(back.settings)) as there, there.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM t")
            assert cursor.fetchone() == (number,)
            earlier = [(one.position.frames, one.path) for one in there.timeline.points()]
            assert earlier == [(one.position.frames, one.path) for one in points[:number]]
        back.remove()


def test_a_log_beyond_the_limit_is_folded_and_its_points_end(store, generation, connection, write):
    """The limit is 64 MB; here it is small."""
    store.timelines.fold_at = 200_000
    seen = []
    for _ in range(30):
        write(20_000)
        seen.append(len(connection.timeline.points()))
        assert length(store, generation) < 2 * store.timelines.fold_at

    assert max(seen) < 30
    assert 1 in seen[1:]  # it began anew, and the change after that can be undone
    assert rows(store.worlds / generation.key) == 30
    last = connection.timeline.points()[-1]
    back = store.go_back("w", connection.timeline, last, [])
    assert rows(store.worlds / back.key) == 29
    back.remove()
    assert len([*(store.timelines.folder / "points").iterdir()]) <= 2  # of this epoch alone


def test_who_reads_an_older_state_keeps_the_log_from_being_folded(
    store, generation, connection, write
):
    store.timelines.fold_at = 200_000
    write(20_000)
    with reading(store.worlds / generation.key) as reader:
        assert reader.execute("SELECT COUNT(*) FROM t").fetchone() == (1,)
        for _ in range(15):
            write(20_000)
        assert length(store, generation) > store.timelines.fold_at
        assert reader.execute("SELECT COUNT(*) FROM t").fetchone() == (1,)
    for _ in range(15):
        write(20_000)

    assert length(store, generation) < 2 * store.timelines.fold_at
    assert rows(store.worlds / generation.key) == 31


def test_a_log_is_folded_as_soon_as_nobody_reads_an_older_state(
    store, generation, connection, write
):
    """It was tried again only when it had grown by the whole limit, and did so without an end."""
    store.timelines.fold_at = 200_000
    write(20_000)
    with reading(store.worlds / generation.key):
        while length(store, generation) < 1.2 * store.timelines.fold_at:
            write(20_000)
    write(20_000)

    assert length(store, generation) < 0.5 * store.timelines.fold_at


def test_what_another_process_folded_is_folded_in_time_again(store, generation, connection, write):
    """It waited for twice the limit, because its own try had failed."""
    store.timelines.fold_at = 200_000
    with reading(store.worlds / generation.key) as reader:
        for _ in range(15):
            write(20_000)
        reader.rollback()
        assert reader.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    longest = 0
    for _ in range(20):
        write(20_000)
        longest = max(longest, length(store, generation))

    assert longest < 1.5 * store.timelines.fold_at


def test_a_position_in_a_log_that_began_anew_is_refused(store, generation, connection, write):
    point = write()
    before = sorted(file.name for file in store.worlds.iterdir())
    assert connection.timeline.log.fold()
    write()

    with pytest.raises(ChangedError):
        store.go_back("w", connection.timeline, point, [])

    assert sorted(file.name for file in store.worlds.iterdir()) == before


def test_a_line_that_is_just_being_written_is_no_point_yet(store, connection, write):
    write()
    (file,) = (store.timelines.folder / "points").iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole + whole[: len(whole) // 2])

    assert len(connection.timeline.points()) == 1


def test_a_sweep_takes_the_points_along(store, generation, connection, write):
    write()
    connection.close()

    assert store.sweep(set(), at_start=True) == 1

    assert [*(store.timelines.folder / "points").iterdir()] == []
    assert [file.name for file in store.worlds.iterdir()] == ["points"]


class Answering:
    """A view that counts its calls, under the middleware that repeats what it says."""

    def __init__(self) -> None:
        self.calls = 0
        self.is_repeatable = True
        self.meanwhile: Callable[[], object] = lambda: None
        self.middleware = RepeatingMiddleware(self.view)

    def view(self, request: HttpRequest) -> HttpResponse:
        self.calls += 1
        if self.is_repeatable:
            request.META[NOTED] = "admin"
        self.meanwhile()
        return HttpResponse(f"answer {self.calls}", headers={"X-Etp-Warning": "w"})

    def ask(self, connection: WorldConnection, path: str = "/a/?b=1", **headers: str) -> str:
        request = RequestFactory().get(path, **headers)
        with binding("default", connection):
            response = self.middleware(request)
        assert response.headers["X-Etp-Warning"] == "w"
        return response.content.decode()


@pytest.fixture
def answering() -> Answering:
    return Answering()


def test_an_answer_is_given_again_until_somebody_commits(connection, write, answering):
    write()
    assert [answering.ask(connection) for _ in range(3)] == ["answer 1"] * 3

    write()

    assert [answering.ask(connection) for _ in range(2)] == ["answer 2"] * 2


def test_another_process_makes_an_answer_old(store, generation, connection, write, answering):
    write()
    assert [answering.ask(connection) for _ in range(2)] == ["answer 1"] * 2

    file = str(store.worlds / generation.key)
    delete = "with sqlite3.connect(sys.argv[1]) as c: c.execute('DELETE FROM t')"
    subprocess.run([sys.executable, "-c", f"import sqlite3, sys\n{delete}", file], check=True)

    assert answering.ask(connection) == "answer 2"


def test_folding_the_log_makes_no_other_answer_pass_for_this_one(connection, write, answering):
    write()
    assert answering.ask(connection) == "answer 1"

    assert connection.timeline.log.fold()
    write()

    assert answering.ask(connection) == "answer 2"


def test_an_answer_during_which_somebody_commits_is_not_kept(connection, write, answering):
    write()
    answering.meanwhile = write
    assert answering.ask(connection) == "answer 1"
    answering.meanwhile = lambda: None

    assert answering.ask(connection) == "answer 2"


def test_what_its_view_does_not_call_repeatable_is_asked_each_time(connection, write, answering):
    answering.is_repeatable = False

    assert [answering.ask(connection) for _ in range(2)] == ["answer 1", "answer 2"]


def test_a_request_that_differs_in_anything_that_matters_is_another(connection, write, answering):
    asked = [
        answering.ask(connection),
        answering.ask(connection, "/a/?b=2"),
        answering.ask(connection, "/c/?b=1"),
        answering.ask(connection, HTTP_AUTHORIZATION="Token x"),
        answering.ask(connection, HTTP_HOST="other"),
        answering.ask(connection, SCRIPT_NAME="/_etp/w/other"),
        answering.ask(connection, HTTP_COOKIE="a=b"),
    ]

    assert asked == [f"answer {number}" for number in range(1, 8)]


def test_kept_answers_do_not_grow_without_end(connection, write, answering):
    for number in range(3 * MOST_BYTES // OVERHEAD):
        answering.ask(connection, f"/a/?b={number}")

    assert connection.timeline.log.answers._state.size <= MOST_BYTES + 2 * OVERHEAD


def test_reading_a_world_takes_no_room_from_worlds_that_changed(store, write, tmp_path, answering):
    write()
    store.timelines.most_open = 1
    generation = store.create("read", tmp_path / "source")

    with closing(store.connect(generation.settings)) as other:
        assert [answering.ask(other) for _ in range(2)] == ["answer 1", "answer 2"]
        assert other.timeline._log is None

    store.timelines.most_open = 2
    with closing(store.connect(generation.settings)) as other:
        assert [answering.ask(other) for _ in range(2)] == ["answer 3", "answer 3"]
    assert next(iter(store.timelines._open)) == other.timeline.file  # the first to be closed
    generation.remove()
