"""The calls of the training.

Trainees may make those about themselves with the key of their world, from any address; all else
is for whoever may drive the server.
"""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpResponse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from etpserver.api.control.access import is_local, refuse_other_origins, refuse_strangers
from etpserver.api.control.problems import (
    ConflictError,
    NotThereError,
    ProblemError,
    refuse_unknown,
)
from etpserver.api.control.views import Call, ControlBody, ControlView
from etpserver.api.credentials import read_credential
from etpserver.emulator.worlds.views import base_url, iso, problems, the_worlds
from etpserver.training import services
from etpserver.training.calling import SetupError
from etpserver.training.exercises import Exercise, ExerciseError, UnknownExerciseError
from etpserver.training.models import Trainee
from etpserver.training.worlds import slug_of, world_of

UNKNOWN = {404: "There is no such trainee or exercise."}
EXERCISE: Mapping[str, Any] = {"exercise": "01-get-a-token", "title": "Get a token"}
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
WHOLE: Mapping[str, Any] = {
    **EXERCISE,
    "story": "Every program that talks to the server begins the same way.",
    "steps": ["Log in.", "List the employees."],
    "questions": [{"name": "people", "question": "How many are there?", "kind": "number"}],
    "files": [],
    "hints_in_all": 3,
}
CONDITION: Mapping[str, Any] = {
    "id": "login",
    "says": "You logged in for a token.",
    "met": False,
    "why": "Nobody has logged in yet.",
    "seen": "Expected at least 1 such calls, found 0.",
}


class NewTraineeBody(ControlBody):
    name = serializers.CharField(max_length=100)


class CheckBody(ControlBody):
    answers = serializers.DictField(required=False)


class TrainingView(ControlView):
    """What all of them share."""

    needs_token = False  # `guard` asks
    is_for_trainees = True

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.guard(request)

    def guard(self, request: Request) -> None:
        """Raise `ProblemError` where the caller may not."""
        is_needed = bool(settings.ETP["control"]) and not is_local(request._request)
        if is_needed and self.is_for_trainees and self._is_a_trainee(request):
            refuse_other_origins(request._request)
        else:
            refuse_strangers(request._request)

    def _is_a_trainee(self, request: Request) -> bool:
        """Whether the key is of the world of the trainee in the path, or of any if it has none."""
        credential = read_credential(request._request)
        world = the_worlds().world_of_key(credential.value) if credential else None
        whose = slug_of(world) if world else None
        return whose is not None and whose == self.kwargs.get("trainee", whose)

    @property
    def world(self) -> str:
        """A trainee's own, where the path names one."""
        slug = self.kwargs.get("trainee")
        return world_of(str(slug)) if slug else super().world

    @property
    def trainee(self) -> Trainee:
        return services.trainee(str(self.kwargs["trainee"]))

    @property
    def exercise(self) -> Exercise:
        return services.exercise(str(self.kwargs["exercise"]))

    def answer(self, content: Mapping[str, Any], status: int = 200) -> Response:
        return super().answer(_written(content), status)

    def handle_exception(self, exc: Exception) -> Response:
        return super().handle_exception(_as_problem(exc))


class ExercisesView(TrainingView):
    """`/_etp/training/exercises`."""

    calls: ClassVar = {
        "get": Call(
            "The exercises of the training.",
            answer={"world": "main", "exercises": [EXERCISE]},
        )
    }

    def get(self, _request: Request, **_named: str) -> Response:
        found = services.exercises()
        return self.answer({"exercises": [{"exercise": o.id, "title": o.title} for o in found]})


class ExerciseView(TrainingView):
    """`/_etp/training/exercises/{exercise}`."""

    calls: ClassVar = {
        "get": Call(
            "One exercise, without hints and solution.",
            answer={"world": "main", **WHOLE},
            statuses={404: "There is no such exercise."},
        )
    }

    def get(self, _request: Request, **_named: str) -> Response:
        return self.answer(described(self.exercise))


class ExerciseFileView(TrainingView):
    """`/_etp/training/exercises/{exercise}/files/{file}`."""

    calls: ClassVar = {
        "get": Call(
            "A file that belongs to an exercise, as it is.",
            statuses={404: "The exercise has no such file."},
        )
    }

    def get(self, _request: Request, **named: str) -> HttpResponse:
        found = self.exercise.files.get(named["file"])
        if found is None:
            raise NotThereError(f"{self.exercise.id} has no file {named['file'][:100]!r}.")
        response = HttpResponse(found.read_bytes(), content_type="application/octet-stream")
        response["Content-Disposition"] = f'attachment; filename="{found.name}"'
        return response


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


class TraineeExerciseView(TrainingView):
    """`/_etp/training/trainees/{trainee}/exercises/{exercise}`."""

    calls: ClassVar = {
        "get": Call(
            "An exercise as a trainee sees it: how they get on, and what was revealed.",
            answer={
                "world": "trainee-anna",
                **WHOLE,
                **PROGRESS,
                "revealed_hints": ["Look for the operations of the login."],
                "solution": None,
            },
            statuses=UNKNOWN,
        )
    }

    def get(self, _request: Request, **_named: str) -> Response:
        found, chosen = self.trainee, self.exercise
        return self.answer(
            {
                **described(chosen),
                **services.progress_in(found, chosen),
                **services.revealed(found, chosen),
            }
        )


class StartView(TrainingView):
    """`/_etp/training/trainees/{trainee}/exercises/{exercise}/start`."""

    calls: ClassVar = {
        "post": Call(
            "Start an exercise, or start it anew: the trainee's world is put back.",
            answer={**TRAINEE, **WHOLE},
            statuses=UNKNOWN,
        )
    }

    def post(self, request: Request, **_named: str) -> Response:
        found, chosen = self.trainee, self.exercise
        with problems():
            services.start(the_worlds(), found, chosen)
        return self.answer({**login_of(found, request), **described(chosen)})


class HintView(TrainingView):
    """`/_etp/training/trainees/{trainee}/exercises/{exercise}/hint`."""

    calls: ClassVar = {
        "post": Call(
            "Reveal one hint more; answers all that are revealed.",
            answer={
                "world": "trainee-anna",
                "exercise": "01-get-a-token",
                "hints": ["Look for the operations of the login."],
                "hints_in_all": 3,
            },
            statuses=UNKNOWN,
        )
    }

    def post(self, _request: Request, **_named: str) -> Response:
        chosen = self.exercise
        hints = services.reveal_hint(self.trainee, chosen)
        return self.answer(
            {"exercise": chosen.id, "hints": hints, "hints_in_all": len(chosen.hints)}
        )


class CheckView(TrainingView):
    """`/_etp/training/trainees/{trainee}/exercises/{exercise}/check`."""

    calls: ClassVar = {
        "post": Call(
            "Look whether an exercise is solved, by what the world and its journal show.",
            body=CheckBody,
            example={"answers": {"people": 26}},
            answer={
                "world": "trainee-anna",
                "exercise": "01-get-a-token",
                "solved": False,
                "conditions": [CONDITION],
            },
            statuses={**UNKNOWN, 409: "Another exercise was started last."},
        )
    }

    def post(self, request: Request, **_named: str) -> Response:
        answers, chosen = self.body(request).get("answers", {}), self.exercise
        refuse_unknown(answers, [question.name for question in chosen.questions])
        with problems():
            result = services.check(the_worlds(), self.trainee, chosen, answers)
        return self.answer(result.described())


class SolutionView(TrainingView):
    """`/_etp/training/trainees/{trainee}/exercises/{exercise}/solution`."""

    calls: ClassVar = {
        "post": Call(
            "Show the solution, once it is solved or every hint was taken.",
            answer={
                "world": "trainee-anna",
                "exercise": "01-get-a-token",
                "text": "Log in, then send the token with each call.",
                "program": "import httpx\n",
            },
            statuses={**UNKNOWN, 409: "There are hints left."},
        )
    }

    def post(self, _request: Request, **_named: str) -> Response:
        chosen = self.exercise
        solution = services.reveal_solution(self.trainee, chosen)
        return self.answer({"exercise": chosen.id, **solution})


def described(chosen: Exercise) -> dict[str, Any]:
    """An exercise as trainees see it."""
    questions = [
        {"name": one.name, "question": one.question, "kind": one.kind} for one in chosen.questions
    ]
    return {
        "exercise": chosen.id,
        "title": chosen.title,
        "story": chosen.story,
        "steps": list(chosen.steps),
        "questions": questions,
        "files": list(chosen.files),
        "hints_in_all": len(chosen.hints),
    }


def login_of(someone: Trainee, request: Request) -> dict[str, Any]:
    """A trainee, with all that their programs need."""
    return {
        "trainee": someone.slug,
        "name": someone.name,
        "url": base_url(request._request, world_of(someone.slug)),
        **services.login_of(the_worlds(), someone),
    }


def _written(value: Any) -> Any:
    """Moments as ISO 8601."""
    if isinstance(value, Mapping):
        return {name: _written(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_written(inner) for inner in value]
    return iso(value) if isinstance(value, datetime) else value


def _as_problem(exc: Exception) -> Exception:
    match exc:
        case services.UnknownTraineeError() | UnknownExerciseError():
            return NotThereError(str(exc))
        case services.NameTakenError() | services.NotStartedError() | services.NotYetError():
            return ConflictError(str(exc))
        case ExerciseError() | SetupError():
            return ProblemError(HTTPStatus.INTERNAL_SERVER_ERROR, str(exc))
        case _:
            return exc
