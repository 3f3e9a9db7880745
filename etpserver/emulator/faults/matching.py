"""Whether a request is one that a rule is about. Pure: it asks no database.

    Match.read({"operation": "employees_list", "query": {"page": 2}}).fits(asked)

Texts are compared as they are and as globs (`*`, `?`, `[ab]`); a list of texts is fitted by any of
them, `null` by what is not sent.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any, Self

from etpserver.api.schema.routing import is_device_path, operation_of
from etpserver.emulator import json_paths

NOTHING = object()  # what a body is that is no JSON
Texts = tuple[str, ...]
Expected = Mapping[str, Texts | None]


@dataclass(frozen=True, slots=True)
class Content:
    """A body in the forms that it has."""

    text: str = ""
    json: Any = NOTHING
    form: Mapping[str, Sequence[str]] | None = None


class Asked:
    """What rules look at of a request; its body is read when the first of them asks for it."""

    def __init__(
        self,
        method: str,
        path: str,
        query: Mapping[str, Sequence[str]],
        headers: Mapping[str, str],
        read_content: Callable[[], Content] = Content,
    ) -> None:
        self.method = method
        self.path = path  # without the prefix of a world
        self.headers = headers  # whatever the case of their names
        self.is_device = is_device_path(path)
        self._query = query
        self._read_content = read_content

    @cached_property
    def operation(self) -> str | None:
        return operation_of(self.method, self.path)

    @cached_property
    def content(self) -> Content:
        return self._read_content()

    def parameter(self, name: str) -> Sequence[str]:
        """The values of a query parameter."""
        if not self.is_device:
            return self._query.get(name, ())
        # Observed: terminals write SN and sn, Stamp and stamp.
        wanted = name.lower()
        return next((v for own, v in self._query.items() if own.lower() == wanted), ())


@dataclass(frozen=True, slots=True)
class Match:
    """Which requests: all that fit every part; a part that says nothing is fitted by any."""

    operation: Texts = ()
    method: Texts = ()
    path: Texts = ()
    query: Expected = field(default_factory=dict)
    header: Expected = field(default_factory=dict)
    body: Any = None

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Self:
        """From the checked `match` of a rule."""
        return cls(
            operation=texts_of(given.get("operation", ())),
            method=texts_of(given.get("method", ())),
            path=tuple(without_slash(glob) for glob in texts_of(given.get("path", ()))),
            query=_expected(given.get("query", {})),
            header=_expected(given.get("header", {})),
            body=given.get("body"),
        )

    def fits(self, asked: Asked) -> bool:
        # What costs more stands further down.
        return (
            (not self.method or asked.method in self.method)
            and (not self.path or fits_any(without_slash(asked.path), self.path))
            and (not self.query or self._fits_query(asked))
            and (not self.header or self._fits_headers(asked))
            and (not self.operation or fits_any(asked.operation or "", self.operation))
            and (self.body is None or fits_body(asked.content, self.body))
        )

    def _fits_query(self, asked: Asked) -> bool:
        return all(_fits_values(asked.parameter(n), texts) for n, texts in self.query.items())

    def _fits_headers(self, asked: Asked) -> bool:
        return all(_fits_header(asked.headers.get(n), texts) for n, texts in self.header.items())


def texts_of(value: Any) -> Texts:
    """One value or several, as a query string or a header would carry them."""
    values = value if isinstance(value, list | tuple) else [value]
    return tuple(as_text(inner) for inner in values)


def as_text(value: Any) -> str:
    """A value as a query string or a header carries it: `true`, `5`."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def without_slash(path: str) -> str:
    # Every path works with and without its last slash.
    return path.rstrip("/")


def fits_any(text: str, patterns: Texts) -> bool:
    """Whether the text is one of the patterns, or fits one as a glob."""
    return any(text == pattern or fnmatchcase(text, pattern) for pattern in patterns)


def fits_body(content: Content, expected: Any) -> bool:
    """A text lies somewhere in the body; an object is a part of its JSON or form.

    An object of a JSONPath and what it `equals` is fitted by JSON that has that there.
    """
    if isinstance(expected, str):
        return expected in content.text
    if json_paths.is_path(expected):
        found = json_paths.values_at(expected["path"], content.json)
        return any(covers(value, expected.get("equals", value)) for value in found)
    if content.form is not None:
        return all(_fits_field(content.form.get(n, ()), wanted) for n, wanted in expected.items())
    return content.json is not NOTHING and covers(content.json, expected)


def covers(actual: Any, expected: Any) -> bool:
    """Whether JSON holds all of another: keys of objects, items of lists, equal values.

    `null` is covered by a key that is not there, too.
    """
    if isinstance(expected, Mapping):
        return isinstance(actual, Mapping) and all(
            covers(actual.get(name), wanted) for name, wanted in expected.items()
        )
    if isinstance(expected, list):
        return isinstance(actual, list) and all(
            any(covers(item, wanted) for item in actual) for wanted in expected
        )
    # In Python True equals 1; in JSON it does not.
    return isinstance(actual, bool) == isinstance(expected, bool) and bool(actual == expected)


def _expected(given: Mapping[str, Any]) -> Expected:
    return {name: None if value is None else texts_of(value) for name, value in given.items()}


def _fits_values(values: Sequence[str], expected: Texts | None) -> bool:
    if expected is None:
        return not values
    return any(fits_any(value, expected) for value in values)


def _fits_header(value: str | None, expected: Texts | None) -> bool:
    """Without regard to case: schemes and media types may be written either way."""
    if value is None or expected is None:
        return value is None and expected is None
    return fits_any(value.lower(), tuple(text.lower() for text in expected))


def _fits_field(values: Sequence[str], wanted: Any) -> bool:
    """A form has texts only: one for each expected value."""
    if wanted is None:
        return not values
    if isinstance(wanted, Mapping):
        return False
    return all(text in values for text in texts_of(wanted))
