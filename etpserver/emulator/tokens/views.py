"""The calls about tokens."""

from dataclasses import asdict
from datetime import timedelta
from http import HTTPStatus
from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from etpserver.api.control.views import Call, ControlView
from etpserver.api.tokens import Ended, token_office
from etpserver.emulator.clock.bodies import written
from etpserver.emulator.tokens.bodies import ExpireBody, TokenBody, holder_of
from etpserver.emulator.worlds.views import problems, the_worlds


class TokensView(ControlView):
    """`/_etp/tokens`."""

    calls: ClassVar = {
        "post": Call(
            "Make a token without a password; its life counts by the world's clock.",
            body=TokenBody,
            status=201,
            example={"user": "admin", "kind": "token", "expires_in_s": 60},
            answer={
                "world": "main",
                "kind": "token",
                "token": "9944b09199c62bcf9418ad846dd0e4bbdfc6ee4b",
                "refresh": None,
                "expires_at": "2026-01-05T08:01:00+05:30",
            },
            statuses={404: "There is no such user or employee."},
        )
    }

    def post(self, request: Request, **_named: str) -> Response:
        given = self.body(request)
        lifetime = given.get("expires_in_s")
        with problems(), the_worlds().use(self.world):
            issued = token_office().issue(
                holder_of(given),
                given["kind"],
                None if lifetime is None else timedelta(seconds=lifetime),
            )
            expires_at = written(issued.expires_at) if issued.expires_at else None
        answer = {"kind": given["kind"], **asdict(issued), "expires_at": expires_at}
        return self.answer(answer, HTTPStatus.CREATED)


class ExpireView(ControlView):
    """`/_etp/tokens/expire`."""

    calls: ClassVar = {
        "post": Call(
            "End tokens before their time: one, somebody's, or everybody's.",
            body=ExpireBody,
            example={"user": "admin"},
            answer={"world": "main", "users": 1, "employees": 0},
            statuses={
                404: "There is no such user, employee or token.",
                409: "The token is an API client's.",
            },
        )
    }

    def post(self, request: Request, **_named: str) -> Response:
        given = self.body(request)
        with problems(), the_worlds().use(self.world):
            return self.answer(asdict(_ended(given)))


def _ended(given: dict[str, str]) -> Ended:
    office = token_office()
    if "token" in given:
        return office.end_one(given["token"])
    return office.end_of(holder_of(given)) if given else office.end_all()
