"""What happens in a world, told to whoever listens.

    publish("punch", {"terminal": "SN1", "transactions": 3, ...})

Nobody listens unless the emulator has installed itself: until then nothing is done.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

Facts = Mapping[str, Any]
Publisher = Callable[[str, Facts], None]

_publisher: Publisher | None = None


def install(publisher: Publisher | None) -> None:
    """Have `publisher` told of everything from now on; it is called in the world concerned."""
    global _publisher  # noqa: PLW0603  one for the process, as Django's own registries are
    _publisher = publisher


def publish(kind: str, facts: Facts) -> None:
    """Tell of something short, without secrets, once the running transaction has committed."""
    publisher = _publisher
    if publisher is not None:
        # A listener that fails does not undo what it hears of: it is logged.
        transaction.on_commit(lambda: publisher(kind, facts), robust=True)
