"""What a world is made of: `seed`, `empty`, `fixture:NAME` or `snapshot:NAME`."""

from etpserver.emulator import fixtures
from etpserver.emulator.models import Snapshot
from etpserver.emulator.worlds.errors import OriginError, UnknownSnapshotError
from etpserver.emulator.worlds.names import is_name

SEED, EMPTY = "seed", "empty"
FIXTURE, SNAPSHOT = "fixture:", "snapshot:"
RULE = "takes seed, empty, fixture:NAME or snapshot:NAME"


def resolved(origin: str, seed: str) -> str:
    """The origin without `seed` and `empty`: `fixture:NAME` or `snapshot:NAME`, which exist.

    Raises `OriginError` or `UnknownSnapshotError`.
    """
    plain = {SEED: seed, EMPTY: f"{FIXTURE}{EMPTY}"}.get(origin, origin)
    if plain.startswith(SNAPSHOT):
        snapshot_of(plain)
        return plain
    if not plain.startswith(FIXTURE):
        raise OriginError(f"{origin[:100]!r} is no origin: it {RULE}.")
    try:
        # Only names: a path would let a caller read the server's files.
        name = plain.removeprefix(FIXTURE)
        if plain != seed and name not in fixtures.names():
            raise fixtures.UnknownFixtureError(name, fixtures.names())
    except fixtures.UnknownFixtureError as problem:
        raise OriginError(str(problem)) from problem
    return plain


def snapshot_of(origin: str) -> Snapshot:
    """The snapshot that `snapshot:NAME` or a bare name means; raises `UnknownSnapshotError`."""
    name = origin.removeprefix(SNAPSHOT)
    # Checked first: not every database takes every text.
    found = Snapshot.objects.filter(pk=name).first() if is_name(name) else None
    if found is None:
        raise UnknownSnapshotError(name)
    return found
