"""The exercises: YAML files beside the fixture `training`, read and checked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from etpserver import packaged
from etpserver.training.format import METHODS, ExerciseBody, first_error

FIXTURE = "training"
START = datetime.fromisoformat("2026-01-19T11:00:00+05:30")
ID = re.compile(r"(?P<number>\d{2})-[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)


class ExerciseError(ValueError):
    """A file that is no exercise; the text names it and the place in it."""


class UnknownExerciseError(LookupError):
    """There is no such exercise."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no exercise {name[:100]!r}.")


@dataclass(frozen=True, slots=True)
class Call:
    """A call that changes the world: a path of the documented API or of the control plane."""

    method: str
    path: str
    body: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """What happens once the journal shows something."""

    when: Mapping[str, Any]
    do: Sequence[Call]


@dataclass(frozen=True, slots=True)
class Question:
    """What the trainee is asked for."""

    name: str
    question: str
    kind: str


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that must be so; `what` has the other keys of the file."""

    id: str
    says: str
    otherwise: str
    what: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Solution:
    """How it is done: in words and as a Python program."""

    text: str
    program: str


@dataclass(frozen=True, slots=True)
class Mistake:
    """A likely one, and the conditions that it leaves unmet."""

    text: str
    program: str
    fails: Sequence[str]


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise, as its file says it."""

    id: str
    title: str
    story: str
    steps: Sequence[str]
    check: Sequence[Condition]
    hints: Sequence[str]
    solution: Solution
    wrong: Mistake
    subject: str = ""
    level: str = ""
    clock: datetime = START
    questions: Sequence[Question] = ()
    files: Mapping[str, Path] = field(default_factory=dict)
    setup: Sequence[Call] = ()
    events: Sequence[Event] = ()


def exercises() -> list[Exercise]:
    """All of them, in the order of their numbers; raises `ExerciseError`."""
    folder = exercises_folder()
    if not folder.is_dir():
        raise ExerciseError(f"{folder}: there is no such folder of exercises.")
    found: dict[str, Exercise] = {}
    for file in sorted(folder.glob("*.yaml")):
        number = file.stem[:2]
        if number in found:
            raise ExerciseError(f"{file}: {found[number].id} has the number {number} already.")
        found[number] = _read(file, file.stat().st_mtime_ns)
    return list(found.values())


def exercise(name: str) -> Exercise:
    """One, by its id or its number; raises `UnknownExerciseError`."""
    for found in exercises():
        if name == found.id or (name.isdigit() and name.zfill(2) == found.id[:2]):
            return found
    raise UnknownExerciseError(name)


def exercises_folder() -> Path:
    """Where the files lie: `ETP_EXERCISES`, else those of the project."""
    own = settings.ETP["exercises"]
    return Path(own) if own else packaged.fixtures_folder() / FIXTURE / "exercises"


@lru_cache(maxsize=256)
def _read(file: Path, _changed: int) -> Exercise:
    """Read anew once the file has changed."""
    return read_exercise(file)


def read_exercise(file: Path) -> Exercise:
    """Read and check a file; raises `ExerciseError`."""
    import yaml  # noqa: PLC0415  only who trains needs it

    if not ID.fullmatch(file.stem):
        raise ExerciseError(f"{file}: is no name such as 07-import-people.yaml.")
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        raise ExerciseError(f"{file}: cannot be read: {problem}") from problem
    if not isinstance(content, dict):
        raise ExerciseError(f"{file}: holds no keys such as title and story.")
    return _exercise(file, _checked(file, content))


def _checked(file: Path, content: dict[str, Any]) -> dict[str, Any]:
    from etpserver.api.control.problems import BadCallError  # noqa: PLC0415

    body = ExerciseBody(data=content)
    try:
        is_valid = body.is_valid()
    except BadCallError as problem:  # a key that means nothing
        raise ExerciseError(f"{file}: {problem.detail}") from problem
    if not is_valid:
        raise ExerciseError(f"{file}: {first_error(body.errors)}")
    found: dict[str, Any] = body.validated_data
    return found


def _exercise(file: Path, given: dict[str, Any]) -> Exercise:
    return Exercise(
        id=file.stem,
        title=given["title"],
        story=given["story"].strip(),
        steps=given["steps"],
        check=[_condition(one) for one in given["check"]],
        hints=given["hints"],
        solution=Solution(**given["solution"]),
        wrong=Mistake(**given["wrong"]),
        subject=given.get("subject", ""),
        level=given.get("level", ""),
        clock=given.get("clock", START),
        questions=[Question(**one) for one in given.get("questions", ())],
        files={name: _file(file, name) for name in given.get("files", ())},
        setup=[_call(one) for one in given.get("setup", ())],
        events=[
            Event(one["when"], [_call(call) for call in one["do"]])
            for one in given.get("events", ())
        ],
    )


def _file(file: Path, name: str) -> Path:
    folder = file.parent / "files"
    found = folder / name
    if found.parent != folder or not found.is_file():
        raise ExerciseError(f"{file}: files: there is no {name} in {folder}.")
    return found


def _call(given: Mapping[str, Any]) -> Call:
    method = next(name for name in METHODS if name in given)
    return Call(method.upper(), given[method], given.get("body"))


def _condition(given: Mapping[str, Any]) -> Condition:
    known = ("id", "says", "otherwise")
    what = {name: value for name, value in given.items() if name not in known}
    return Condition(given["id"], given["says"], given["otherwise"], what)
