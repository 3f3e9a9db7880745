"""Who trains in the world of a page, and how exercises read in a list."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from etpserver.api.clock import real_now
from etpserver.api.worlds import current_world
from etpserver.emulator.models import WorldRecord
from etpserver.training import services
from etpserver.training.models import Trainee
from etpserver.training.worlds import slug_of, world_of

# State -> its words, the tone of its badge, its icon.
STATES = {
    "new": ("not begun", "", "open"),
    "started": ("begun", "info", "play"),
    "solved": ("solved", "ok", "done"),
}
# What stands for it in the table, where an icon in each cell would weigh too much.
MARKS = {"new": "", "started": "▸", "solved": "✓"}
MOST_NAMES = 30  # to choose from


def trainee_here() -> Trainee | None:
    """Whose world this is, if it is a trainee's."""
    slug = slug_of(current_world().name)
    try:
        return services.trainee(slug) if slug else None
    except services.UnknownTraineeError:
        return None


def known_trainees() -> list[dict[str, str]]:
    """The first of them by name, each with the way to their exercises: two queries."""
    found = Trainee.objects.all()[:MOST_NAMES]
    there = _worlds_there([world_of(one.slug) for one in found])
    return [
        {"name": one.name, "link": training_of(one.slug)}
        for one in found
        if world_of(one.slug) in there
    ]


def _worlds_there(names: Sequence[str]) -> set[str]:
    """Those that nobody has dropped."""
    return set(WorldRecord.objects.filter(name__in=names).values_list("name", flat=True))


def training_of(slug: str, exercise: str = "") -> str:
    """The address of a trainee's exercises, or of one of them."""
    page = f"/_etp/w/{world_of(slug)}/_etp/ui/training"
    return f"{page}/{quote(exercise)}" if exercise else page


def listed(row: Mapping[str, Any]) -> dict[str, Any]:
    """An exercise, as it is or with a trainee's progress, with what a list shows of it."""
    word, tone, icon = STATES[row.get("state", "new")]
    return {**row, "number": row["exercise"][:2], "word": word, "tone": tone, "icon": icon}


def next_of(rows: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """What to go on with: what was begun last if it is not solved, else the first that is not."""
    open_ones = [row for row in rows if row["state"] != "solved"]
    current = next((row for row in open_ones if row["is_current"]), None)
    return current or next(iter(open_ones), None)


def matrix(summaries: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows of the trainer's table: one query."""
    there = _worlds_there([one["world"] for one in summaries])
    return [{**_matrix_row(one), "has_world": one["world"] in there} for one in summaries]


def _matrix_row(summary: Mapping[str, Any]) -> dict[str, Any]:
    now, slug = real_now(), summary["trainee"]
    return {
        **summary,
        "link": training_of(slug),
        "number": (summary["current"] or "")[:2],
        "seen": _moment(summary["last_activity"]),
        "now": now,
        "cells": [_cell(slug, one, now) for one in summary["exercises"]],
    }


def _cell(slug: str, row: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    shown = listed(row)
    said = [f"{row['title']}: {shown['word']}", _many(row["checks"], "attempt"),
            _many(row["hints"], "hint")]  # fmt: skip
    said += ["looked at the solution"] if row["saw_solution"] else []
    if last := _moment(row["last_activity"]):
        said.append(f"last active {last.astimezone(now.tzinfo):%d %b %H:%M} UTC")
    is_blank = row["state"] == "new" and not row["hints"]
    return {
        "state": row["state"],
        "mark": MARKS[row["state"]],
        "checks": row["checks"],
        "hints": row["hints"],
        "saw_solution": row["saw_solution"],
        "is_current": row["is_current"],
        "is_blank": is_blank,
        "said": ", ".join(said),
        "link": training_of(slug, row["exercise"]),
    }


def _many(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
