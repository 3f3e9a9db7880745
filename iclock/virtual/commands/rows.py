"""The small tables of a terminal, kept as rows of texts: pictures, keys, access rules."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iclock.virtual.commands.reading import Command, Fields
from iclock.virtual.numbers import LARGEST
from iclock.virtual.refusals import BAD_PARAMETER

if TYPE_CHECKING:
    from iclock.virtual.device import Device


@dataclass(frozen=True, slots=True)
class RowTable:
    """A table whose rows are known by a number within a range, and need some fields."""

    key: str
    lowest: int = 0
    highest: int = LARGEST
    needed: tuple[str, ...] = ()


DAYS = ("Sun", "Mon", "Tues", "Wed", "Thurs", "Fri", "Sat")
ROWS = {
    "adpic": RowTable("Index", needed=("Extension", "Content")),
    "shortcutkey": RowTable("KeyID", 1, 8, ("KeyFun",)),
    "accgroup": RowTable("ID"),
    "acctimezone": RowTable("UID", needed=tuple(f"{day}Start" for day in DAYS)),
    "accholiday": RowTable("UID", needed=("StartDate", "EndDate")),
    "accunlockcomb": RowTable("UID"),
}


def put_row(device: "Device", fields: Fields, command: Command) -> None:
    """Add or replace a row, kept as it came."""
    table = ROWS[command.table]
    key = _key(fields, table)
    for name in table.needed:
        fields.required(name)
    if "content" in fields:
        fields.content("Content", BAD_PARAMETER)
    device.memory.rows.setdefault(command.table, {})[key] = dict(fields)


def delete_row(device: "Device", fields: Fields, name: str) -> None:
    """Forget a row of the table with this name."""
    device.memory.rows.get(name, {}).pop(_key(fields, ROWS[name]), None)


def _key(fields: Fields, table: RowTable) -> str:
    return str(fields.number(table.key, table.lowest, table.highest))
