"""Handing a command out again: which ones may run twice, and which are overtaken.

A device that lost an answer gets its command again when later ones have long been carried out.
What one of those has replaced or deleted must not come back.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from django.db.models import Q

ONCE = ("REBOOT", "CLEAR", "ENROLL", "AC_UNLOCK", "AC_UNALARM", "CONTROL", "UPGRADE")
# What a command writes or deletes stands in its first fields.
HEAD = 600  # characters
DATA = re.compile(r"DATA (UPDATE|DELETE) (\w+) (.*)", re.DOTALL)
OPTION = re.compile(r"SET OPTION ([^=]+)=")
KEYS = frozenset({"PIN", "FID", "TYPE", "NO", "INDEX", "UID", "CODE"})


def runs_once() -> Q:
    """Commands that are never handed out twice."""
    condition = Q()
    for verb in ONCE:
        condition |= Q(content__startswith=verb)
    return condition


@dataclass(frozen=True, slots=True)
class Target:
    """What a command writes or deletes on the device."""

    verb: str
    table: str
    keys: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, content: str) -> Self | None:
        """The target of a command; None for one that leaves nothing behind."""
        if option := OPTION.match(content):
            return cls("SET", "OPTION", frozenset({("KEY", option[1])}))
        data = DATA.match(content)
        if data is None:
            return None
        pairs = (field.partition("=") for field in data[3][:HEAD].split("\t"))
        keys = ((name.upper(), value) for name, _, value in pairs if name.upper() in KEYS)
        return cls(data[1], data[2], frozenset(keys))

    def covers(self, earlier: Self) -> bool:
        """Whether nothing of the earlier command is left once this one is carried out."""
        if self.verb == "DELETE" and self.table == "USERINFO":  # with templates and photo
            return self.keys <= earlier.keys
        return self.table == earlier.table and self.keys <= earlier.keys


def overtaken(due: Iterable[tuple[int, str]], handed_out: Iterable[tuple[int, str]]) -> list[int]:
    """The ids of due commands that a later command, which was handed out, has made void."""
    later = [(key, target) for key, text in handed_out if (target := Target.of(text))]
    return [
        key
        for key, text in due
        if (target := Target.of(text))
        and any(other > key and newer.covers(target) for other, newer in later)
    ]
