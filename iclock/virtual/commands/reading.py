"""Commands as they come in the answer to a poll (push protocol, section 8)."""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iclock.virtual.clock import moment_of
from iclock.virtual.numbers import MOST_DIGITS
from iclock.virtual.refusals import BAD_PARAMETER, RefusedError

START = "C:"
# Observed: longer ids are cut.
LONGEST_ID = 16
TWO_WORDS = frozenset({"DATA", "CLEAR", "SET", "GET", "RELOAD", "VERIFY", "CONTROL"})


class Fields(dict[str, str]):
    """`name=value` parts by names in small letters; what does not fit refuses the command."""

    @classmethod
    def read(cls, text: str) -> "Fields":
        """Split a text at its tabs; of a name that stands twice, the last value counts."""
        # Observed: between two tabs there may be nothing.
        pairs = (part.partition("=") for part in text.split("\t") if "=" in part)
        return cls({name.strip().lower(): value.rstrip("\r") for name, _, value in pairs})

    def text(self, *names: str, default: str = "") -> str:
        """The first of these fields that is there."""
        return next((self[name.lower()] for name in names if name.lower() in self), default)

    def required(self, *names: str) -> str:
        """The text of the first of these that is there; refused (-1) if blank or missing."""
        found = self.text(*names).strip()
        if not found:
            raise RefusedError(BAD_PARAMETER)
        return found

    def number(self, name: str, low: int, high: int, default: int | None = None) -> int:
        """A whole number; without a default the field is needed."""
        text = self.text(name).strip()
        if not text and default is not None:
            return default
        if not (text.isascii() and text.isdigit()) or len(text) > MOST_DIGITS:
            raise RefusedError(BAD_PARAMETER)
        if not low <= int(text) <= high:
            raise RefusedError(BAD_PARAMETER)
        return int(text)

    def optional(self, name: str, low: int, high: int) -> int | None:
        """A whole number; None where the field is missing or blank."""
        return self.number(name, low, high) if self.text(name).strip() else None

    def moment(self, name: str) -> datetime:
        """A time such as `2026-01-05 08:00:00`; anything else is refused (-1)."""
        found = moment_of(self.text(name))
        if found is None:
            raise RefusedError(BAD_PARAMETER)
        return found

    def content(self, name: str, refusal: int) -> bytes:
        """Base64 as bytes."""
        try:
            return base64.b64decode(self.text(name).strip(), validate=True)
        except (binascii.Error, ValueError) as problem:
            raise RefusedError(refusal) from problem

    def refuse_other_size(self, encoded: int, raw: int, refusal: int) -> None:
        """Refuse content whose Size is neither that of its base64 text nor of its bytes."""
        # Push protocol, section 14: servers count the one or the other.
        if self.number("Size", 0, 10**MOST_DIGITS, encoded) not in {encoded, raw}:
            raise RefusedError(refusal)


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its id, its one or two words, and what follows them."""

    id: str
    verb: str
    rest: str

    @classmethod
    def read(cls, text: str) -> "Command | None":
        """A line from `C:` on; None when there is no id to answer with."""
        key, _, content = text.removeprefix(START).partition(":")
        key = key.strip()[:LONGEST_ID]
        if not key:
            return None
        verb, _, rest = content.strip(" \r").partition(" ")
        if verb in TWO_WORDS:
            second, _, rest = rest.partition(" ")
            verb = f"{verb} {second}".rstrip()
        return cls(key, verb, rest)

    @property
    def fields(self) -> Fields:
        """What follows the words of a command that names no table."""
        return Fields.read(self.rest)

    @property
    def table(self) -> str:
        """The first word of what follows, in small letters: the table of a DATA command."""
        return self.rest.partition(" ")[0].strip().lower()

    @property
    def records(self) -> list[Fields]:
        """The records of a DATA command: one, or several parted by line ends."""
        lines = self.rest.partition(" ")[2].split("\n")
        return [Fields.read(line) for line in lines if line.strip()] or [Fields()]


def read_commands(text: str) -> Iterator[Command]:
    """The commands of an answer, in their order.

    A line without `C:` is one more record of the command before it.
    """
    whole: list[str] = []
    for line in text.split("\n"):
        if line.startswith(START) or not whole:
            yield from _read(whole)
            whole = [line] if line.startswith(START) else []
        elif line.strip():
            whole.append(line)
    yield from _read(whole)


def _read(lines: list[str]) -> Iterator[Command]:
    command = Command.read("\n".join(lines)) if lines else None
    if command:
        yield command
