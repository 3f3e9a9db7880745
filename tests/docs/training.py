"""The exercises, and the format of their files, as tables."""

from collections.abc import Iterator
from typing import Any

from rest_framework import serializers

from etpserver.emulator.journal.bodies import CountBody, VerifyBody
from etpserver.training.exercises import exercises as all_exercises
from etpserver.training.format import ExerciseBody
from tests.docs.tables import code, table

EXPLAINED_ELSEWHERE = (VerifyBody, CountBody)


def exercises() -> str:
    rows = [(code(one.id), one.title, one.subject, one.level) for one in all_exercises()]
    return table(("exercise", "title", "subject", "level"), rows)


def exercise_format() -> str:
    return table(("key", "needed", "what it says"), list(_rows(ExerciseBody(), "")))


def _rows(body: Any, place: str) -> Iterator[tuple[str, str, str]]:
    for name, field in body.fields.items():
        is_list = isinstance(field, serializers.ListField | serializers.ListSerializer)
        path = f"{place}{name}{'[]' if is_list else ''}"
        yield code(path), "yes" if field.required else "", str(field.help_text or "")
        inner = getattr(field, "child", field)
        if isinstance(inner, serializers.Serializer) and not isinstance(inner, EXPLAINED_ELSEWHERE):
            yield from _rows(inner, f"{path}.")
