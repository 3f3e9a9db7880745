"""What schemathesis runs inside itself: values that exist, and a tally of the answers.

It runs in the environment of the tool, so it imports nothing of the project. `ETP_FUZZ_KNOWN` is a
JSON file of names and the values they may have; `ETP_FUZZ_TALLY` is the file that the tally is
written to.
"""

import atexit
import json
import os
import time
import zlib
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import schemathesis

KNOWN: dict[str, list[Any]] = json.loads(Path(os.environ["ETP_FUZZ_KNOWN"]).read_text())
OWN_WORLD = KNOWN["world"][0]
TALLY = Path(os.environ["ETP_FUZZ_TALLY"])
SAID_EVERY_S = 5

statuses: defaultdict[str, Counter[str]] = defaultdict(Counter)
lost: Counter[str] = Counter()
last_said = [time.monotonic()]


def known_for(name: str, path: str) -> list[Any]:
    """Values for the name in this path: `/a/{id}/` knows the ids of `/a/`, before all others."""
    return KNOWN.get(f"{path.split('{', maxsplit=1)[0]} {name}") or KNOWN.get(name, [])


def exchanged(name: str, value: Any, path: str) -> Any:
    """The value, or one that exists: which, is read off the value, so that a seed repeats it."""
    choices = known_for(name, path)
    drawn = zlib.crc32(repr((name, value)).encode())
    if not choices or drawn % 4 == 0:
        return value
    chosen = choices[drawn // 4 % len(choices)]
    return [chosen] if isinstance(value, list) and not isinstance(chosen, list) else chosen


def with_known(values: Any, context: Any) -> Any:
    if not isinstance(values, dict):
        return values
    path = context.operation.path
    return {name: exchanged(name, value, path) for name, value in values.items()}


@schemathesis.hook
def map_path_parameters(context: Any, path_parameters: Any) -> Any:
    return with_known(path_parameters, context)


@schemathesis.hook
def map_query(context: Any, query: Any) -> Any:
    return with_known(query, context)


@schemathesis.hook
def map_body(context: Any, body: Any) -> Any:
    return with_known(body, context)


@schemathesis.hook
def before_call(_context: Any, case: Any, _kwargs: Any) -> None:
    """The part's own world outlives it; one beside it may be dropped."""
    if case.operation.label == "DELETE /_etp/worlds/{world}":
        named = case.path_parameters
        named["world"] = "fuzz-spare" if named["world"] == OWN_WORLD else named["world"]


@schemathesis.hook
def after_call(_context: Any, case: Any, response: Any) -> None:
    # By the method that was sent: an undocumented one is tried on each operation, too.
    statuses[f"{case.method.upper()} {case.operation.path}"][str(response.status_code)] += 1
    if time.monotonic() - last_said[0] > SAID_EVERY_S:
        last_said[0] = time.monotonic()
        write()


@schemathesis.hook
def after_network_error(_context: Any, case: Any, _request: Any) -> None:
    """No answer at all: the connection ended, or the time did."""
    lost[case.operation.label] += 1


@atexit.register
def write() -> None:
    new = TALLY.with_suffix(".new")
    new.write_text(json.dumps({"statuses": statuses, "lost": lost}))
    new.replace(TALLY)
