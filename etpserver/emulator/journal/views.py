"""The calls about the journal: list, read, forget, find, verify, unmatched, archive."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any, ClassVar

import orjson
from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from etpserver.api.control.problems import ConflictError, NotThereError, ProblemError
from etpserver.api.control.views import Call, ControlView
from etpserver.emulator import recording
from etpserver.emulator.journal.bodies import MOST_SHOWN, FindBody, RequestsQuery, VerifyBody
from etpserver.emulator.journal.entries import Entry
from etpserver.emulator.journal.har import archive
from etpserver.emulator.journal.presentation import summary, whole
from etpserver.emulator.journal.routes import nearest, unmatched
from etpserver.emulator.journal.stores import Journal
from etpserver.emulator.journal.verification import (
    AT_LEAST_ONE,
    Verdict,
    count_verdict,
    order_verdict,
)
from etpserver.emulator.journal.wanted import Wanted
from etpserver.emulator.worlds.views import problems, the_worlds

SHOWN = 100  # entries, unless a call says another number
LONGEST_ID = 18  # digits
OFF = "The journal is off: start the server with ETP_JOURNAL_ENTRIES and ETP_JOURNAL_MB above 0."

Choice = Callable[[Iterable[Entry]], Iterator[Entry]]

EXAMPLE: Mapping[str, Any] = {
    "id": 41,
    "at": "2026-01-05T02:30:00.120000+00:00",
    "world_time": "2026-01-05T02:30:00.120000+00:00",
    "operation": "areas_create",
    "method": "POST",
    "path": "/personnel/api/areas/",
    "query": {},
    "status": 201,
    "ms": 4.2,
    "user": "admin",
    "fault": None,
    "warnings": [],
}
WHOLE: Mapping[str, Any] = {
    **EXAMPLE,
    "url": "http://127.0.0.1:8088/personnel/api/areas/",
    "request": {
        "headers": {"Authorization": "Token ***", "Content-Type": "application/json"},
        "body": {"area_code": "HQ", "area_name": "Head office"},
        "body_encoding": "json",
        "body_size": 45,
        "body_cut": False,
    },
    "response": {
        "headers": {"Content-Type": "application/json"},
        "body": {"id": 39, "area_code": "HQ", "area_name": "Head office", "parent_area": None},
        "body_encoding": "json",
        "body_size": 71,
        "body_cut": False,
    },
}
MATCH: Mapping[str, Any] = {"operation": "areas_create", "body": {"area_code": "HQ"}}


class JournalView(ControlView):
    """What all of them share."""

    @property
    def journal(self) -> Journal:
        """The journal, once it is known that there is such a world."""
        with problems():
            the_worlds().served(self.world)
        notes = recording.installed()
        if notes is None or not notes.keeps_requests:
            raise ProblemError(HTTPStatus.NOT_FOUND, OFF)
        return notes.journal

    def chosen(self, request: Request, *, most: int, among: Choice = iter) -> Sequence[Entry]:
        """The entries that the query of a list asks for, `most` unless it says another limit."""
        given = self.query(request)
        since, limit = given.pop("since", None), given.pop("limit", most)
        wanted = Wanted.read(given)
        entries = self.journal.read(self.world, since or 0)
        found = [entry for entry in among(entries) if wanted.fits(entry)]
        return found[-limit:] if since is None else found[:limit]


class RequestsView(JournalView):
    """`/_etp/requests`."""

    calls: ClassVar = {
        "get": Call(
            "The requests that were answered, the newest last.",
            query=RequestsQuery,
            answer={"world": "main", "requests": [EXAMPLE]},
        ),
        "delete": Call("Forget them.", status=204),
    }

    def get(self, request: Request, **_named: str) -> Response:
        return self.answer(
            {"requests": [summary(entry) for entry in self.chosen(request, most=SHOWN)]}
        )

    def delete(self, _request: Request, **_named: str) -> Response:
        self.journal.clear(self.world)
        return Response(status=HTTPStatus.NO_CONTENT)


class RequestView(JournalView):
    """`/_etp/requests/{id}`."""

    calls: ClassVar = {
        "get": Call(
            "One request and its answer, whole.",
            answer={"world": "main", **WHOLE},
            statuses={404: "It never was, or is forgotten."},
        )
    }

    def get(self, _request: Request, **named: str) -> HttpResponse:
        written = named["id"]
        is_id = len(written) <= LONGEST_ID and written.isascii() and written.isdigit()
        found = self.journal.one(self.world, int(written)) if is_id else None
        if found is None:
            raise NotThereError(f"The journal of world {self.world} has no {written[:100]!r}.")
        return json_answer({"world": self.world, **whole(found)})


class FindView(JournalView):
    """`/_etp/requests/find`."""

    calls: ClassVar = {
        "post": Call(
            "The requests that match, whole, the newest last.",
            body=FindBody,
            example={"match": MATCH},
            answer={"world": "main", "requests": [WHOLE]},
        )
    }

    def post(self, request: Request, **_named: str) -> Response:
        given = self.body(request)
        wanted = Wanted.read(given["match"])
        found = [entry for entry in self.journal.read(self.world) if wanted.fits(entry)]
        newest = found[-given.get("limit", SHOWN) :]
        return self.answer({"requests": [whole(entry) for entry in newest]})


class VerifyView(JournalView):
    """`/_etp/requests/verify`."""

    calls: ClassVar = {
        "post": Call(
            "Check that calls were made: how many, in which order.",
            body=VerifyBody,
            example={"match": MATCH, "count": {"exactly": 1}},
            answer={"world": "main", "verified": True, "found": 1},
            statuses={409: "They were not; the answer has the closest call and how it differs."},
        )
    }

    def post(self, request: Request, **_named: str) -> Response:
        given = self.body(request)
        entries = self.journal.read(self.world)
        found = [verdict.found for verdict in self._verdicts(given, entries)]
        return self.answer({"verified": True, "found": found[0]})

    def _verdicts(self, given: Mapping[str, Any], entries: Sequence[Entry]) -> list[Verdict]:
        verdicts = []
        if "match" in given:
            count = given.get("count", AT_LEAST_ONE)
            verdicts.append(count_verdict(Wanted.read(given["match"]), count, entries))
        if "order" in given:
            verdicts.append(order_verdict([Wanted.read(one) for one in given["order"]], entries))
        for verdict in verdicts:
            if verdict.reason:
                head = {"world": self.world, "verified": False, "found": verdict.found}
                raise ConflictError(verdict.reason, {**head, **(verdict.more or {})})
        return verdicts


class UnmatchedView(JournalView):
    """`/_etp/requests/unmatched`."""

    calls: ClassVar = {
        "get": Call(
            "Requests that led nowhere, each with the documented route that is most like it.",
            query=RequestsQuery,
            answer={
                "world": "main",
                "requests": [
                    {
                        **EXAMPLE,
                        "operation": None,
                        "method": "GET",
                        "path": "/personnel/api/area/",
                        "status": 404,
                        "nearest": {
                            "operation": "areas_list",
                            "method": "GET",
                            "path": "/personnel/api/areas/",
                        },
                    }
                ],
            },
        )
    }

    def get(self, request: Request, **_named: str) -> Response:
        found = self.chosen(request, most=SHOWN, among=unmatched)
        described = [{**summary(entry), "nearest": nearest(entry.exchange)} for entry in found]
        return self.answer({"requests": described})


class ArchiveView(JournalView):
    """`/_etp/requests.har`."""

    calls: ClassVar = {
        "get": Call(
            "The journal as an HTTP archive (HAR 1.2), all of it unless the query picks some.",
            query=RequestsQuery,
            answer={"log": {"version": "1.2", "creator": {"name": "etpserver"}, "entries": []}},
        )
    }

    def get(self, request: Request, **_named: str) -> HttpResponse:
        response = json_answer(archive(self.world, self.chosen(request, most=MOST_SHOWN)))
        response["Content-Disposition"] = f'attachment; filename="{self.world}.har"'
        return response


def json_answer(content: Mapping[str, Any]) -> HttpResponse:
    """Indented, to be read."""
    body = orjson.dumps(content, option=orjson.OPT_INDENT_2)
    return HttpResponse(body, content_type="application/json")
