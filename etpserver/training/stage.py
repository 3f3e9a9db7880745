"""What happens in a trainee's world while they work: the events of the exercise.

They are looked at after each answer of such a world, so that nothing waits and nothing needs a
clock: what is to happen after the third look at a list has happened before the fourth.
"""

import logging

from django.db.models import F

from etpserver.emulator.journal.wanted import Wanted
from etpserver.emulator.worlds.registry import Worlds
from etpserver.training.calling import SetupError
from etpserver.training.checking import journal_of, why_not_shown
from etpserver.training.exercises import (
    Event,
    Exercise,
    ExerciseError,
    UnknownExerciseError,
    exercise,
)
from etpserver.training.models import Progress, Trainee
from etpserver.training.worlds import make_call, world_of

logger = logging.getLogger("etpserver.training")
# World -> up to which request this process has looked. Ids grow, whatever is forgotten.
_looked_at: dict[str, int] = {}


def go_on(worlds: Worlds, slug: str) -> None:
    """Let happen what is due in the trainee's world."""
    chosen = _current(slug)
    if chosen is None or not chosen.events:
        return
    rows = Progress.objects.filter(trainee=slug, exercise=chosen.id)
    happened = rows.values_list("events", flat=True).first() or 0
    waiting = chosen.events[happened:]
    world = world_of(slug)
    if not waiting or not _has_news(world, waiting[0]):
        return
    for number, event in enumerate(waiting, start=happened):
        is_due = not why_not_shown(event.when, journal_of(world))
        # Of two requests at once only one lets it happen.
        if not is_due or not rows.filter(events=number).update(events=F("events") + 1):
            return
        _let_happen(worlds, world, event)


def _let_happen(worlds: Worlds, world: str, event: Event) -> None:
    try:
        for one in event.do:
            make_call(worlds, world, one)
    except SetupError:  # a mistake of the exercise's author: the trainee's answer is not to fail
        logger.exception("An event failed in world %s.", world)


def _has_news(world: str, event: Event) -> bool:
    """Whether anything has come that the event waits for; else the journal need not be searched.

    Measured: with 2000 requests in the journal a search takes 100 ms.
    """
    fresh = journal_of(world, _looked_at.get(world, 0))
    if not fresh:
        return False
    _looked_at[world] = fresh[-1].id
    parts = [event.when["match"]] if "match" in event.when else []
    wanted = [Wanted.read(part) for part in (*parts, *event.when.get("order", ()))]
    return any(part.fits(entry) for entry in fresh for part in wanted)


def _current(slug: str) -> Exercise | None:
    name = Trainee.objects.filter(pk=slug).values_list("current", flat=True).first()
    try:
        return exercise(name) if name else None
    except (UnknownExerciseError, ExerciseError):  # its file was changed or taken away
        return None
