"""What the calls of the training share: who may, the names in the path, problems.

Trainees may make those about themselves with the key of their world, from any address; all else
is for whoever may drive the server.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from rest_framework.request import Request
from rest_framework.response import Response

from etpserver.api.control.access import is_local, refuse_other_origins, refuse_strangers
from etpserver.api.control.problems import (
    ConflictError,
    NotThereError,
)
from etpserver.api.control.views import ControlView
from etpserver.api.credentials import read_credential
from etpserver.emulator.control.moments import iso
from etpserver.emulator.worlds.views import the_worlds
from etpserver.training import services
from etpserver.training.calling import SetupError
from etpserver.training.exercises import Exercise, ExerciseError, UnknownExerciseError
from etpserver.training.models import Trainee
from etpserver.training.worlds import slug_of, world_of

UNKNOWN = {404: "There is no such trainee or exercise."}


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
        case ExerciseError() | SetupError():  # a mistake of the exercise's author
            return ConflictError(str(exc))
        case _:
            return exc
