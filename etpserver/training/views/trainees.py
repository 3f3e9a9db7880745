"""The calls about trainees: taking them in, the trainer's overview, forgetting them."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from etpserver.api.control.views import Call, ControlBody
from etpserver.emulator.worlds.views import base_url, problems, the_worlds
from etpserver.training import services
from etpserver.training.models import Trainee
from etpserver.training.views.exercises import EXERCISE
from etpserver.training.views.sharing import UNKNOWN, TrainingView
from etpserver.training.worlds import world_of

PROGRESS: Mapping[str, Any] = {
    **EXERCISE,
    "state": "started",
    "is_current": True,
    "starts": 1,
    "checks": 2,
    "hints": 1,
    "hints_in_all": 3,
    "saw_solution": False,
    "started_at": "2026-01-05T02:30:00+00:00",
    "solved_at": None,
    "last_activity": "2026-01-05T02:41:00+00:00",
    "verdict": None,
}
SUMMARY: Mapping[str, Any] = {
    "trainee": "anna",
    "name": "Anna",
    "world": "trainee-anna",
    "current": "01-get-a-token",
    "solved": 0,
    "requests": 3,
    "last_activity": "2026-01-05T02:41:00+00:00",
    "exercises": [PROGRESS],
}
TRAINEE: Mapping[str, Any] = {
    "world": "trainee-anna",
    "trainee": "anna",
    "name": "Anna",
    "url": "http://127.0.0.1:8088/_etp/w/trainee-anna",
    "username": "trainee",
    "password": "Zk3vQm1xT0aB",
    "token": "9944b09199c62bcf9418ad846dd0e4bbdfc6ee4b",
}


class NewTraineeBody(ControlBody):
    """The body of `POST /_etp/training/trainees`."""

    name = serializers.CharField(max_length=100)


class TraineesView(TrainingView):
    """`/_etp/training/trainees`."""

    is_for_trainees = False
    calls: ClassVar = {
        "get": Call(
            "The trainer's overview: all trainees, and how they get on with each exercise.",
            answer={"world": "main", "trainees": [SUMMARY]},
        ),
        "post": Call(
            "Take in a trainee: a world of their own, and a login for it.",
            body=NewTraineeBody,
            status=201,
            example={"name": "Anna"},
            answer=TRAINEE,
            statuses={409: "There is a trainee, or a world, of that name."},
        ),
    }

    def get(self, _request: Request, **_named: str) -> Response:
        return self.answer({"trainees": services.overview()})

    def post(self, request: Request, **_named: str) -> Response:
        with problems():
            made = services.add_trainee(the_worlds(), self.body(request)["name"])
        self.kwargs["trainee"] = made.slug
        return self.answer(login_of(made, request), HTTPStatus.CREATED)


class TraineeView(TrainingView):
    """`/_etp/training/trainees/{trainee}`."""

    calls: ClassVar = {
        "get": Call(
            "A trainee's login, and how they get on with each exercise.",
            answer={**TRAINEE, **SUMMARY},
            statuses=UNKNOWN,
        ),
        "delete": Call("Forget a trainee and drop their world.", status=204, statuses=UNKNOWN),
    }

    def guard(self, request: Request) -> None:
        self.is_for_trainees = request.method == "GET"
        super().guard(request)

    def get(self, request: Request, **_named: str) -> Response:
        found = self.trainee
        return self.answer({**login_of(found, request), **services.summary(found)})

    def delete(self, _request: Request, **_named: str) -> Response:
        with problems():
            services.remove_trainee(the_worlds(), self.trainee)
        return Response(status=HTTPStatus.NO_CONTENT)


def login_of(someone: Trainee, request: Request) -> dict[str, Any]:
    """A trainee, with all that their programs need."""
    return {
        "trainee": someone.slug,
        "name": someone.name,
        "url": base_url(request._request, world_of(someone.slug)),
        **services.login_of(the_worlds(), someone),
    }
