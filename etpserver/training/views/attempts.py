"""The calls about a trainee and an exercise: start, hint, check, solution."""

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from etpserver.api.control.problems import (
    refuse_unknown,
)
from etpserver.api.control.views import Call, ControlBody
from etpserver.emulator.worlds.views import problems, the_worlds
from etpserver.training import services
from etpserver.training.views.exercises import WHOLE, described
from etpserver.training.views.sharing import UNKNOWN, TrainingView
from etpserver.training.views.trainees import PROGRESS, TRAINEE, login_of

CONDITION: Mapping[str, Any] = {
    "id": "login",
    "says": "You logged in for a token.",
    "met": False,
    "why": "Nobody has logged in yet.",
    "seen": "Expected at least 1 such call, found 0.",
}


class CheckBody(ControlBody):
    """The body of a check: name of a question -> the answer."""

    answers = serializers.DictField(required=False)


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
