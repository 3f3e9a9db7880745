"""The commands of the queue as terminals of access control read them.

What they have no word for goes out as it is; they answer that they do not know it.
"""

import re
from collections.abc import Callable, Iterable

from iclock.commands import wire
from iclock.push.parsing.fields import Fields
from iclock.push.parsing.values import UnreadableError
from iclock.terminals.models import Terminal

DATA = re.compile(r"DATA (UPDATE|DELETE|QUERY) (\w+) ?(.*)", re.DOTALL)
OPTION = re.compile(r"SET OPTION (.*)", re.DOTALL)
# Push protocol, section 8: hex bytes for a door, its number, its lock, and seconds.
UNLOCK = "CONTROL DEVICE 01010105"
# Guess: other first bytes end an alarm and restart the device.
UNALARM, REBOOT = "CONTROL DEVICE 02000000", "CONTROL DEVICE 03000000"
# Guess: a time zone that is always, and doors as bits.
ALWAYS = 1
# Guess: what is worth knowing of `INFO`, by the names that a registration has.
OPTIONS = (
    "GET OPTIONS ~DeviceName,FirmVer,IPAddress,LockCount,UserCount,FPCount,FaceCount,"
    "TransactionCount,MultiBioDataSupport,MultiBioPhotoSupport"
)
FORGET_LOG = "DATA DELETE transaction *"
FORGET_USERS = "DATA DELETE user *"

Pairs = Iterable[tuple[str, object]]


def _query(table: str) -> str:
    return f"DATA QUERY tablename={table},fielddesc=*,filter=*"


WORDS: dict[str, tuple[str, ...]] = {
    wire.UNLOCK: (UNLOCK,),
    wire.UNALARM: (UNALARM,),
    wire.REBOOT: (REBOOT,),
    wire.INFO: (OPTIONS,),
    wire.CHECK: (_query("user"), _query("biodata"), _query("transaction")),
    # Guess: a star deletes every row.
    wire.CLEAR_LOG: (FORGET_LOG,),
    wire.CLEAR_DATA: (FORGET_LOG, FORGET_USERS),
}


def translate(content: str, terminal: Terminal) -> tuple[str, ...]:
    """One command as the one or several that say the same to the terminal."""
    if content in WORDS:
        return WORDS[content]
    if option := OPTION.fullmatch(content):
        return (f"SET OPTIONS {option[1]}",)
    data = DATA.fullmatch(content)
    translator = TABLES.get((data[1], data[2])) if data else None
    if data is None or translator is None:
        return (content,)
    try:
        return translator(Fields.read(data[3]), terminal)
    except UnreadableError:  # a person typed it
        return (content,)


def _line(verb: str, table: str, pairs: Pairs) -> str:
    return f"DATA {verb} {table} " + "\t".join(f"{name}={value}" for name, value in pairs)


def _user(fields: Fields, terminal: Terminal) -> tuple[str, ...]:
    """The person, and the right to pass every door at any time."""
    pin = fields.text("PIN")
    user: Pairs = [
        ("CardNo", fields.text("CARD")),
        ("Pin", pin),
        ("Password", fields.text("PASSWD")),
        ("Group", fields.text("GRP")),
        ("StartTime", 0),
        ("EndTime", 0),
        ("Name", fields.text("NAME")),
        ("Privilege", fields.text("PRI")),
    ]
    doors = 2 ** max(terminal.door_count, 1) - 1
    rights: Pairs = [("Pin", pin), ("AuthorizeTimezoneId", ALWAYS), ("AuthorizeDoorId", doors)]
    return _line("UPDATE", "user", user), _line("UPDATE", "userauthorize", rights)


def _no_user(fields: Fields, _terminal: Terminal) -> tuple[str, ...]:
    return (_line("DELETE", "user", [("Pin", fields.text("PIN"))]),)


def _fingerprint(fields: Fields, _terminal: Terminal) -> tuple[str, ...]:
    pairs: Pairs = [
        ("Pin", fields.text("PIN")),
        ("FingerID", fields.text("FID")),
        ("Valid", fields.text("VALID")),
        ("Template", fields.text("TMP")),
    ]
    return (_line("UPDATE", "templatev10", pairs),)


def _renamed(verb: str, table: str, *names: str) -> "Translator":
    """The same fields under a table of another name, each only if it is there."""

    def translated(fields: Fields, _terminal: Terminal) -> tuple[str, ...]:
        known = [(name, fields.values.get(name.upper())) for name in names]
        return (_line(verb, table, [(name, value) for name, value in known if value is not None]),)

    return translated


def _no_template(fields: Fields, terminal: Terminal) -> tuple[str, ...]:
    """As templates go there: in the unified table, or fingerprints in the older one."""
    pin, wire_type, no = (fields.text(name) for name in ("PIN", "TYPE", "NO"))
    if wire_type != "1" or terminal.takes_bio_data(1):
        return _renamed("DELETE", "biodata", "Pin", "Type", "No")(fields, terminal)
    pairs: Pairs = [("Pin", pin), *([("FingerID", no)] if no else [])]
    return (_line("DELETE", "templatev10", pairs),)


def _transactions(_fields: Fields, _terminal: Terminal) -> tuple[str, ...]:
    return (_query("transaction"),)


Translator = Callable[[Fields, Terminal], tuple[str, ...]]
TABLES: dict[tuple[str, str], Translator] = {
    ("UPDATE", "USERINFO"): _user,
    ("DELETE", "USERINFO"): _no_user,
    ("UPDATE", "FINGERTMP"): _fingerprint,
    ("UPDATE", "BIODATA"): _renamed(
        "UPDATE", "biodata",
        "Pin", "No", "Index", "Valid", "Duress", "Type", "MajorVer", "MinorVer", "Tmp",
    ),
    ("DELETE", "BIODATA"): _no_template,
    ("UPDATE", "USERPIC"): _renamed("UPDATE", "userpic", "Pin", "Size", "Content"),
    ("UPDATE", "BIOPHOTO"): _renamed(
        "UPDATE", "biophoto", "Pin", "Type", "Size", "Content", "Format"
    ),
    ("QUERY", "ATTLOG"): _transactions,
}  # fmt: skip
