"""What training is made of: trainees, starting an exercise, hints, the check, the overview.

    worlds = the_worlds()
    anna = add_trainee(worlds, "Anna")
    start(worlds, anna, exercise("01"))
    check(worlds, anna, exercise("01"), {"people": 26}).is_solved

Functions that change a world take the worlds of the process.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from django.db import IntegrityError
from django.db.models import F
from django.utils.text import slugify

from etpserver.emulator.control.moments import real_time
from etpserver.emulator.worlds.errors import WorldError
from etpserver.emulator.worlds.registry import Worlds
from etpserver.training import stage
from etpserver.training.checking import Finding, findings, journal_of
from etpserver.training.exercises import Exercise, exercise, exercises
from etpserver.training.models import Progress, Trainee
from etpserver.training.worlds import drop_world, key_of, make_world, set_up, world_of

__all__ = [
    "add_trainee",
    "check",
    "exercise",
    "exercises",
    "login_of",
    "overview",
    "progress",
    "progress_in",
    "remove_trainee",
    "reveal_hint",
    "reveal_solution",
    "revealed",
    "start",
    "summary",
    "trainee",
    "trainees",
]

NEW, STARTED, SOLVED = "new", "started", "solved"
PASSWORD_BYTES = 9
LONGEST_SLUG = 40


class UnknownTraineeError(LookupError):
    """There is no such trainee."""

    def __init__(self, slug: str) -> None:
        super().__init__(f"There is no trainee {slug[:100]!r}.")


class NameTakenError(Exception):
    """Another trainee has the name."""


class NotStartedError(Exception):
    """The trainee's world is not that of the exercise."""


class NotYetError(Exception):
    """Something else comes first."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a check found."""

    exercise: str
    findings: Sequence[Finding]

    @property
    def is_solved(self) -> bool:
        return all(finding.met for finding in self.findings)

    def described(self) -> dict[str, Any]:
        conditions = [finding.described() for finding in self.findings]
        return {"exercise": self.exercise, "solved": self.is_solved, "conditions": conditions}


# ---- trainees -------------------------------------------------------------------------------


def trainees() -> list[Trainee]:
    """By their names."""
    return list(Trainee.objects.all())


def trainee(slug: str) -> Trainee:
    """One; raises `UnknownTraineeError`."""
    # Checked first: not every database takes every text.
    found = Trainee.objects.filter(pk=slug).first() if slug.isprintable() else None
    if found is None:
        raise UnknownTraineeError(slug)
    return found


def add_trainee(worlds: Worlds, name: str) -> Trainee:
    """Note a trainee and make their world; raises `NameTakenError` or `WorldError`."""
    now = real_time()
    new = Trainee(
        slug=_slug(name),
        name=name,
        password=secrets.token_urlsafe(PASSWORD_BYTES),
        created_at=now,
        last_activity=now,
    )
    try:
        new.save(force_insert=True)
    except IntegrityError as problem:
        raise NameTakenError(f"There is a trainee {new.slug} already.") from problem
    try:
        make_world(worlds, new)
    except WorldError:  # without a world there is no trainee
        new.delete()
        raise
    return new


def remove_trainee(worlds: Worlds, gone: Trainee) -> None:
    """Forget a trainee and drop their world."""
    drop_world(worlds, gone)
    gone.delete()


def login_of(worlds: Worlds, someone: Trainee) -> dict[str, Any]:
    """With what the trainee calls the API of their world."""
    return {
        "username": "trainee",
        "password": someone.password,
        "token": key_of(worlds, someone),
    }


def _slug(name: str) -> str:
    """A part of URLs and of the world's name; a number where the name has no letter for it."""
    found = slugify(name)[:LONGEST_SLUG].strip("-_")
    if found:
        return found
    taken = set(Trainee.objects.values_list("slug", flat=True))
    return next(slug for number in count(1) if (slug := f"t{number}") not in taken)


# ---- an exercise ----------------------------------------------------------------------------


def start(worlds: Worlds, someone: Trainee, chosen: Exercise) -> None:
    """Start an exercise, or start it anew: the world is put back to where it begins.

    What the trainee had done in their world is gone; hints that were revealed stay so.
    Raises `WorldError`, or `SetupError` for an exercise that cannot be set up.
    """
    set_up(worlds, someone, chosen)
    now = real_time()
    row = _row(someone, chosen)
    Progress.objects.filter(pk=row.pk).update(
        starts=F("starts") + 1, events=0, verdict={}, started_at=now, last_activity=now
    )
    someone.current = chosen.id
    _note_activity(someone, now)


def check(worlds: Worlds, someone: Trainee, chosen: Exercise, answers: Mapping[str, Any]) -> Result:
    """Look whether the exercise is solved; raises `NotStartedError` or `UnknownWorldError`."""
    _must_be_current(someone, chosen)
    stage.go_on(worlds, someone.slug)
    with worlds.use(world_of(someone.slug)):
        result = Result(chosen.id, findings(chosen, answers))
    now = real_time()
    row = _row(someone, chosen)
    changes: dict[str, Any] = {"verdict": result.described(), "last_activity": now}
    if result.is_solved and row.solved_at is None:
        changes["solved_at"] = now
    Progress.objects.filter(pk=row.pk).update(checks=F("checks") + 1, **changes)
    _note_activity(someone, now)
    return result


def reveal_hint(someone: Trainee, chosen: Exercise) -> list[str]:
    """Reveal one hint more, if there is one; all that are revealed now."""
    row = _row(someone, chosen)
    number = min(row.hints + 1, len(chosen.hints))
    now = real_time()
    Progress.objects.filter(pk=row.pk).update(hints=number, last_activity=now)
    _note_activity(someone, now)
    return list(chosen.hints[:number])


def reveal_solution(someone: Trainee, chosen: Exercise) -> dict[str, str]:
    """The solution, once it is solved or every hint was taken; raises `NotYetError`."""
    row = _row(someone, chosen)
    left = len(chosen.hints) - row.hints
    if row.solved_at is None and left > 0:
        raise NotYetError(f"{left} of the {len(chosen.hints)} hints first.")
    now = real_time()
    Progress.objects.filter(pk=row.pk).update(saw_solution=True, last_activity=now)
    _note_activity(someone, now)
    return {"text": chosen.solution.text, "program": chosen.solution.program}


def revealed(someone: Trainee, chosen: Exercise) -> dict[str, Any]:
    """The hints that the trainee has taken, and the solution, or None if they have not seen it."""
    row = someone.progress.filter(exercise=chosen.id).first() or Progress()
    solution = {"text": chosen.solution.text, "program": chosen.solution.program}
    return {
        "revealed_hints": list(chosen.hints[: row.hints]),
        "solution": solution if row.saw_solution else None,
    }


def _must_be_current(someone: Trainee, chosen: Exercise) -> None:
    if someone.current != chosen.id:
        now = f"set for {someone.current}" if someone.current else "not set for any exercise yet"
        raise NotStartedError(f"Start {chosen.id} first: the world is {now}.")


def _row(someone: Trainee, chosen: Exercise) -> Progress:
    row, _ = Progress.objects.get_or_create(trainee=someone, exercise=chosen.id)
    return row


def _note_activity(someone: Trainee, now: datetime) -> None:
    someone.last_activity = now
    Trainee.objects.filter(pk=someone.pk).update(current=someone.current, last_activity=now)


# ---- how far they are -----------------------------------------------------------------------


def progress(someone: Trainee) -> list[dict[str, Any]]:
    """Every exercise, and how the trainee gets on with it."""
    rows = {row.exercise: row for row in someone.progress.all()}
    return [_described(someone, one, rows.get(one.id)) for one in exercises()]


def progress_in(someone: Trainee, chosen: Exercise) -> dict[str, Any]:
    """The same of one exercise."""
    return _described(someone, chosen, someone.progress.filter(exercise=chosen.id).first())


def overview() -> list[dict[str, Any]]:
    """Every trainee: what they are at, how much is solved, and all of `progress`."""
    return [summary(someone) for someone in Trainee.objects.prefetch_related("progress")]


def summary(someone: Trainee) -> dict[str, Any]:
    """The same of one trainee."""
    done = progress(someone)
    world = world_of(someone.slug)
    return {
        "trainee": someone.slug,
        "name": someone.name,
        "world": world,
        "current": someone.current or None,
        "solved": sum(one["state"] == SOLVED for one in done),
        "requests": len(journal_of(world) or ()),  # since the current exercise was started
        "last_activity": someone.last_activity,
        "exercises": done,
    }


def _described(someone: Trainee, one: Exercise, row: Progress | None) -> dict[str, Any]:
    row = row or Progress()
    is_current = someone.current == one.id
    return {
        "exercise": one.id,
        "title": one.title,
        "subject": one.subject,
        "level": one.level,
        "state": SOLVED if row.solved_at else STARTED if row.starts else NEW,
        "is_current": is_current,
        "starts": row.starts,
        "checks": row.checks,
        "hints": row.hints,
        "hints_in_all": len(one.hints),
        "saw_solution": row.saw_solution,
        "started_at": row.started_at,
        "solved_at": row.solved_at,
        "last_activity": row.last_activity,
        "verdict": row.verdict or None,
    }
