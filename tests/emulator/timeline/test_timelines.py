"""Points of one database file: what leaves one, and what the log's length does to them."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connections, transaction

from etpserver.emulator.timeline.connection import WorldConnection
from etpserver.emulator.timeline.points import Point
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
    with closing(sqlite3.connect(store.worlds / generation.key)) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT COUNT(*) FROM t").fetchone() == (1,)
        for _ in range(15):
            write(20_000)
        assert length(store, generation) > store.timelines.fold_at
        assert reader.execute("SELECT COUNT(*) FROM t").fetchone() == (1,)
        reader.rollback()
    for _ in range(15):
        write(20_000)

    assert length(store, generation) < 2 * store.timelines.fold_at
    assert rows(store.worlds / generation.key) == 31


def test_what_another_process_folded_is_folded_in_time_again(store, generation, connection, write):
    """It waited for twice the limit, because its own try had failed."""
    store.timelines.fold_at = 200_000
    with closing(sqlite3.connect(store.worlds / generation.key)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT COUNT(*) FROM t").fetchone()
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
