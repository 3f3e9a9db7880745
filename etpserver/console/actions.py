"""The forms that stand for a call of the control plane: what an action is.

A page includes `console/action.html` with one of these; the form shows the HTTP call and the
command line it stands for, and after it was sent, what it answered. `declared.py` has them all.
"""

import json
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from etpserver.console.calls import CONTROL_TOKEN, Shown

Values = Mapping[str, str]
Done = Callable[[Any], str]


class FieldError(ValueError):
    """What was entered cannot be sent; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Field:
    """An input; a dotted name goes into an object: `match.operation`."""

    name: str
    label: str
    kind: str = "text"  # or number, select, serials, datetime-local, textarea, checkbox, hidden
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
    command: Callable[[Values], Sequence[str]] = lambda _values: ()
    fields: Sequence[Field] = field(default_factory=tuple)
    done: "str | Done" = "Done."
    tone: str = ""
    confirm: str = ""
    has_body: bool = True
    has_world: bool = True  # or it is about the whole server, as snapshots and worlds are
    body: "Mapping[str, Any] | None" = None  # what is sent besides the fields
    reloads: bool = False  # the page is another one once it is done
    is_documented: bool = False  # an operation of the documented API, with its whole path
    login: str = CONTROL_TOKEN  # what it needs where a login is asked for

    def path_for(self, values: Values) -> str:
        quoted = {name: quote(value, safe="") for name, value in values.items() if value}
        return self.path.format_map(_Blank(quoted))

    def body_for(self, values: Values) -> dict[str, Any] | None:
        """The body; blank fields are left out. Raises `FieldError`."""
        if not self.has_body:
            return None
        body: dict[str, Any] = dict(self.body or {})
        for one in self.fields:
            text = values.get(one.name, "").strip()
            if one.is_required and not text:
                raise FieldError(f"{one.label}: is needed.")
            if text and one.choices and text not in {value for value, _ in one.choices}:
                raise FieldError(f"{one.label}: {text[:50]} is none of the choices.")
            if one.is_in_body and text:
                _put(body, one.name.split("."), _read(one, text))
        return body

    def line_for(self, values: Values) -> str:
        return shlex.join([part for part in self.command(values) if part])

    def shown(self, values: Values) -> Shown:
        """The call with these values; what cannot be sent is left out."""
        try:
            body = self.body_for({**self.examples, **{k: v for k, v in values.items() if v}})
        except FieldError:
            body = {}
        filled = {**self.examples, **{name: value for name, value in values.items() if value}}
        path, line = self.path_for(filled), self.line_for(filled)
        return Shown(
            self.method,
            path,
            body,
            line,
            has_world=self.has_world,
            is_documented=self.is_documented,
            login=self.login,
        )

    def done_text(self, content: Any) -> str:
        return self.done if isinstance(self.done, str) else self.done(content)

    @property
    def examples(self) -> Values:
        """A value for each field that needs one, for the call that is shown beforehand."""
        return {
            one.name: one.initial or (one.placeholder if one.is_required else "")
            for one in self.fields
        }


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return f"<{key}>"


def number(text: str) -> int | float:
    """What an input for a number holds; raises `FieldError`."""
    try:
        return int(text)
    except ValueError:
        try:
            return float(text)
        except ValueError as problem:
            raise FieldError("takes a number") from problem


def as_json(text: str) -> Any:
    """What an input for JSON holds; raises `FieldError`."""
    try:
        return json.loads(text)
    except ValueError as problem:
        raise FieldError(f"takes JSON ({problem})") from problem


def json_or_text(text: str) -> Any:
    """A body: JSON if it is some, else the text itself."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def words(text: str) -> list[str]:
    """A comma-separated text."""
    return [word.strip() for word in text.split(",") if word.strip()]


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
