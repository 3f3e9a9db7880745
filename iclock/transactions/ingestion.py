"""Storing punches: many at once, each once."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from etpserver.api.clock import WIRE_FORMAT
from etpserver.api.events import publish
from etpserver.api.imports import parts_of
from iclock.terminals.models import Terminal
from iclock.transactions.attlog import AttlogPunch
from iclock.transactions.insertion import ids_of_employees, insert, shared
from iclock.transactions.models import Transaction
from iclock.unregistered.models import UnregisteredPunch

ROWS_AT_ONCE = 2000
TOLD = 10  # punches of an upload that listeners are told
# What differs from punch to punch; the rest of a row is the same in a whole upload.
OF_A_PUNCH = (
    "punch_time", "punch_state", "verify_type", "work_code", "mask_flag", "temperature",
)  # fmt: skip
AFTER_TIME = AttlogPunch._fields.index("time") + 1
OF_A_TRANSACTION = ("emp_code", "emp_id", *OF_A_PUNCH)
OF_AN_UNREGISTERED = ("crc", *OF_A_PUNCH)


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of the punches: those that were there already are neither."""

    received: int
    transactions: int
    unregistered: int


def store_punches(
    rows: Iterable[AttlogPunch], *, terminal: Terminal, source: int, received_at: datetime
) -> Stored:
    """Store the punches of a terminal, in the caller's transaction.

    Punches of employees become transactions, all others unregistered punches. What is stored
    already stays as it is. `rows` is read once, and never held as a whole.
    """
    of_terminal = {
        "terminal_sn": terminal.sn,
        "terminal_alias": terminal.alias,
        "area_alias": terminal.area.area_name,
        "terminal_id": terminal.pk,
        "company_id": terminal.company_id,
        "upload_time": received_at,
    }
    of_transactions = shared(Transaction, OF_A_TRANSACTION, {**of_terminal, "source": source})
    # Guess: source stays 1 here, where manual 4.6.1 calls 2 the mobile app.
    of_unregistered = shared(UnregisteredPunch, OF_AN_UNREGISTERED, of_terminal)
    ids: dict[str, str] = {}
    asked: set[str] = set()
    counts: Counter[str] = Counter()
    first: list[AttlogPunch] = []
    for part in parts_of(rows, ROWS_AT_ONCE):
        first = first or part[:TOLD]
        new = {punch.pin for punch in part} - asked
        if new:
            ids.update(ids_of_employees(new))
            asked |= new
        known = [((p.pin, ids[p.pin]), p) for p in part if p.pin in ids]
        unknown = [((p.pin,), p) for p in part if p.pin not in ids]
        counts["received"] += len(part)
        counts["transactions"] += insert(
            Transaction, OF_A_TRANSACTION, _rows(known), of_transactions
        )
        counts["unregistered"] += insert(
            UnregisteredPunch, OF_AN_UNREGISTERED, _rows(unknown), of_unregistered
        )
    stored = Stored(counts["received"], counts["transactions"], counts["unregistered"])
    _tell(terminal, stored, first)
    return stored


def _tell(terminal: Terminal, stored: Stored, first: Sequence[AttlogPunch]) -> None:
    if not stored.transactions + stored.unregistered:
        return
    punches = [
        {"emp_code": p.pin, "punch_time": p.time.strftime(WIRE_FORMAT), "punch_state": p.state}
        for p in first
    ]
    publish("punch", {"terminal": terminal.sn, **asdict(stored), "punches": punches})


def _rows(punches: Iterable[tuple[tuple[str, ...], AttlogPunch]]) -> list[tuple[Any, ...]]:
    """Who punched, and `OF_A_PUNCH`, fit for the database."""
    fit_time = connection.ops.adapt_datetimefield_value
    return [(*person, fit_time(p.time), *p[AFTER_TIME:]) for person, p in punches]
