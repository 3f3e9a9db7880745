from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from etpserver.emulator import fixtures
from etpserver.emulator.control.router import CONTROL, LABELS
from etpserver.preparing import templates
from etpserver.preparing.logins import KNOWN, Logins
from etpserver.preparing.schema import known_migrations, read_schema


@pytest.fixture(autouse=True)
def own_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, django_db_blocker: DjangoDbBlocker
) -> Iterator[Path]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with django_db_blocker.unblock():
        yield tmp_path / "cache"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    return tmp_path / "data" / "etp.sqlite3"


def content(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def users(file: Path) -> list[str]:
    with templates.default_database(file) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT username FROM accounts_user ORDER BY username")
        return [row[0] for row in cursor.fetchall()]


def test_places_a_whole_database_and_nothing_else(file: Path) -> None:
    assert templates.place_new_database(file, "empty", KNOWN)
    assert content(file.parent) == ["etp.sqlite3"]
    assert users(file) == ["admin", "viewer"]
    with templates.default_database(file) as connection:
        assert read_schema(connection).pending == []


def test_builds_once_and_copies_afterwards(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not templates.has_template("empty", KNOWN)
    templates.place_new_database(file, "empty", KNOWN)
    monkeypatch.setattr(templates, "build", None)
    assert templates.has_template("empty", KNOWN)
    assert templates.place_new_database(file.with_name("second.sqlite3"), "empty", KNOWN)


def test_a_crash_midway_leaves_nothing(
    file: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(_name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(fixtures, "load", crash)
    with pytest.raises(KeyboardInterrupt):
        templates.place_new_database(file, "empty", KNOWN)
    assert content(file.parent) == []
    assert content(own_cache / "etpserver" / "templates") == []


def test_never_replaces_a_database_that_another_process_placed(file: Path) -> None:
    file.write_text("theirs")
    assert not templates.place_new_database(file, "empty", KNOWN)
    assert file.read_text() == "theirs"


def test_removes_the_wal_of_a_database_that_is_gone(file: Path) -> None:
    file.with_name("etp.sqlite3-wal").write_text("stale")
    templates.place_new_database(file, "empty", KNOWN)
    assert content(file.parent) == ["etp.sqlite3"]


def test_a_password_of_one_s_own_stays_out_of_the_cache(file: Path, own_cache: Path) -> None:
    templates.place_new_database(file, "empty", Logins("tea-at-5"))
    assert users(file) == ["admin"]
    (template,) = (own_cache / "etpserver" / "templates").iterdir()
    assert users(template) == []


def test_builds_in_place_where_there_is_no_cache(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "no-folder").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "no-folder"))
    assert templates.place_new_database(file, "empty", KNOWN)
    assert users(file) == ["admin", "viewer"]


def test_forgets_old_templates(own_cache: Path) -> None:
    folder = own_cache / "templates"
    folder.mkdir(parents=True)
    for number in range(12):
        (folder / f"{number}.sqlite3").write_text("old")
    newest = folder / "newest.sqlite3"
    newest.write_text("new")
    templates._forget_old(newest)
    assert len(list(folder.iterdir())) == templates.KEPT
    assert newest.exists()


def test_a_new_control_database_is_a_copy_that_is_up_to_date(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    templates.place_new_control(file)
    assert content(file.parent) == ["etp.sqlite3"]
    with templates.bound_database(file, CONTROL) as connection:
        applied = read_schema(connection).applied
    assert {name for name in known_migrations() if name[0] in LABELS} <= applied
    monkeypatch.setattr(templates, "_build_control", None)
    templates.place_new_control(file.with_name("second.sqlite3"))
    assert file.with_name("second.sqlite3").read_bytes() == file.read_bytes()


@pytest.mark.parametrize("ending", ["", "-wal"])
def test_a_control_database_that_is_there_or_was_is_left_alone(file: Path, ending: str) -> None:
    file.with_name(file.name + ending).write_text("theirs")
    templates.place_new_control(file)
    assert content(file.parent) == [file.name + ending]
    assert file.with_name(file.name + ending).read_text() == "theirs"
