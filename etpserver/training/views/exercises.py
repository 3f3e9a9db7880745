"""The calls about exercises as such."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from etpserver.api.control.problems import (
    NotThereError,
)
from etpserver.api.control.views import Call
from etpserver.training import services
from etpserver.training.exercises import Exercise
from etpserver.training.views.sharing import TrainingView

FILE_TYPE = "application/octet-stream"
EXERCISE: Mapping[str, Any] = {
    "exercise": "01-get-a-token",
    "title": "Get a token",
    "subject": "Login",
    "level": "easy",
}
WHOLE: Mapping[str, Any] = {
    **EXERCISE,
    "story": "Every program that talks to the server begins the same way.",
    "steps": ["Log in.", "List the employees."],
    "questions": [{"name": "people", "question": "How many are there?", "kind": "number"}],
    "files": [],
    "hints_in_all": 3,
}


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
        return self.answer({"exercises": [named(one) for one in found]})


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
            answer="emp_code,first_name\n31001,Aleena\n",
            answer_type=FILE_TYPE,
            statuses={404: "The exercise has no such file."},
        )
    }

    def get(self, _request: Request, **named: str) -> HttpResponse:
        found = self.exercise.files.get(named["file"])
        if found is None:
            raise NotThereError(f"{self.exercise.id} has no file {named['file'][:100]!r}.")
        response = HttpResponse(found.read_bytes(), content_type=FILE_TYPE)
        response["Content-Disposition"] = f'attachment; filename="{found.name}"'
        return response


def named(chosen: Exercise) -> dict[str, Any]:
    """An exercise in a list."""
    return {
        "exercise": chosen.id,
        "title": chosen.title,
        "subject": chosen.subject,
        "level": chosen.level,
    }


def described(chosen: Exercise) -> dict[str, Any]:
    """An exercise as trainees see it."""
    questions = [
        {"name": one.name, "question": one.question, "kind": one.kind} for one in chosen.questions
    ]
    return {
        **named(chosen),
        "story": chosen.story,
        "steps": list(chosen.steps),
        "questions": questions,
        "files": list(chosen.files),
        "hints_in_all": len(chosen.hints),
    }
