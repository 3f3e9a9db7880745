"""JSON without its secrets, also JSON in the texts of JSON and in parameters."""

import json
from typing import Any

from etpserver.emulator.journal.redaction.words import (
    HIDDEN,
    has_sign,
    is_secret,
    is_template,
    shortened,
)


def json_without(text: str | bytes) -> str | None:
    """The JSON of an object or a list, compact; None for what is none."""
    if text.lstrip()[:1] not in {"{", "[", b"{", b"["}:
        return None
    try:
        return json.dumps(_without(json.loads(text)), ensure_ascii=False, separators=(",", ":"))
    except (ValueError, RecursionError):
        return None


def _without(value: Any) -> Any:
    if isinstance(value, list):
        return [_without(item) for item in value]
    if isinstance(value, dict):
        return {name: _kept(name, inner) for name, inner in value.items()}
    if isinstance(value, str) and has_sign(value):
        return json_without(value) or value
    return value


def _kept(name: str, value: Any) -> Any:
    if is_secret(name):
        return HIDDEN if value or value == 0 else value
    if is_template(name) and isinstance(value, str):
        return shortened(value)
    return _without(value)
