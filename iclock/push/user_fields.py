"""What the fields of a person's line mean for the employee."""

from typing import Any

from iclock.push.parsing.records import UserLine
from personnel.employees.models import Employee
from personnel.employees.serializers import PRIVILEGES

LONGEST_NAME, LONGEST_TEXT = 25, 20  # characters of a first or last name; of the others
# Guess: what devices store of a name at least, in bytes.
SHORTEST_CUT_NAME = 23
LEAST_VERIFY_MODE, LAST_VERIFY_MODE = -1, 200


class UnfitUserError(ValueError):
    """What is wrong with a person's line, in words."""


def changes_of(person: Employee, line: UserLine) -> dict[str, Any]:
    """The fields of the person that the line gives another value; raises `UnfitUserError`."""
    told = {
        **_names(person, line.fields.get("NAME", "")),
        **_privilege(line.fields.get("PRI", "")),
        **_verify_mode(line.fields.get("VERIFY", "")),
    }
    # One that is there and empty says that there is none.
    for key, name in (("PASSWD", "device_password"), ("CARD", "card_no")):
        if key in line.fields:
            told[name] = _text(key, line.fields[key])
    # Guess: devices keep a card as a number, whatever zeros it was sent with.
    if (told.get("card_no") or "").lstrip("0") == (person.card_no or "").lstrip("0"):
        told.pop("card_no", None)
    return {
        name: value
        for name, value in told.items()
        if (getattr(person, name) or None) != (value or None)
    }


def _names(person: Employee, name: str) -> dict[str, Any]:
    """First and last name; an empty name says nothing."""
    name = " ".join(name.split())
    first, last = person.first_name or "", person.last_name or ""
    whole = " ".join(part for part in (first, last) if part)
    is_cut = len(name.encode()) >= SHORTEST_CUT_NAME and whole.startswith(name)
    if not name or name == whole or is_cut:
        return {}
    # Guess: a device knows one name; who had a last name keeps it if it still stands there.
    if last and name.endswith(f" {last}"):
        first = name.removesuffix(f" {last}")
    elif len(name) <= LONGEST_NAME:
        first, last = name, ""
    else:
        at = name.rfind(" ", 0, LONGEST_NAME + 1)
        first, last = (name[:at], name[at + 1 :]) if at > 0 else (name, "")
    if max(len(first), len(last)) > LONGEST_NAME:
        raise UnfitUserError(f"A name has at most {LONGEST_NAME} characters.")
    return {"first_name": first or None, "last_name": last or None}


def _privilege(text: str) -> dict[str, Any]:
    if not text:
        return {}
    if int(text) not in PRIVILEGES:
        raise UnfitUserError(f"{text} is no privilege.")
    return {"dev_privilege": int(text)}


def _verify_mode(text: str) -> dict[str, Any]:
    if not text:
        return {}
    if not LEAST_VERIFY_MODE <= int(text) <= LAST_VERIFY_MODE:
        raise UnfitUserError(f"{text} is no verify mode.")
    return {"verify_mode": int(text)}


def _text(key: str, text: str) -> str | None:
    if len(text) > LONGEST_TEXT:
        raise UnfitUserError(f"{key} has more than {LONGEST_TEXT} characters.")
    return text or None
