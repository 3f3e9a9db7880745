"""What can be wrong with a call about worlds; the texts say what to do."""


class WorldError(Exception):
    """A world or a snapshot cannot be had, made or removed."""


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


class OriginError(WorldError):
    """What a world was to be made of does not exist."""
