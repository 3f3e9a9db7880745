"""What is answered when the database cannot be used, and in which form."""

import errno
import json
import sqlite3

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError
from django.http import HttpRequest
from django.test import RequestFactory

from etpserver.api import storage
from etpserver.api.storage import StorageMiddleware, Trouble, trouble_of

FULL = storage.FULL.text


def from_sqlite(code: int) -> OperationalError:
    cause = sqlite3.OperationalError("said by SQLite")
    cause.sqlite_errorcode = code
    return wrapped(cause)


def from_postgresql(sqlstate: str | None) -> OperationalError:
    class OperationalError(Exception):  # psycopg's has this name
        pass

    cause = OperationalError("said by PostgreSQL")
    cause.sqlstate = sqlstate  # type: ignore[attr-defined]
    return wrapped(cause)


def wrapped(cause: Exception) -> OperationalError:
    """As Django raises it."""
    problem = OperationalError(*cause.args)
    problem.__cause__ = cause
    return problem


KNOWN = {
    "a full disk": (from_sqlite(sqlite3.SQLITE_FULL), storage.FULL),
    "a read-only file": (from_sqlite(sqlite3.SQLITE_READONLY_DBMOVED), storage.READ_ONLY),
    "a damaged file": (from_sqlite(sqlite3.SQLITE_CORRUPT), storage.BROKEN),
    "no database": (from_sqlite(sqlite3.SQLITE_NOTADB), storage.BROKEN),
    "a lock": (from_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT), storage.BUSY),
    "a reference to nothing": (
        from_sqlite(sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY),
        storage.OVERTAKEN,
    ),
    "a bad disk": (from_sqlite(sqlite3.SQLITE_IOERR_READ), storage.UNREADABLE),
    "a file that is gone": (from_sqlite(sqlite3.SQLITE_CANTOPEN), storage.UNREADABLE),
    "the system's full disk": (OSError(errno.ENOSPC, "No space left"), storage.FULL),
    "a point on a full disk": (wrapped(OSError(errno.ENOSPC, "No space")), storage.FULL),
    "PostgreSQL's full disk": (from_postgresql("53100"), storage.FULL),
    "too many connections": (from_postgresql("53300"), storage.BUSY),
    "a deadlock": (from_postgresql("40P01"), storage.BUSY),
    "PostgreSQL's reference to nothing": (from_postgresql("23503"), storage.OVERTAKEN),
    "a server that shuts down": (from_postgresql("57P01"), storage.GONE),
    "a lost connection": (from_postgresql(None), storage.GONE),
}
OTHERS = {
    "a broken rule": IntegrityError("UNIQUE constraint failed"),
    "a code that is taken": from_sqlite(sqlite3.SQLITE_CONSTRAINT_UNIQUE),
    "PostgreSQL's code that is taken": from_postgresql("23505"),
    "a statement that is wrong": from_sqlite(sqlite3.SQLITE_ERROR),
    "a missing table": from_postgresql("42P01"),
    "a file that is not there": FileNotFoundError(errno.ENOENT, "No such file"),
    "an error of ours": ValueError("x"),
    "Django's own": DatabaseError("Save with update_fields did not affect any rows."),
}


@pytest.mark.parametrize("what", KNOWN)
def test_tells_what_is_wrong_with_the_storage(what: str) -> None:
    problem, trouble = KNOWN[what]
    assert trouble_of(problem) is trouble


@pytest.mark.parametrize("what", OTHERS)
def test_no_other_problem_passes_for_the_storage(what: str) -> None:
    assert trouble_of(OTHERS[what]) is None


def answer(path: str, problem: Exception):
    middleware = StorageMiddleware(never)
    return middleware.process_exception(RequestFactory().post(path), problem)


def never(_request: HttpRequest):
    raise AssertionError


PROBLEM, _ = KNOWN["a full disk"]


def test_clients_of_the_api_get_the_error_body() -> None:
    got = answer("/personnel/api/areas/", PROBLEM)
    text = "Program error"
    body = {"code": -1, "message": text, "msg": text, "data": {}, "detail": FULL}
    assert got is not None
    assert (got.status_code, got["X-Etp-Code"]) == (507, "-1")
    assert got.content == json.dumps(body).encode()


def test_callers_of_the_control_plane_get_a_problem_document() -> None:
    got = answer("/_etp/worlds", PROBLEM)
    assert got is not None
    assert (got.status_code, got["Content-Type"]) == (507, "application/problem+json")


def test_terminals_get_plain_text_and_keep_what_they_sent() -> None:
    got = answer("/iclock/cdata", PROBLEM)
    assert got is not None
    assert (got.status_code, got.content) == (507, f"{FULL}\n".encode())


def test_what_is_no_trouble_of_the_storage_stays_an_error_of_the_server() -> None:
    assert answer("/personnel/api/areas/", ValueError("x")) is None


def test_each_trouble_says_what_to_do() -> None:
    troubles = [one for one in vars(storage).values() if isinstance(one, Trouble)]
    assert len(troubles) == 7
    assert all(one.text.count(". ") >= 1 for one in troubles)
