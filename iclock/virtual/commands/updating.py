"""DATA UPDATE: rows put into the terminal's tables."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from iclock.virtual.commands.photos import put_bio_photo, put_picture
from iclock.virtual.commands.reading import Command, Fields
from iclock.virtual.commands.rows import ROWS, put_row
from iclock.virtual.commands.steps import Fetch, Result, Step
from iclock.virtual.commands.templates import (
    put_bio_data,
    put_face,
    put_finger_vein,
    put_fingerprint,
)
from iclock.virtual.numbers import LARGEST
from iclock.virtual.records import Message, User
from iclock.virtual.refusals import BAD_PARAMETER, NOT_CONFIGURED, TOO_LONG, RefusedError

if TYPE_CHECKING:
    from iclock.virtual.device import Device

LONGEST_MESSAGE = 320  # bytes
TAGS = (253, 254, 255)
# The fields of USERINFO, and the names they come under.
USER_FIELDS = {
    "name": ("Name",),
    "privilege": ("Pri", "Privilege"),
    "password": ("Passwd", "Password"),
    "group": ("Grp",),
    "zones": ("TZ",),
    "verify": ("Verify",),
    "vice_card": ("ViceCard",),
    "start": ("StartDatetime",),
    "end": ("EndDatetime",),
}

# What puts one record of a command away; one whose photo lies on the server says what to fetch.
Put: TypeAlias = Callable[["Device", Fields, Command], Fetch | None]


def update(device: "Device", command: Command) -> Step:
    """Put all records of the command away, in their order."""
    put = TABLES.get(command.table)
    if put is None:
        raise RefusedError(NOT_CONFIGURED)
    return _put_all(device, command, put, command.records)


def _put_all(device: "Device", command: Command, put: Put, records: Sequence[Fields]) -> Step:
    for position, fields in enumerate(records, start=1):
        fetch = put(device, fields, command)
        if fetch:
            rest = partial(_put_all, device, command, put, records[position:])
            return replace(fetch, then=partial(_fetched, fetch, rest))
    return Result()


def _fetched(fetch: Fetch, rest: Callable[[], Step], content: bytes | None) -> Step:
    fetch.then(content)
    return rest()


def put_user(device: "Device", fields: Fields, _command: Command) -> None:
    """A person, new or changed; what is not sent stays."""
    pin = fields.required("PIN")
    user = replace(device.memory.users.get(pin) or User(pin))
    for name, spellings in USER_FIELDS.items():
        setattr(user, name, fields.text(*spellings, default=getattr(user, name)))
    user.card = decimal_card(fields.text("Card", default=user.card))
    if not user.privilege.strip().isdigit():
        raise RefusedError(BAD_PARAMETER)
    device.memory.put_user(user)


def decimal_card(text: str) -> str:
    """A card's number in decimals: `[15CD5B07]` holds its bytes, the lowest first."""
    inner = text.strip().removeprefix("[").removesuffix("]")
    if inner == text.strip():
        return inner
    try:
        return str(int.from_bytes(bytes.fromhex(inner), "little"))
    except ValueError as problem:
        raise RefusedError(BAD_PARAMETER) from problem


def put_message(device: "Device", fields: Fields, _command: Command) -> None:
    """`SMS MSG=..<tab>TAG=253<tab>UID=1<tab>MIN=60<tab>StartTime=..`: -1006 beyond 320 bytes."""
    text = fields.text("MSG")
    if len(text.encode()) > LONGEST_MESSAGE:
        raise RefusedError(TOO_LONG)
    tag = fields.number("TAG", 0, 255)
    if tag not in TAGS:
        raise RefusedError(BAD_PARAMETER)
    uid = fields.number("UID", 0, LARGEST)
    minutes, start = fields.number("MIN", 0, LARGEST, 0), fields.moment("StartTime")
    device.memory.messages[uid] = Message(uid, text, tag, minutes, start)


def link_message(device: "Device", fields: Fields, _command: Command) -> None:
    """A private message is shown to this person."""
    pin = device.memory.known_user(fields.required("PIN")).pin
    uid = fields.number("UID", 0, LARGEST)
    if uid not in device.memory.messages:
        raise RefusedError(BAD_PARAMETER)
    device.memory.message_links.add((pin, uid))


def put_work_code(device: "Device", fields: Fields, _command: Command) -> None:
    """`WORKCODE PIN=1<tab>CODE=12<tab>NAME=Visit`: a work code and its name."""
    device.memory.work_codes[fields.required("CODE")] = fields.text("NAME")


TABLES: dict[str, Put] = {
    "userinfo": put_user,
    "fingertmp": put_fingerprint,
    "face": put_face,
    "fvein": put_finger_vein,
    "biodata": put_bio_data,
    "userpic": put_picture,
    "biophoto": put_bio_photo,
    "sms": put_message,
    "user_sms": link_message,
    "workcode": put_work_code,
    **dict.fromkeys(ROWS, put_row),
}
