"""What is answered when the database cannot do it: a full disk, a broken file, a lost race.

    HTTP/1.1 507 Insufficient Storage
    {"code": -1, .., "detail": "The disk is full: nothing was changed. Free some space; .."}

Callers of the control plane get a problem document with the same sentence, terminals plain text:
they keep what they sent and send it again.
"""

import errno
import logging
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from etpserver.api.control.problems import ProblemError, answer_problem
from etpserver.api.errors import plain_error
from etpserver.api.schema.routing import is_device_path

logger = logging.getLogger("etpserver.storage")

Handler = Callable[[HttpRequest], HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why the database cannot be used, and what to do."""

    status: HTTPStatus
    text: str


FULL = Trouble(
    HTTPStatus.INSUFFICIENT_STORAGE,
    "The disk is full: nothing was changed. Free some space; no restart is needed.",
)
READ_ONLY = Trouble(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "The database cannot be written to: nothing was changed."
    " Make its file and folder writable for the server.",
)
BROKEN = Trouble(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "The database of this world is damaged. Reset the world or restore a snapshot.",
)
BUSY = Trouble(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "The database was busy for too long: nothing was changed. Try again.",
)
OVERTAKEN = Trouble(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "Somebody else changed what the request is about: nothing was changed. Try again.",
)
UNREADABLE = Trouble(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "The database cannot be opened or read. Look after its disk and folder.",
)
GONE = Trouble(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "The database server does not answer. Start it; this server goes on by itself then.",
)

# SQLite's extended codes, or the lower byte of them.
OF_SQLITE = {
    # Found when a transaction ends: services asked for all that they refer to before.
    sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY: OVERTAKEN,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_PERM: READ_ONLY,
    sqlite3.SQLITE_CORRUPT: BROKEN,
    sqlite3.SQLITE_NOTADB: BROKEN,
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_IOERR: UNREADABLE,
    sqlite3.SQLITE_CANTOPEN: UNREADABLE,
}
OF_SYSTEM = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EROFS: READ_ONLY,
    errno.EACCES: READ_ONLY,
    errno.EIO: UNREADABLE,
}
# Classes and codes of PostgreSQL's SQLSTATE, the longer first.
OF_POSTGRESQL = {
    "53100": FULL,
    "23503": OVERTAKEN,  # a foreign key
    "25006": READ_ONLY,
    "XX001": BROKEN,
    "XX002": BROKEN,
    "40": BUSY,  # deadlock, serialization
    "53": BUSY,  # memory, connections
    "55P03": BUSY,
    "57P": GONE,
    "58": UNREADABLE,
    "08": GONE,
}


def trouble_of(problem: BaseException) -> Trouble | None:
    """What is wrong with the storage; None for any other problem."""
    for one in _causes(problem):
        if isinstance(one, sqlite3.Error):
            code = getattr(one, "sqlite_errorcode", 0)
            return OF_SQLITE.get(code) or OF_SQLITE.get(code & 0xFF)
        if isinstance(one, OSError):
            return OF_SYSTEM.get(one.errno or 0)
        if hasattr(one, "sqlstate"):  # psycopg's
            return _of_state(one)
    return None


def _of_state(problem: BaseException) -> Trouble | None:
    state = getattr(problem, "sqlstate", None)
    if state is None:  # no answer came that could have one
        is_lost = type(problem).__name__ in {"OperationalError", "InterfaceError"}
        return GONE if is_lost else None
    return next((found for start, found in OF_POSTGRESQL.items() if state.startswith(start)), None)


def _causes(problem: BaseException) -> Iterator[BaseException]:
    """The driver's own error first, as far as Django wrapped one."""
    cause = problem.__cause__
    if cause is not None and isinstance(problem, DatabaseError | InterfaceError):
        yield from _causes(cause)
    yield problem


class StorageMiddleware:
    """Answers what views raise when the database cannot be used."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """Called by Django with what a view raised; None for any other problem."""
        trouble = trouble_of(problem)
        return None if trouble is None else answer_trouble(request, trouble, problem)


def answer_trouble(request: HttpRequest, trouble: Trouble, problem: Exception) -> HttpResponse:
    """The answer, in the form that the caller reads; the log has a line."""
    path = request.path_info
    logger.error("%s %r: %s (%s)", request.method, path, trouble.text, problem)
    if path.startswith("/_etp/"):
        return answer_problem(ProblemError(trouble.status, trouble.text))
    if is_device_path(path):
        body = f"{trouble.text}\n".encode()
        return HttpResponse(body, status=trouble.status, content_type="text/plain")
    return plain_error(trouble.status, trouble.text)
