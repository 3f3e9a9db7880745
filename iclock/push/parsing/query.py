"""The query string of a request, as tolerantly as terminals write it."""

from dataclasses import dataclass
from typing import Self
from urllib.parse import unquote_to_bytes

from iclock.push.parsing.values import CHINESE, decode, without_nul

STAMP = "stamp"


@dataclass(frozen=True, slots=True)
class DeviceQuery:
    """The parameters by their names in small letters; of one sent twice, the first."""

    values: dict[str, str]

    @classmethod
    def read(cls, query_string: bytes | str) -> Self:
        """Spaces may be raw, `+` or `%20`; a text is WSGI's, with a character for each byte."""
        values: dict[str, str] = {}
        for part in _as_bytes(query_string).split(b"&"):
            name, _, value = part.partition(b"=")
            if name := name.strip():
                values.setdefault(_unquoted(name).lower(), _unquoted(value))
        return cls(values)

    def get(self, name: str, default: str = "") -> str:
        return self.values.get(name.lower(), default)

    @property
    def sn(self) -> str:
        """The serial number; empty if there is none."""
        return self.get("SN").strip()

    @property
    def table(self) -> str:
        """The table of an upload, in capitals."""
        return self.get("table").strip().upper()

    @property
    def stamp(self) -> str:
        """`Stamp`, `OpStamp`, `PhotoStamp` or that of a table, such as `ATTLOGStamp`."""
        found = self.get(STAMP) or next(
            (value for name, value in self.values.items() if name.endswith(STAMP) and value), ""
        )
        return found.strip()


def _as_bytes(query_string: bytes | str) -> bytes:
    if isinstance(query_string, bytes):
        return query_string
    try:
        return query_string.encode("latin-1")
    except UnicodeEncodeError:
        return query_string.encode(errors="replace")


def _unquoted(part: bytes) -> str:
    # No other encoding is met in a query, and the language is not known here.
    return without_nul(decode(unquote_to_bytes(part.replace(b"+", b" ")), CHINESE))
