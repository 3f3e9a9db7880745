"""Seeded chance: the same words draw the same numbers."""

import hashlib
from random import Random  # noqa: TID251  a terminal stands outside of every world


def generator(*words: object) -> Random:
    """A generator of these words' own, whatever others have drawn."""
    text = "\0".join(map(str, words))
    return Random(hashlib.sha256(text.encode()).digest())  # noqa: S311  no secret is made of it
