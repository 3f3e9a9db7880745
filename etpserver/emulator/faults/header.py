"""A fault for one request, asked for by the request itself.

X-Etp-Fault: status=503; latency=250
"""

import re
from typing import Any

from etpserver.api.control.problems import BadCallError, refuse_unknown
from etpserver.api.control.views import checked
from etpserver.emulator.faults.bodies import DoBody
from etpserver.emulator.faults.counting import Taken
from etpserver.emulator.faults.kinds import Do

NAME = "X-Etp-Fault"
META_NAME = "HTTP_X_ETP_FAULT"
# What it may say, and the key of `do` that this means.
KEYS = {
    "status": "status",
    "vendor_code": "vendor_code",
    "retry_after": "retry_after",
    "latency": "latency_ms",
    "connection": "connection",
    "when": "when",
}
TEXTS = {"connection", "when"}
NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,6})?", re.ASCII)


def header_fault(text: str) -> Taken:
    """The fault that the header's value means; raises `ProblemError`."""
    given: dict[str, Any] = {}
    for part in text.split(";"):
        name, is_there, value = (piece.strip() for piece in part.partition("="))
        if not is_there:
            raise BadCallError(f"{NAME} takes key=value; key=value.")
        refuse_unknown([name], KEYS)
        if KEYS[name] in given:
            raise BadCallError(f"{NAME} says {name} twice.")
        given[KEYS[name]] = value if name in TEXTS else _number(value)
    return Taken("header", Do.read(checked(DoBody, given)))


def _number(text: str) -> Any:
    """A number as JSON has it; another text stays one, and is refused by the key's name."""
    found = NUMBER.fullmatch(text)
    if found is None:
        return text
    return float(text) if found[1] else int(text)
