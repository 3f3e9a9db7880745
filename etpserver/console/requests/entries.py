"""Reading the journal for pages: in this process, newest first, filtered."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, QueryDict

from etpserver.api.clock import to_local
from etpserver.api.schema.routing import is_device_path
from etpserver.api.worlds import current_world
from etpserver.console.paging import Page, paged
from etpserver.emulator import recording
from etpserver.emulator.journal.entries import Entry
from etpserver.emulator.journal.presentation import summary
from etpserver.emulator.journal.stores import Journal
from etpserver.emulator.journal.wanted import Wanted

SIZE = 50
WHO = (("", "everybody"), ("api", "clients of the API"), ("terminals", "terminals"))
STATUSES = (("", "any"), ("2*", "2xx"), ("3*", "3xx"), ("4*", "4xx"), ("5*", "5xx"))


def journal() -> Journal | None:
    """None where nothing is noted."""
    notes = recording.installed()
    return notes.journal if notes is not None and notes.keeps_requests else None


def one(number: int) -> Entry | None:
    """The entry with this id; None where it is forgotten, or nothing is noted."""
    kept = journal()
    return kept.one(current_world().name, number) if kept else None


def shown(request: HttpRequest) -> Page:
    """The entries that the query asks for, as summaries."""
    kept = journal()
    entries = list(kept.read(current_world().name))[::-1] if kept else []
    page = paged(request, _filtered(entries, request.GET), SIZE)
    described = [_described(entry) for entry in page.rows]
    return Page(described, page.number, page.total, page.size, page.query)


def _described(entry: Entry) -> dict[str, Any]:
    there = to_local(entry.exchange.world_time)
    more = {"query_text": entry.exchange.query, "at_there": f"{there:%H:%M:%S}"}
    return {**summary(entry), **more}


def _filtered(entries: Sequence[Entry], query: QueryDict) -> Sequence[Entry]:
    given: dict[str, Any] = {}
    for name in ("operation", "method", "status"):
        if query.get(name):
            given[name] = [query[name]]
    path, who = query.get("path", "").strip(), query.get("who", "")
    if path:
        given["path"] = [path if "*" in path else f"*{path}*"]
    is_faulted = bool(query.get("faulted"))
    if not given and not who and not is_faulted:
        return entries
    wanted = Wanted.read(given)
    return [
        entry
        for entry in entries
        if _is_of(entry, who) and (not is_faulted or entry.exchange.fault) and wanted.fits(entry)
    ]


def _is_of(entry: Entry, who: str) -> bool:
    path = entry.exchange.path
    is_device = is_device_path(path)
    return not who or is_device == (who == "terminals")
