"""The calls about worlds: list, make, read, drop, reset, and the digest of a state."""

import time
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import timedelta
from http import HTTPStatus
from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpRequest
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from etpserver.api.control.fields import OneOfField
from etpserver.api.control.problems import BadCallError, ConflictError, NotThereError, ProblemError
from etpserver.api.control.views import Call, ControlBody, ControlView
from etpserver.api.worlds import use_world
from etpserver.emulator.clock.bodies import ClockOrTimeField, kept_clock
from etpserver.emulator.control.moments import iso
from etpserver.emulator.models import WorldRecord
from etpserver.emulator.worlds import errors, lifecycle, names, registry
from etpserver.emulator.worlds.digest import counts, digest, rows
from etpserver.emulator.worlds.keys import admin_key
from etpserver.emulator.worlds.lifecycle import NewWorld
from etpserver.emulator.worlds.registry import Worlds

LONGEST_TTL_S = 366 * 24 * 3600
LARGEST_SEED = 2**63 - 1


class NameField(serializers.CharField):
    """The name of a world or a snapshot."""

    default_error_messages = {"malformed": names.RULE}

    def to_internal_value(self, data: Any) -> str:
        text: str = super().to_internal_value(data)
        if not names.is_name(text):
            self.fail("malformed")
        return text


class NewWorldBody(ControlBody):
    """The body of `POST /_etp/worlds`."""

    name = NameField()
    clock = ClockOrTimeField(required=False)
    seed = serializers.IntegerField(required=False, min_value=0, max_value=LARGEST_SEED)
    ttl_s = serializers.IntegerField(required=False, min_value=1, max_value=LONGEST_TTL_S)

    def get_fields(self) -> dict[str, Any]:
        # `from` is a word of Python.
        return {**super().get_fields(), "from": serializers.CharField(required=False)}


class KeepBody(ControlBody):
    """What a reset leaves as it is."""

    keep = serializers.ListField(child=OneOfField(lifecycle.KEPT), required=False, max_length=3)


class ResetBody(KeepBody):
    """The body of `POST /_etp/reset`."""

    to = serializers.CharField(required=False)


EXAMPLE: Mapping[str, Any] = {
    "name": "orders-1",
    "url": "http://127.0.0.1:8088/_etp/w/orders-1",
    "origin": "fixture:demo",
    "seed": 7,
    "created_at": "2026-01-05T02:30:00+00:00",
    "expires_at": "2026-01-05T03:30:00+00:00",
    "token": "9944b09199c62bcf9418ad846dd0e4bbdfc6ee4b",
}


class WorldsView(ControlView):
    """`/_etp/worlds`."""

    calls: ClassVar = {
        "get": Call(
            "The worlds of this server.",
            answer={"world": "main", "worlds": [EXAMPLE]},
        ),
        "post": Call(
            "Make a world of its own.",
            body=NewWorldBody,
            status=201,
            example={"name": "orders-1", "from": "fixture:demo", "seed": 7, "ttl_s": 3600},
            answer=EXAMPLE,
            statuses={409: "There is a world of that name."},
        ),
    }

    def get(self, request: Request, **_named: str) -> Response:
        found = []
        for record in WorldRecord.objects.all():
            with suppress(errors.UnknownWorldError):  # dropped since it was listed
                found.append(described(record, request, token_of(record)))
        return self.answer({"worlds": found})

    def post(self, request: Request, **_named: str) -> Response:
        worlds = the_worlds()
        with use_world(lifecycle.beginning(worlds)):  # a time without an offset is one there
            given = self.body(request)
            wanted = NewWorld(
                given["name"],
                origin=given.get("from", "seed"),
                clock=kept_clock(given["clock"]) if "clock" in given else None,
                seed=given.get("seed", 0),
                ttl=timedelta(seconds=given["ttl_s"]) if "ttl_s" in given else None,
            )
        with problems():
            record = lifecycle.create_world(worlds, wanted)
        token = None
        with suppress(errors.UnknownWorldError):  # made, and dropped by somebody else since
            token = token_of(record)
        return Response(described(record, request, token), status=HTTPStatus.CREATED)


class WorldView(ControlView):
    """`/_etp/worlds/{world}`."""

    calls: ClassVar = {
        "get": Call("One world.", answer=EXAMPLE, statuses={404: "There is no such world."}),
        "delete": Call(
            "Drop a world with all that belongs to it.",
            status=204,
            statuses={400: "main always exists.", 404: "There is no such world."},
        ),
    }

    def get(self, request: Request, **_named: str) -> Response:
        with problems():
            record = lifecycle.find_world(self.world)
            return Response(described(record, request, token_of(record)))

    def delete(self, _request: Request, **_named: str) -> Response:
        with problems():
            lifecycle.delete_world(the_worlds(), self.world)
        return Response(status=HTTPStatus.NO_CONTENT)


class ResetView(ControlView):
    """`/_etp/reset`."""

    calls: ClassVar = {
        "post": Call(
            "Put the world back to a known state.",
            body=ResetBody,
            example={"to": "seed", "keep": ["faults"]},
            answer={"world": "main", "to": "fixture:demo", "rows": 27_504, "ms": 9.1},
        )
    }

    def post(self, request: Request, **_named: str) -> Response:
        given = self.body(request)
        return self.answer(put_back(self.world, given.get("to", "seed"), given.get("keep", ())))


class StateView(ControlView):
    """`/_etp/state`."""

    calls: ClassVar = {
        "get": Call(
            "What the world holds: equal digests are equal states.",
            answer={
                "world": "main",
                "counts": {"areas": 38, "employees": 250},
                "digest": "5f0c9c3e8a0b4d1f9e6f7a2b3c4d5e6f",
            },
        )
    }

    def get(self, _request: Request, **_named: str) -> Response:
        with problems(), the_worlds().use(self.world):
            return self.answer({"counts": counts(), "digest": digest()})


def put_back(world: str, to: str, keep: Collection[str]) -> dict[str, Any]:
    """Reset a world; what the answer says of it."""
    worlds = the_worlds()
    started = time.perf_counter()
    with problems():
        origin = lifecycle.reset_world(worlds, world, to, keep)
    ms = round((time.perf_counter() - started) * 1000, 3)
    with problems(), worlds.use(world):
        return {"to": origin, "rows": rows(), "ms": ms}


def the_worlds() -> Worlds:
    """The worlds of this process; 501 where nothing serves any (`manage.py runserver`)."""
    worlds = registry.installed()
    if worlds is None:
        raise ProblemError(HTTPStatus.NOT_IMPLEMENTED, "Only `etpserver serve` has worlds.")
    return worlds


class problems:  # noqa: N801  reads as a block: `with problems():`
    """Turns what is wrong with worlds into answers."""

    def __enter__(self) -> None: ...

    def __exit__(self, _kind: object, problem: BaseException | None, _trace: object) -> None:
        match problem:
            case errors.UnknownWorldError() | errors.UnknownSnapshotError():
                raise NotThereError(str(problem)) from problem
            case errors.UnsupportedError():
                raise ProblemError(HTTPStatus.NOT_IMPLEMENTED, str(problem)) from problem
            case errors.WorldTakenError() | errors.StateError():
                raise ConflictError(str(problem)) from problem
            case errors.WorldError():
                raise BadCallError(str(problem), problem.place) from problem
            case _:
                pass


def token_of(record: WorldRecord) -> str | None:
    """The key of the world's admin, if there is one; raises `UnknownWorldError`."""
    with the_worlds().use(record.name):
        return admin_key()


def described(record: WorldRecord, request: Request, token: str | None) -> dict[str, Any]:
    """A world as answers show it."""
    return {
        "name": record.name,
        "url": base_url(request._request, record.name),
        "origin": record.origin,
        "seed": record.seed,
        "created_at": iso(record.created_at),
        "expires_at": iso(record.expires_at) if record.expires_at else None,
        "token": token,
    }


def base_url(request: HttpRequest, world: str) -> str:
    """What a client under test is given as its server."""
    host = request.get_host()
    if settings.ETP["control_port"]:  # the call came there, and clients go elsewhere
        name = host.removesuffix(f":{settings.ETP['control_port']}")
        host = f"{name}:{settings.ETP['port']}"
    server = settings.PUBLIC_URL or f"{request.scheme}://{host}"
    return f"{server}/_etp/w/{world}"
