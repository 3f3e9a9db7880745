"""What happens in a trainee's world while they work: the events of the exercise.

They are looked at after each answer of such a world, so that nothing waits and nothing needs a
clock: what is to happen after the third look at a list has happened before the fourth.
"""

import logging

from django.db.models import F

from etpserver.emulator.worlds.registry import Worlds
from etpserver.training.calling import SetupError
from etpserver.training.checking import journal_of, why_not_shown
from etpserver.training.exercises import Exercise, ExerciseError, UnknownExerciseError, exercise
from etpserver.training.models import Progress, Trainee
from etpserver.training.worlds import make_call, world_of

logger = logging.getLogger("etpserver.training")


def go_on(worlds: Worlds, slug: str) -> None:
    """Let happen what is due in the trainee's world."""
    chosen = _current(slug)
    if chosen is None or not chosen.events:
        return
    rows = Progress.objects.filter(trainee=slug, exercise=chosen.id)
    row = rows.first()
    if row is None:
        return
    world = world_of(slug)
    for number in range(row.events, len(chosen.events)):
        event = chosen.events[number]
        if why_not_shown(event.when, journal_of(world)):
            return
        # Of two requests at once only one lets it happen.
        if not rows.filter(events=number).update(events=F("events") + 1):
            return
        try:
            for one in event.do:
                make_call(worlds, world, one)
        except SetupError:
            logger.exception("An event of %s failed in world %s.", chosen.id, world)


def _current(slug: str) -> Exercise | None:
    name = Trainee.objects.filter(pk=slug).values_list("current", flat=True).first()
    try:
        return exercise(name) if name else None
    except (UnknownExerciseError, ExerciseError):  # its file was changed or taken away
        return None
