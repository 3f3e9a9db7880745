"""Answers of trainees: brought into one form, and compared. Pure."""

from collections.abc import Iterable
from typing import Any

NUMBER, TEXT, LIST = KINDS = ("number", "text", "list")
EMPTY: tuple[Any, ...] = (None, "", [])
SEPARATORS = ",;\n"


class AnswerError(ValueError):
    """What was given is no answer of its kind; the text says what would be."""


def given_answer(kind: str, value: Any) -> Any:
    """A number, a text or a set of texts; a form's text will do for each.

    Raises:
        AnswerError: it is none.
    """
    if isinstance(value, bool | dict):
        raise AnswerError(f"The answer is a {kind}.")
    if kind == NUMBER:
        return _number(value)
    if kind == TEXT:
        if isinstance(value, list):
            raise AnswerError("The answer is one text, no list.")
        return str(value).strip().casefold()
    items = value if isinstance(value, list) else _split(str(value))
    return {text for item in items if (text := str(item).strip())}


def right_answer(kind: str, values: Iterable[Any], *, is_count: bool) -> Any:
    """The same form, of the values that were found in the world; None where there is no answer."""
    found = {str(value).strip() for value in values if value is not None}
    if is_count:
        return float(len(found))
    if kind == LIST:
        return found
    try:
        return given_answer(kind, found.pop()) if len(found) == 1 else None
    except AnswerError:
        return None


def difference(given: Any, right: Any) -> str:
    """How a wrong answer differs, without giving the right one away; empty if it is right."""
    if given == right:
        return ""
    if not isinstance(given, set) or not isinstance(right, set):
        return "The records say something else."
    missing, wrong = len(right - given), len(given - right)
    parts = [f"{missing} missing"] if missing else []
    parts += [f"{wrong} that should not be there"] if wrong else []
    return f"Your list has {' and '.join(parts)}."


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        raise AnswerError("The answer is a number.") from None


def _split(text: str) -> list[str]:
    for separator in SEPARATORS:
        text = text.replace(separator, "\n")
    return text.splitlines()
