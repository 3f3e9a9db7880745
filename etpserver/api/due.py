"""What falls due as time passes, and settling it when a world's clock is advanced.

An app registers a function that answers what falls due between two moments in the bound world:

    def messages_due(start, end):
        return [Due(ends, "message_ended", f"Message {pk} ends.") for pk, ends in ..]

    due.register(messages_due)
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from etpserver.api.clock import Clock
from etpserver.api.worlds import current_world, use_world


@dataclass(frozen=True, slots=True)
class Due:
    """Something that happens at a moment (aware), said in a word and in a sentence."""

    at: datetime
    kind: str
    text: str
    # Makes it happen, while the world's clock stands at the moment; several that share one
    # function let it run once. True where other things may have become due, or no longer are.
    settle: Callable[[], bool] | None = None


# What falls due after the first moment, until the second one.
Source = Callable[[datetime, datetime], Iterable[Due]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """Ask this function too; once is enough."""
    if source not in _sources:
        _sources.append(source)


def settle(start: datetime, end: datetime) -> list[Due]:
    """Settle what falls due in (start, end] in the bound world, in order; what that was."""
    fired: list[Due] = []
    waiting = _between(start, end)
    while waiting:
        moment = waiting[0].at
        happening = [due for due in waiting if due.at == moment]
        fired += happening
        if _settle_at(moment, happening):
            waiting = _between(moment, end)
        else:
            waiting = waiting[len(happening) :]
    return fired


def _between(start: datetime, end: datetime) -> list[Due]:
    found = [due for source in _sources for due in source(start, end)]
    return sorted(found, key=lambda due: due.at)


def _settle_at(moment: datetime, happening: list[Due]) -> bool:
    """Whether something else may be due now."""
    clock = Clock()
    clock.freeze(moment)
    settling = dict.fromkeys(due.settle for due in happening if due.settle is not None)
    with use_world(replace(current_world(), clock=clock)):
        changed = [settle_one() for settle_one in settling]
    return any(changed)
