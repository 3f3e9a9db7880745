"""Messages of tests: where they are, how they look, what terminals were told of them."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.db.models import Model
from rest_framework.response import Response
from rest_framework.test import APIClient

from iclock.models import Command, PrivateMessage, PublicMessage, Terminal
from personnel.models import Employee
from tests.factories import make_employee

NOW = "2026-01-05 12:00:00"  # of the clock of tests
START = "2025-06-19 04:55:31"
LARGEST = 2**31 - 1
UNREADABLE_TIME = "A time looks like 2025-06-19 04:55:31."
SHARED_KEYS = ["start_time", "duration", "content", "last_send"]
_numbers = count(1)


def make_terminal(sn: str | None = None, **over: Any) -> Terminal:
    """A terminal in area 1."""
    return Terminal.objects.create(sn=sn or f"T{next(_numbers)}", **over)


def make_private(employee: Employee | None = None, **over: Any) -> PrivateMessage:
    """A message of an hour to an employee, a new one if none is given; nothing is queued."""
    given = {"start_time": START, "duration": 60, "content": "testing", "last_send": NOW, **over}
    return PrivateMessage.objects.create(employee=employee or make_employee(), **given)


def make_public(terminal: Terminal | None = None, **over: Any) -> PublicMessage:
    """The same for a terminal."""
    given = {"start_time": START, "duration": 60, "content": "testing", "last_send": NOW, **over}
    return PublicMessage.objects.create(terminal=terminal or make_terminal(), **given)


def read_private(message: PrivateMessage) -> dict[str, Any]:
    message.refresh_from_db()
    person = message.employee
    names = {
        "emp_code": person.emp_code,
        "first_name": person.first_name,
        "last_name": person.last_name,
    }
    return {"id": message.pk, "employee": {"id": person.pk, **names}, **_shared(message), **names}


def read_public(message: PublicMessage) -> dict[str, Any]:
    message.refresh_from_db()
    terminal = message.terminal
    return {
        "id": message.pk,
        "terminal": {"id": terminal.pk, "sn": terminal.sn, "alias": terminal.alias},
        **_shared(message),
        "terminal_sn": terminal.sn,
        "terminal_alias": terminal.alias,
    }


def _shared(message: Any) -> dict[str, Any]:
    sent = message.last_send
    return {
        "start_time": str(message.start_time),
        "duration": message.duration,
        "content": message.content,
        "last_send": sent and str(sent),
    }


@dataclass(frozen=True)
class Kind:
    """What differs between the two kinds of message."""

    url: str
    model: Any
    owner: str  # the key of the body
    alias: str  # another name of it
    unknown: int  # the vendor's code for an owner that does not exist
    make: Callable[..., Any]
    make_owner: Callable[[str], Model]
    read: Callable[[Any], dict[str, Any]]

    def body(self, owner: object = "A", **over: Any) -> dict[str, Any]:
        """The least that a create needs, in the order of the manual's example."""
        given = {self.owner: owner, "start_time": START, "duration": 60, "content": "testing"}
        return {**given, **over}

    def written(self, owner: Model, **over: Any) -> dict[str, Any]:
        """How a write answers."""
        return {**self.body(owner.pk), "last_send": NOW, **over}

    def at(self, message: Any, tail: str = "/") -> str:
        return f"{self.url}{getattr(message, 'pk', message)}{tail}"

    def stored(self) -> list[dict[str, Any]]:
        """Messages and commands, for proving that nothing changed."""
        return [
            row for model in (self.model, Command) for row in model.objects.order_by("pk").values()
        ]


PRIVATE = Kind(
    url="/iclock/api/privatemessages/",
    model=PrivateMessage,
    owner="employee",
    alias="emp_code",
    unknown=-22,
    make=make_private,
    make_owner=lambda code: make_employee(emp_code=code),
    read=read_private,
)
PUBLIC = Kind(
    url="/iclock/api/publicmessages/",
    model=PublicMessage,
    owner="terminal",
    alias="sn",
    unknown=-1,
    make=make_public,
    make_owner=make_terminal,
    read=read_public,
)


def queued(*terminals: Terminal) -> list[str]:
    """What the terminals will fetch, in this order; of all terminals if none is given."""
    rows = Command.objects.filter(terminal__in=terminals) if terminals else Command.objects.all()
    return list(rows.order_by("pk").values_list("content", flat=True))


def sms(uid: int, tag: int, **over: Any) -> str:
    """The line of a message."""
    given = {"content": "testing", "duration": 60, "start_time": START, **over}
    return (
        f"DATA UPDATE SMS MSG={given['content']}\tTAG={tag}\tUID={uid}"
        f"\tMIN={given['duration']}\tStartTime={given['start_time']}"
    )


def private_lines(message: PrivateMessage, **over: Any) -> list[str]:
    """A private message on the wire: the message itself, then whose it is."""
    uid = 2 * message.pk
    link = f"DATA UPDATE USER_SMS PIN={message.employee.emp_code}\tUID={uid}"
    return [sms(uid, 254, **over), link]


def public_line(message: PublicMessage, **over: Any) -> str:
    return sms(2 * message.pk - 1, 253, **over)


def removal(message: PrivateMessage | PublicMessage) -> str:
    is_private = isinstance(message, PrivateMessage)
    return f"DATA DELETE SMS UID={2 * message.pk if is_private else 2 * message.pk - 1}"


def refuses(answer: Response, expected: dict[str, Any], status: int = 400) -> None:
    assert (answer.status_code, answer.json()) == (status, expected)
    assert answer["X-Etp-Code"] == str(expected["code"])


def as_user(api: APIClient, user: Any) -> APIClient:
    api.force_authenticate(user)
    return api
