"""Values that let a request fail, in worlds whose setting `magic` is on.

GET /personnel/api/areas/?page_size=1429
POST /personnel/api/employees/ {"emp_code": "ETP-FAULT-503", ..}
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from etpserver.emulator.faults.counting import Taken
from etpserver.emulator.faults.kinds import CUT_SHORT, NO_ANSWER, Do
from etpserver.emulator.faults.matching import Asked

STATUSES = (400, 401, 403, 404, 409, 413, 429, 500, 502, 503, 504)
BEYOND = 1000  # no page is longer
PAGE_SIZES = ("page_size", "pageSize", "limit")
PREFIX = "ETP-FAULT-"
CODES = ("emp_code", "SN")
WITH_BODY = ("POST", "PUT", "PATCH")


@dataclass(frozen=True, slots=True)
class Magic:
    """A value, where it counts, and what happens then."""

    value: str
    of: str
    do: Mapping[str, Any]


def _table() -> Iterator[Magic]:
    for status in STATUSES:
        yield Magic(str(BEYOND + status), "page_size", {"status": status})
    for status in STATUSES:
        yield Magic(f"{PREFIX}{status}", "emp_code, SN", {"status": status})
    for kind in (*NO_ANSWER, *CUT_SHORT):
        yield Magic(f"{PREFIX}{kind.upper()}", "emp_code, SN", {"connection": kind})


MAGIC = {magic.value: magic for magic in _table()}


def magic_fault(asked: Asked) -> Taken | None:
    """The fault of the first magic value that the request carries."""
    found = next((MAGIC[value] for value in _values(asked) if value in MAGIC), None)
    return None if found is None else Taken("magic", Do.read(found.do))


def _values(asked: Asked) -> Iterator[str]:
    """What may be magic in a request: sizes of pages, codes in path, query and body."""
    yield from (size for name in PAGE_SIZES for size in asked.parameter(name))
    codes = [*asked.path.split("/"), *(code for name in CODES for code in asked.parameter(name))]
    yield from (code for code in codes if code.startswith(PREFIX))
    if asked.method in WITH_BODY and not asked.is_device:
        yield from (code for code in _in_body(asked) if code.startswith(PREFIX))


def _in_body(asked: Asked) -> Iterator[str]:
    content = asked.content
    if content.form is not None:
        yield from content.form.get("emp_code", ())
    elif isinstance(content.json, dict):
        codes = content.json.get("emp_code")
        yield from (str(code) for code in (codes if isinstance(codes, list) else [codes]))
