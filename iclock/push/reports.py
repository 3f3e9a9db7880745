"""What a device reports of itself, as fields of its terminal."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import IO, Any

from django.db import transaction

from iclock.push.contact import Contact
from iclock.push.parsing.options import read_info, read_options
from iclock.push.parsing.records import Rejected
from iclock.push.parsing.values import LARGEST, integer
from iclock.push.rejections import keep_rejected
from iclock.push.replies import OK
from iclock.terminals.models import Terminal

SUPPORT = re.compile(r"[\d:]*", re.ASCII)
HUNDREDS, TEN_THOUSANDS = 100, 10_000


class UnfitOptionError(ValueError):
    """What is wrong with an option's value, in words."""


def _text(text: str, *, longest: int) -> str:
    if len(text) > longest:
        raise UnfitOptionError(f"The value has more than {longest} characters.")
    return text


def _number(text: str, *, scale: int = 1) -> int:
    number = integer(text)
    if number is None or not 0 <= number * scale <= LARGEST:
        raise UnfitOptionError("The value is no whole number that fits.")
    return number * scale


def _flag(text: str) -> bool:
    return _number(text) != 0


def _support(text: str, *, longest: int) -> str:
    if not SUPPORT.fullmatch(text):
        raise UnfitOptionError("The value is no list of flags.")
    return _text(text, longest=longest)


Reader = Callable[[str], Any]


def _texts(read: Callable[..., str], **fields: str) -> dict[str, tuple[str, Reader]]:
    lengths = {field.name: field.max_length for field in Terminal._meta.concrete_fields}
    return {option: (name, partial(read, longest=lengths[name])) for option, name in fields.items()}


def _numbers(scale: int, **fields: str) -> dict[str, tuple[str, Reader]]:
    return {option: (name, partial(_number, scale=scale)) for option, name in fields.items()}


# Push protocol, sections 3 and 16: option -> the terminal's field, and how its value is read.
READERS: dict[str, tuple[str, Reader]] = {
    **_texts(
        _text,
        DeviceName="terminal_name", FWVersion="fw_ver", PushVersion="push_ver",
        Platform="platform", OEMVendor="oem_vendor", IPAddress="ip_address",
        FPVersion="fp_alg_ver", FaceVersion="face_alg_ver", FvVersion="fv_alg_ver",
        PvVersion="palm_alg_ver",
    ),
    **_texts(
        _support,
        MultiBioDataSupport="bio_data_support", MultiBioPhotoSupport="bio_photo_support",
    ),
    **_numbers(
        1,
        Language="language", LockFunOn="lock_func", UserCount="user_count",
        TransactionCount="transaction_count", FPCount="fp_count", FaceCount="face_count",
        FvCount="fv_count", PvCount="palm_count", MaxFaceCount="face_capacity",
        MaxPvCount="palm_capacity",
    ),
    # Guess: finger veins are counted like fingers.
    **_numbers(
        HUNDREDS,
        MaxUserCount="user_capacity", MaxFingerCount="fp_capacity", MaxFvCount="fv_capacity",
    ),
    **_numbers(TEN_THOUSANDS, MaxAttLogCount="transaction_capacity"),
    "FingerFunOn": ("fp_func_on", _flag),
    "FaceFunOn": ("face_func_on", _flag),
    "FvFunOn": ("fv_func_on", _flag),
    "PvFunOn": ("palm_func_on", _flag),
    "PhotoFunOn": ("photo_func_on", _flag),
    "IsTFT": ("is_tft", _flag),
}  # fmt: skip
# What `INFO` of a poll tells by position.
OF_INFO = {
    "fw_ver": "FWVersion",
    "user_count": "UserCount",
    "fp_count": "FPCount",
    "transaction_count": "TransactionCount",
    "ip_address": "IPAddress",
    "fp_alg_ver": "FPVersion",
    "face_alg_ver": "FaceVersion",
    "face_count": "FaceCount",
}
# Push protocol, section 4: the first digits of its last value.
FUNCTIONS = ("FingerFunOn", "FaceFunOn", "PhotoFunOn")


def take_options(contact: Contact, body: IO[bytes]) -> str:
    """`table=options`: a device's answer to the handshake."""
    rejected = note_options(contact, read_options(body.read()))
    with transaction.atomic():
        keep_rejected(contact, rejected, table="OPTIONS")
        contact.save()
    return OK


def note_options(contact: Contact, options: Mapping[str, str]) -> list[Rejected]:
    """Note what the options say; those whose values do not fit are answered."""
    return list(_noted(contact, options))


def _noted(contact: Contact, options: Mapping[str, str]) -> Iterator[Rejected]:
    for number, (option, text) in enumerate(options.items(), 1):
        name, read = READERS.get(option, ("", None))
        if read is None or not text:
            continue
        try:
            contact.note(**{name: read(text)})
        except UnfitOptionError as problem:
            yield Rejected(number, f"{option}={text}", str(problem))


def note_info(contact: Contact, text: str) -> None:
    """Note what `INFO` of a poll says."""
    info = read_info(text)
    told = {option: getattr(info, name) for name, option in OF_INFO.items()}
    options = {option: str(value) for option, value in told.items() if value is not None}
    options.update(zip(FUNCTIONS, info.functions or "", strict=False))
    keep_rejected(contact, note_options(contact, options), table="INFO")
