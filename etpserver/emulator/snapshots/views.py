"""The calls about snapshots: list, save, read as an archive, upload, delete, restore."""

import json
import time
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar

from django.http import StreamingHttpResponse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from etpserver.api.control.problems import BadCallError, ProblemError
from etpserver.api.control.views import Call, ControlBody, ControlView
from etpserver.emulator.control.moments import iso
from etpserver.emulator.models import Snapshot
from etpserver.emulator.snapshots import keeping
from etpserver.emulator.snapshots.clocks import as_written
from etpserver.emulator.worlds import names
from etpserver.emulator.worlds.origins import SNAPSHOT
from etpserver.emulator.worlds.views import KeepBody, NameField, problems, put_back, the_worlds

NOTE_LENGTH = 500
EXAMPLE: Mapping[str, Any] = {
    "name": "before-migration",
    "note": "payroll of March is closed",
    "world": "main",
    "seed": 0,
    "clock": {"mode": "real"},
    "rows": 28_077,
    "bytes": 13_250_560,
    "created_at": "2026-01-05T02:30:00+00:00",
}
ARCHIVE = """{
"etpserver_snapshot": 1,
"version": "0.1.0",
"migrations": {},
"note": "payroll of March is closed",
"seed": 0,
"drawn": 0,
"clock": {"mode": "real"},
"sequences": {},
"records": {
"companies": [
{"id": "6b969e80-f3ff-11e9-afc7-acde48001122", "name": "default"}
]
}
}
"""
UNKNOWN = {404: "There is no such snapshot."}


class NewSnapshotBody(ControlBody):
    """The body of `POST /_etp/snapshots`."""

    name = NameField()
    note = serializers.CharField(required=False, allow_blank=True, max_length=NOTE_LENGTH)


class SnapshotsView(ControlView):
    """`/_etp/snapshots`."""

    calls: ClassVar = {
        "get": Call(
            "The snapshots of this server.", answer={"world": "main", "snapshots": [EXAMPLE]}
        ),
        "post": Call(
            "Save the state of the world.",
            body=NewSnapshotBody,
            status=201,
            example={"name": "before-migration", "note": "payroll of March is closed"},
            answer={**EXAMPLE, "ms": 31.4},
            statuses={409: "There is a snapshot of that name."},
        ),
    }

    def get(self, _request: Request, **_named: str) -> Response:
        return self.answer({"snapshots": [described(one) for one in Snapshot.objects.all()]})

    def post(self, request: Request, **_named: str) -> Response:
        given = self.body(request)
        started = time.perf_counter()
        with problems():
            saved = keeping.save_snapshot(
                the_worlds(), self.world, given["name"], given.get("note", "")
            )
        ms = round((time.perf_counter() - started) * 1000, 3)
        return Response({**described(saved), "ms": ms}, status=HTTPStatus.CREATED)


class SnapshotView(ControlView):
    """`/_etp/snapshots/{name}`."""

    calls: ClassVar = {
        "get": Call(
            "A snapshot as an archive: JSON, one record per line.",
            answer=json.loads(ARCHIVE),
            statuses=UNKNOWN,
        ),
        "put": Call(
            "Keep an archive under the name in the path; a snapshot of that name is replaced.",
            # No application/json: programs would write the document in one line.
            body_type="application/octet-stream",
            example=ARCHIVE,
            answer={**EXAMPLE, "world": None, "rows": 1, "bytes": 520_192},
            statuses={
                201: "There was no snapshot of that name.",
                400: "The archive cannot be loaded: line, kind, record, field and reason.",
                413: "It is larger than 256 MB.",
            },
        ),
        "delete": Call("Remove a snapshot.", status=204, statuses=UNKNOWN),
    }

    def get(self, _request: Request, snapshot: str, **_named: str) -> StreamingHttpResponse:
        worlds = the_worlds()
        with problems():
            parts = keeping.archive_of(worlds, snapshot)
        return StreamingHttpResponse(
            parts,
            content_type="application/json",
            headers={"Content-Disposition": f'attachment; filename="{snapshot}.json"'},
        )

    def put(self, request: Request, snapshot: str, **_named: str) -> Response:
        worlds = the_worlds()
        if not names.is_name(snapshot):
            raise BadCallError(f"The name of a snapshot {names.RULE}.")
        if request.META.get("etp.body_too_large"):
            raise ProblemError(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "An archive may have up to 256 MB."
            )
        # Read as it lies on the disk: a parser of DRF would hold all of it in memory.
        with problems():
            kept, is_new = keeping.upload_snapshot(worlds, snapshot, request._request.readline)
        return Response(described(kept), status=HTTPStatus.CREATED if is_new else HTTPStatus.OK)

    def delete(self, _request: Request, snapshot: str, **_named: str) -> Response:
        with problems():
            keeping.delete_snapshot(the_worlds(), snapshot)
        return Response(status=HTTPStatus.NO_CONTENT)


class RestoreView(ControlView):
    """`/_etp/snapshots/{name}/restore`."""

    calls: ClassVar = {
        "post": Call(
            "Put the world back to a snapshot, its clock and its seed included.",
            body=KeepBody,
            example={"keep": ["clock"]},
            answer={"world": "main", "to": "snapshot:before-migration", "rows": 28_077, "ms": 9.1},
            statuses=UNKNOWN,
        )
    }

    def post(self, request: Request, snapshot: str, **_named: str) -> Response:
        given = self.body(request)
        return self.answer(put_back(self.world, f"{SNAPSHOT}{snapshot}", given.get("keep", ())))


def described(snapshot: Snapshot) -> dict[str, Any]:
    """A snapshot as answers show it."""
    return {
        "name": snapshot.name,
        "note": snapshot.note,
        "world": snapshot.world or None,  # None: it was uploaded
        "seed": snapshot.seed,
        "clock": as_written(snapshot.clock),
        "rows": snapshot.rows,
        "bytes": snapshot.size,
        "created_at": iso(snapshot.created_at),
    }
