"""What can be wrong with a call about worlds; the texts say what to do."""

from typing import Any


class WorldError(Exception):
    """A world or a snapshot cannot be had, made or removed; `place` joins the answer."""

    def __init__(self, message: str, **place: Any) -> None:
        super().__init__(message)
        self.place = place


class UnknownWorldError(WorldError):
    """There is no such world."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no world {name[:100]!r}.")


class UnknownSnapshotError(WorldError):
    """There is no such snapshot."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no snapshot {name[:100]!r}.")


class WorldTakenError(WorldError):
    """Another world or snapshot has the name."""


class SourceGoneError(Exception):
    """What was to be copied has just been removed; whoever asked looks for it again."""


class OriginError(WorldError):
    """What a world was to be made of does not exist."""


class StateError(WorldError):
    """What a world holds, or has gone through, forbids it."""


class PutBackError(StateError):
    """The world was put back by another call meanwhile."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} was put back by another call meanwhile; try again.")


class UnsupportedError(WorldError):
    """This database, or the way the server was started, has no such thing."""
