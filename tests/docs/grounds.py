"""What each operation rests on, and the comments that say why the code behaves as it does.

The console shows the comments too.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from etpserver.console.guide.grounds import PACKAGES, Remark, remarks
from tests.contract.deviations import ADDITIONS, FORMS, NULLABLE, PRINTED_ONCE
from tests.docs.pages import ROOT
from tests.docs.tables import code, table

__all__ = ["PACKAGES", "Remark", "ground_of", "operations", "remarks"]

REPLAY = yaml.safe_load((ROOT / "tests/contract/replay.yaml").read_text(encoding="utf-8"))
REPLAYED = {entry["operation"] for entry in REPLAY}
COLUMNS = ("operation", "manual", "the request is", "the answer is", "beside that")


def operations(entries: list[dict[str, Any]]) -> str:
    """The documented operations with their grounds."""
    rows = [
        (code(entry["id"]), entry["section"], *ground_of(entry), "; ".join(_beside(entry["id"])))
        for entry in entries
    ]
    return table(COLUMNS, rows)


def ground_of(entry: Mapping[str, Any]) -> tuple[str, str]:
    """What request and answer of an operation rest on; a LookupError if one rests on nothing."""
    request, answer = _request(entry), _answer(entry)
    if not entry["section"] or not request or not answer:
        raise LookupError(f"{entry['id']} has no ground: no section, no example, no description.")
    return request, answer


def _request(entry: Mapping[str, Any]) -> str:
    if entry["request_example"]:
        return "its example"
    if entry["body"]:
        return "its fields"
    if entry["query"]:
        return "its parameters"
    takes_nothing = entry["body_kind"] == "none"
    return "its path" if takes_nothing else ""


def _answer(entry: Mapping[str, Any]) -> str:
    if entry["id"] in REPLAYED:
        return "its example, value by value"
    if entry["response_example"]:
        return "its example, key by key"
    return "its description: a file" if entry["response_kind"] == "file" else ""


def _beside(operation: str) -> Iterator[str]:
    """Where the answer differs from the example, and why."""
    for key, reason in ADDITIONS.get(operation, {}).items():
        yield f"{code(key)}: {reason}"
    if operation in FORMS:
        form, reason = FORMS[operation]
        yield f"{form}: {reason}"
    once = PRINTED_ONCE.get(operation, {}) | NULLABLE.get(operation, {})
    for reason in dict.fromkeys(once.values()):
        keys = ", ".join(code(key) for key, why in once.items() if why == reason)
        yield f"{keys}: {reason}"
