"""The calls that list a world's changes and take them back."""

import time
from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from etpserver.api.control.views import Call, ControlBody, ControlView
from etpserver.emulator.timeline.points import Point
from etpserver.emulator.timeline.undoing import points_of, undo
from etpserver.emulator.worlds.views import problems, the_worlds

SHOWN = 100
MOST_SHOWN = 1000
MOST_STEPS = 1_000_000
EXAMPLE: Mapping[str, Any] = {
    "steps": 1,
    "at": "2026-01-05T02:30:00.123456+00:00",
    "operation": "areas_create",
    "method": "POST",
    "path": "/personnel/api/areas/",
}
UNSUPPORTED = {501: "The database is PostgreSQL, or the system Windows."}


class TimelineQuery(ControlBody):
    """The query of `GET /_etp/timeline`."""

    limit = serializers.IntegerField(required=False, min_value=1, max_value=MOST_SHOWN)


class UndoBody(ControlBody):
    """The body of `POST /_etp/undo`."""

    steps = serializers.IntegerField(required=False, min_value=1, max_value=MOST_STEPS)


class TimelineView(ControlView):
    """`/_etp/timeline`."""

    calls: ClassVar = {
        "get": Call(
            "The requests that changed the world and can be undone, the latest first.",
            query=TimelineQuery,
            answer={"world": "main", "count": 1, "points": [EXAMPLE]},
            statuses=UNSUPPORTED,
        )
    }

    def get(self, request: Request, **_named: str) -> Response:
        limit = self.query(request).get("limit", SHOWN)
        with problems():
            points = points_of(the_worlds(), self.world)
        latest = points[::-1][:limit]
        shown = [_described(point, steps) for steps, point in enumerate(latest, start=1)]
        return self.answer({"count": len(points), "points": shown})


class UndoView(ControlView):
    """`/_etp/undo`."""

    calls: ClassVar = {
        "post": Call(
            "Take the last changes back.",
            body=UndoBody,
            example={"steps": 1},
            answer={"world": "main", "undone": [EXAMPLE], "ms": 12.3},
            statuses={409: "There are not so many changes.", **UNSUPPORTED},
        )
    }

    def post(self, request: Request, **_named: str) -> Response:
        steps = self.body(request).get("steps", 1)
        started = time.perf_counter()
        with problems():
            undone = undo(the_worlds(), self.world, steps)
        ms = round((time.perf_counter() - started) * 1000, 3)
        shown = [_described(point, number) for number, point in enumerate(undone, start=1)]
        return self.answer({"undone": shown, "ms": ms})


def _described(point: Point, steps: int) -> dict[str, Any]:
    """A point, and how many steps back it is."""
    return {
        "steps": steps,
        "at": point.at,
        "operation": point.operation,
        "method": point.method,
        "path": point.path,
    }
