"""What the bound world holds, in numbers: counts of records, and one digest of them all.

Both are about the documented records and the command queue, not about accounts, keys, sessions or
control state. Equal records have equal digests on every database.
"""

import hashlib
from collections.abc import Iterator

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from etpserver.emulator.fixtures.kinds import kinds
from etpserver.emulator.worlds.canonical import canonical_rows

LENGTH = 16  # bytes
# Given out by logins, which change nothing.
NOT_COUNTED = frozenset({"staff_tokens"})


def counts(connection: BaseDatabaseWrapper | None = None) -> dict[str, int]:
    """Kind of record -> how many, in the order of the names."""
    asked = connection or connections[DEFAULT_DB_ALIAS]
    found: dict[str, int] = {}
    with asked.cursor() as cursor:
        for name, model in _counted():
            table = asked.ops.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT COUNT(*) FROM {table}")  # noqa: S608  our own names
            (found[name],) = cursor.fetchone()
    return found


def rows(connection: BaseDatabaseWrapper | None = None) -> int:
    """How many records there are of all kinds."""
    return sum(counts(connection).values())


def digest(connection: BaseDatabaseWrapper | None = None) -> str:
    """Equal for equal records, whatever order they were written in; 32 hex digits."""
    asked = connection or connections[DEFAULT_DB_ALIAS]
    total = hashlib.blake2b(digest_size=LENGTH)
    for name, model in _counted():
        total.update(f"\0{name}\0".encode())
        for part in canonical_rows(asked, model):
            total.update(part)
    return total.hexdigest()


def _counted() -> Iterator[tuple[str, type[models.Model]]]:
    return ((name, model) for name, model in sorted(kinds().items()) if name not in NOT_COUNTED)
