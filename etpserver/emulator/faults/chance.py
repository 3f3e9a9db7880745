"""The chance of a rule: its seed and the number of the request, nothing else.

So the same requests meet the same faults again, whichever process answers them, and no record of
the world is drawn otherwise than without faults.
"""

import random  # noqa: TID251  a rule's own, never the world's


def dice(seed: int, seen: int, about: str) -> random.Random:
    """For the rule's `seen`-th request; what is thrown for differs by `about`."""
    return random.Random(f"{seed} {seen} {about}")  # noqa: S311  no secret
