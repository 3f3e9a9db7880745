"""The generator of a served world: seeded, counted in the world's own database."""

import random  # noqa: TID251  this is where the current world's generator comes from
from collections.abc import Callable

from django.db import connection, transaction

DRAW = (
    "INSERT INTO emulator_chance (id, drawn) VALUES (1, 1)"
    " ON CONFLICT (id) DO UPDATE SET drawn = emulator_chance.drawn + 1 RETURNING drawn"
)


def counted(seed: int) -> Callable[[], random.Random]:
    """Generators for one draw after another, the same ones after a reset, in every process."""

    def draw() -> random.Random:
        with transaction.atomic(savepoint=False), connection.cursor() as cursor:
            cursor.execute(DRAW)
            (drawn,) = cursor.fetchone()
        return random.Random(f"{seed} {drawn}")  # noqa: S311  chance for data

    return draw
