"""The forms that stand for a call of the control plane, declared once.

A page includes `console/action.html` with one of these; the form shows the HTTP call and the
command line it stands for, and after it was sent, what it answered.
"""

import json
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Values = Mapping[str, str]


class FieldError(ValueError):
    """What was entered cannot be sent; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Field:
    """An input; a dotted name goes into an object: `match.operation`."""

    name: str
    label: str
    kind: str = "text"  # or number, select, datetime-local, textarea, checkbox, hidden
    choices: Sequence[tuple[str, str]] = ()
    is_required: bool = False
    hint: str = ""
    initial: str = ""
    placeholder: str = ""
    # In the path or the command line only.
    is_in_body: bool = True
    read: Callable[[str], Any] = str


@dataclass(frozen=True, slots=True)
class Action:
    """A call: `path` may name fields in braces, `command` makes the command line."""

    name: str
    button: str
    method: str
    path: str
    command: Callable[[Values], Sequence[str]]
    fields: Sequence[Field] = field(default_factory=tuple)
    done: str = "Done."
    tone: str = ""
    confirm: str = ""
    has_body: bool = True

    def path_for(self, values: Values) -> str:
        return self.path.format_map(_Blank(values))

    def body_for(self, values: Values) -> dict[str, Any] | None:
        """The body; blank fields are left out. Raises `FieldError`."""
        if not self.has_body:
            return None
        body: dict[str, Any] = {}
        for one in self.fields:
            text = values.get(one.name, "").strip()
            if one.is_in_body and text:
                _put(body, one.name.split("."), _read(one, text))
        return body

    def line_for(self, values: Values) -> str:
        return shlex.join([part for part in self.command(values) if part])

    @property
    def initial(self) -> Values:
        return {one.name: one.initial or one.placeholder for one in self.fields}


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return f"<{key}>"


def number(text: str) -> int | float:
    try:
        return int(text)
    except ValueError:
        try:
            return float(text)
        except ValueError as problem:
            raise FieldError("takes a number") from problem


def as_json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as problem:
        raise FieldError(f"takes JSON ({problem})") from problem


def words(text: str) -> list[str]:
    """A comma-separated text."""
    return [word.strip() for word in text.split(",") if word.strip()]


def truth(text: str) -> bool:
    return text in {"on", "true", "1"}


def option(values: Values, name: str, flag: str) -> list[str]:
    """A flag of the command line, if its field holds something."""
    text = values.get(name, "").strip()
    return [flag, text] if text else []


def _read(one: Field, text: str) -> Any:
    try:
        return one.read(text)
    except FieldError as problem:
        raise FieldError(f"{one.label}: {problem}.") from problem


def _put(body: dict[str, Any], path: Sequence[str], value: Any) -> None:
    for name in path[:-1]:
        body = body.setdefault(name, {})
    body[path[-1]] = value


SECONDS = "Seconds"
STATES = (
    ("", "none"),
    ("0", "0 in"),
    ("1", "1 out"),
    ("4", "4 overtime in"),
    ("5", "5 overtime out"),
)
VERIFIED = (("1", "finger"), ("15", "face"), ("4", "card"), ("25", "palm"), ("3", "password"))

DECLARED: tuple[Action, ...] = (
    Action(
        "reset",
        "Reset",
        "POST",
        "reset",
        lambda _: ["reset"],
        done="The world is as it began.",
        tone="danger",
        confirm="Put this world back to its beginning? What it holds now is lost.",
        has_body=False,
    ),
    Action(
        "snapshot",
        "Save",
        "POST",
        "snapshots",
        lambda v: ["snapshot", "save", v.get("name", ""), *option(v, "note", "--note")],
        (
            Field("name", "Snapshot", is_required=True, placeholder="before-the-import"),
        ),
        done="The state is saved.",
    ),
    Action(
        "advance",
        "Advance",
        "POST",
        "clock/advance",
        lambda v: ["clock", "advance", v.get("by", "")],
        (
            Field(
                "by",
                "Clock forward",
                "select",
                (("PT1H", "1 hour"), ("PT8H", "8 hours"), ("P1D", "1 day"), ("P7D", "7 days")),
                is_required=True,
                initial="PT1H",
            ),
        ),
        done="The clock went on.",
    ),
    Action(
        "punch",
        "Punch",
        "POST",
        "simulate/punches",
        lambda v: [
            "punch", v.get("emp_code", ""), v.get("terminal", ""),
            *option(v, "at", "--at"), *option(v, "state", "--state"),
        ],
        (
            Field("emp_code", "Employee code", is_required=True, placeholder="1001"),
            Field("terminal", "Terminal", "serials", is_required=True),
            Field("state", "State", "select", STATES),
            Field("verify", "By", "select", VERIFIED, initial="1", read=number),
        ),
        done="The punch is on its way.",
        tone="primary",
    ),
)  # fmt: skip

ACTIONS: dict[str, Action] = {action.name: action for action in DECLARED}
