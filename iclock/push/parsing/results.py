"""Results of commands, in the four forms of the push protocol's section 9.

ID=1&Return=0&CMD=DATA                                  a line each, several in a body
ID=2&Return=0&CMD=INFO<LF>~DeviceName=X<LF>UserCount=3  with the options of the device
ID=3<LF>Return=17<LF>CMD=GetFile<LF>FILENAME=x<LF>Content=<whatever, up to the end>
devicecmd?SN=SN1&ID=4&Return=0&CMD=REBOOT               in the query, without a body
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from iclock.push.parsing.query import DeviceQuery
from iclock.push.parsing.values import decode, integer, without_nul

ID = re.compile(r"\d{1,18}", re.ASCII)
CONTENT = b"CONTENT="
# Of a result itself; every other key is an option.
ID_KEY, OWN = "ID", ("RETURN", "CMD", "FILENAME", "SN")


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one command; ids and codes that are no numbers are None."""

    command_id: int | None
    id_text: str
    return_code: int | None
    command: str
    options: dict[str, str]
    file_name: str
    content: bytes


@dataclass(slots=True)
class _Draft:
    """A result while its lines are read."""

    own: dict[str, str] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)
    content: bytes = b""

    def take(self, key: str, value: str) -> None:
        """The first value of what a result has itself; the last one of an option."""
        name = key.upper()
        if name == ID_KEY or name in OWN:
            self.own.setdefault(name, value)
        elif key:
            self.options[key.removeprefix("~")] = value

    def result(self) -> Result:
        id_text = self.own.get(ID_KEY, "")
        return Result(
            int(id_text) if ID.fullmatch(id_text) else None,
            id_text,
            integer(self.own.get("RETURN", "")),
            self.own.get("CMD", ""),
            self.options,
            self.own.get("FILENAME", ""),
            self.content,
        )


def read_results(body: bytes, query: DeviceQuery) -> list[Result]:
    """The results of a request, in their order; lines that say nothing of any do not count."""
    found = [draft.result() for draft in _drafts(body) if draft.own]
    if not found and query.get(ID_KEY):
        draft = _Draft()
        for key in (ID_KEY, *OWN):
            draft.take(key, query.get(key).strip())
        found = [draft.result()]
    return found


def _drafts(body: bytes) -> Iterator[_Draft]:
    draft, following = _Draft(), 0
    while following < len(body):
        start, end = following, body.find(b"\n", following)
        line = body[start : end if end >= 0 else len(body)]
        following = start + len(line) + 1
        if not line.strip():
            continue
        if line[: len(CONTENT)].upper() == CONTENT and draft.own:
            draft.content = body[start + len(CONTENT) :]
            break
        pairs = _pairs(without_nul(decode(line)).strip())
        if ID_KEY in draft.own and pairs and pairs[0][0].upper() == ID_KEY:
            yield draft
            draft = _Draft()
        for key, value in pairs:
            draft.take(key, value)
    yield draft


def _pairs(line: str) -> list[tuple[str, str]]:
    """`ID=1&Return=0&CMD=DATA` as pairs; an option's value may hold an `&` itself."""
    parts = line.split("&") if line[:3].upper() == "ID=" else [line]
    pairs = (part.partition("=") for part in parts)
    return [(key.strip(), value.strip()) for key, sign, value in pairs if sign]
