"""The queue of a serial from outside: read it, and answer for a device by hand."""

from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from etpserver.api.clock import WIRE_FORMAT
from etpserver.api.control.fields import NumberField, OneOfField
from etpserver.api.control.problems import ConflictError, NotThereError
from etpserver.api.control.views import Call, ControlBody, ControlView
from etpserver.api.references import find
from iclock.commands import queue
from iclock.commands.models import STATES, Command
from iclock.commands.results import LARGEST, SMALLEST
from iclock.terminals.models import Terminal

MOST_COMMANDS = 500
MOST_CHARACTERS = 4 * 1024 * 1024  # of contents: one may carry a photo
LONGEST_ID = 18  # digits

EXAMPLE = {
    "id": 7,
    "content": "REBOOT",
    "state": "sent",
    "origin": "terminals_action",
    "user": "admin",
    "attempts": 1,
    "created_at": "2026-01-05 08:00:00",
    "sent_at": "2026-01-05 08:00:10",
    "answered_at": None,
    "return_code": None,
    "reason": "",
}
ANSWERED = {**EXAMPLE, "state": "done", "answered_at": "2026-01-05 08:00:12", "return_code": 0}


class QueueQuery(ControlBody):
    """Which commands."""

    state = OneOfField(STATES, required=False)


class AnswerBody(ControlBody):
    """What the device says: `{"return": 0}`."""

    def get_fields(self) -> dict[str, Any]:
        # A word of Python's own cannot be declared as an attribute.
        return {"return": NumberField(SMALLEST, LARGEST, help_text="0 for success.")}


class QueueView(ControlView):
    """`/_etp/terminals/{sn}/commands`."""

    calls: ClassVar = {
        "get": Call(
            "The newest commands of a terminal, the newest last.",
            query=QueueQuery,
            answer={"world": "main", "commands": [EXAMPLE]},
            statuses={404: "There is no such terminal."},
        )
    }

    def get(self, request: Request, sn: str, **_named: str) -> Response:
        state = self.query(request).get("state")
        terminal = _terminal(sn)
        queue.expire(terminal)
        rows = Command.objects.filter(terminal=terminal)
        newest = (rows.filter(state=state) if state else rows).order_by("-id")[:MOST_COMMANDS]
        shown: list[dict[str, Any]] = []
        size = 0
        for command in newest.iterator():
            size += len(command.content)
            if shown and size > MOST_CHARACTERS:
                break
            shown.append(_described(command))
        return self.answer({"commands": shown[::-1]})


class AnswerView(ControlView):
    """`/_etp/terminals/{sn}/commands/{command}/answer`."""

    calls: ClassVar = {
        "post": Call(
            "Answer a command in the device's place.",
            body=AnswerBody,
            example={"return": 0},
            answer={"world": "main", "command": ANSWERED},
            statuses={
                404: "There is no such terminal, or it has no such command.",
                409: "The command was answered already.",
            },
        )
    }

    def post(self, request: Request, sn: str, command: str, **_named: str) -> Response:
        return_code = self.body(request)["return"]
        terminal = _terminal(sn)
        known = len(command) <= LONGEST_ID and command.isascii() and command.isdigit()
        rows = Command.objects.filter(terminal=terminal, pk=int(command) if known else 0)
        if not rows.exists():
            raise NotThereError(f"{terminal.sn} has no such command.")
        answered = queue.answer(terminal, int(command), return_code)
        if answered is None:
            raise ConflictError("The command was answered already.")
        return self.answer({"command": _described(answered)})


def _terminal(sn: str) -> Terminal:
    found = find(Terminal.objects.all(), "sn", sn)
    if found is None:
        raise NotThereError("There is no such terminal.")
    return found


def _described(command: Command) -> dict[str, Any]:
    times = ("created_at", "sent_at", "answered_at")
    stamps = {name: getattr(command, name) for name in times}
    return {
        "id": command.pk,
        **{
            name: getattr(command, name)
            for name in ("content", "state", "origin", "user", "attempts")
        },
        **{name: stamp and stamp.strftime(WIRE_FORMAT) for name, stamp in stamps.items()},
        "return_code": command.return_code,
        "reason": command.reason,
    }
