"""The answers that one state of a database has given, to be given again while it stands."""

from collections.abc import Hashable
from dataclasses import dataclass, field

MOST_BYTES = 2 * 1024 * 1024  # of one database
OVERHEAD = 1024  # bytes of an answer besides its content


@dataclass(frozen=True, slots=True)
class Given:
    """A whole answer with status 200, and the name of the user who asked."""

    content: bytes
    headers: tuple[tuple[str, str], ...]
    user: str


@dataclass(slots=True)
class _State:
    """Of one state of the database and one object of its world, which holds its settings."""

    database: bytes
    world: object
    given: dict[Hashable, Given] = field(default_factory=dict)
    size: int = 0


class Answers:
    """Those of the newest state alone; threads may share it, each step is one reference."""

    def __init__(self) -> None:
        self._state = _State(b"", None)

    def find(self, database: bytes, world: object, asked: Hashable) -> Given | None:
        state = self._state
        if state.database != database or state.world is not world:
            return None
        return state.given.get(asked)

    def keep(self, database: bytes, world: object, asked: Hashable, given: Given) -> None:
        state = self._state
        is_other = state.database != database or state.world is not world
        if is_other or state.size > MOST_BYTES:
            state = self._state = _State(database, world)
        state.given[asked] = given
        state.size += OVERHEAD + len(given.content)
