"""Request bodies: JSON, form and multipart, refused here if they are too large or unstorable."""

import json
import math
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import IO, Any, NoReturn

from django.conf import settings
from django.http import QueryDict
from rest_framework import parsers
from rest_framework.exceptions import ParseError
from rest_framework.request import Request

from etpserver.api.errors import TooLargeError

UNSTORABLE = "Text must not hold NUL characters or unpaired surrogates."
DEEPEST = 50  # levels of a body; no documented one has more than 3
TOO_DEEP = f"The body is nested more than {DEEPEST} levels deep."


def refuse_unstorable(value: Any) -> None:
    """Refuse text and numbers that no database can hold, and endless nesting."""
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise ParseError(TOO_DEEP)
        level = [inner for item in level for inner in _checked_parts(item)]


def _checked_parts(item: Any) -> Iterable[Any]:
    """What lies inside the item, once the item itself has been found storable."""
    if isinstance(item, Mapping):
        return [*item.keys(), *item.values()]
    if isinstance(item, list):
        return item
    if isinstance(item, str):
        _refuse_text(item)
    elif isinstance(item, float) and not math.isfinite(item):
        raise ParseError("A number is too large.")  # 1e400 reads as infinity
    return ()


def refuse_unstorable_query(query: QueryDict) -> None:
    """The same for a query string or a form."""
    for name, values in query.lists():
        refuse_unstorable([name, *values])


def _refuse_text(text: str) -> None:
    # isascii is read off the string's header; encoding finds the unpaired surrogates.
    is_clean = "\0" not in text and (text.isascii() or _is_encodable(text))
    if not is_clean:
        raise ParseError(UNSTORABLE)


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _refuse_constant(name: str) -> NoReturn:
    raise ParseError(f"JSON has no {name}.")


def refuse_too_large(request: Request) -> None:
    """Refuse a body beyond the limit before anything parses it."""
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError as problem:
        raise ParseError("Content-Length is not a number.") from problem
    # The server sets the flag when it stopped keeping a body of unknown length.
    if length > settings.UPLOAD_LIMIT or request.META.get("etp.body_too_large"):
        raise TooLargeError


class JsonParser(parsers.JSONParser):
    """Strict JSON: no NaN, no NUL, no endless nesting."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        try:
            data = json.loads(stream.read(), parse_constant=_refuse_constant)
        except RecursionError as problem:  # how deep it can read depends on who called
            raise ParseError(TOO_DEEP) from problem
        except ValueError as problem:
            raise ParseError(f"JSON parse error - {problem}") from problem
        refuse_unstorable(data)
        return data


class FormParser(parsers.FormParser):
    """`application/x-www-form-urlencoded`."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        data: QueryDict = super().parse(stream, media_type, parser_context)
        refuse_unstorable_query(data)
        return data


class MultiPartParser(parsers.MultiPartParser):
    """`multipart/form-data`, for uploads."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        parsed = super().parse(stream, media_type, parser_context)
        refuse_unstorable_query(parsed.data)
        return parsed


def as_list(value: Any) -> list[Any]:
    """A list-valued body key: a list, one value, or a comma-separated text.

    Duplicates count once; the order is kept.
    """
    # Observed: clients send all three forms; a form field may hold the list as JSON.
    if isinstance(value, str) and value.lstrip().startswith("["):
        with suppress(ValueError, RecursionError):
            value = json.loads(value)
    items: Iterable[Any]
    if isinstance(value, str):
        items = (part.strip() for part in value.split(","))
        items = [part for part in items if part]
    else:
        items = value if isinstance(value, list) else [value]
    seen: dict[Any, Any] = {}
    for item in items:
        seen.setdefault((type(item), repr(item)), item)
    return list(seen.values())
