"""What happened last in this world: requests, punches and commands, the newest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from etpserver.api.clock import to_local
from etpserver.console.calls import call
from etpserver.console.tables import rows

SHOWN = 14
OF_EACH = 14


@dataclass(frozen=True, slots=True)
class Happening:
    """A line of the feed."""

    at: datetime  # the world's wall clock
    kind: str
    text: str
    tone: str = ""
    badge: str = ""


def feed(request: HttpRequest) -> list[Happening]:
    """The newest happenings of each kind, put together by their times."""
    found = [*_requests(request), *_punches(), *_commands()]
    return sorted(found, key=lambda line: line.at, reverse=True)[:SHOWN]


def _requests(request: HttpRequest) -> list[Happening]:
    answer = call(request, "GET", "requests", query={"limit": OF_EACH})
    entries = answer.content["requests"] if answer.is_good else []
    return [
        Happening(
            to_local(datetime.fromisoformat(entry["world_time"])),
            "request",
            f"{entry['method']} {entry['path']}",
            tone(entry["status"]),
            str(entry["status"]),
        )
        for entry in entries
    ]


def tone(status: int) -> str:
    """How good a status is, as a badge shows it."""
    return "bad" if status >= 500 else "warn" if status >= 400 else "ok"


def _punches() -> list[Happening]:
    found: list[Happening] = []
    of_known = "iclock.Transaction", "emp_code", "ok"
    of_unknown = "iclock.UnregisteredPunch", "crc", "warn"
    for model, code, good in (of_known, of_unknown):
        newest: Any = rows(model).order_by("-pk")[:OF_EACH]
        for at, who, where, sn in newest.values_list(
            "upload_time", code, "terminal_alias", "terminal_sn"
        ):
            text = f"{who} at {where or sn}"
            found.append(Happening(at, "punch", text, good, "" if good == "ok" else "unknown"))
    return found


def _commands() -> list[Happening]:
    newest: Any = rows("iclock.Command").order_by("-pk")[:OF_EACH]
    tones = {"done": "ok", "failed": "bad", "expired": "warn", "sent": "info"}
    return [
        Happening(
            answered or sent or made,
            "command",
            f"{content[:40].split(chr(9))[0]} for {sn}",
            tones.get(state, ""),
            state,
        )
        for made, sent, answered, content, sn, state in newest.values_list(
            "created_at", "sent_at", "answered_at", "content", "terminal__sn", "state"
        )
    ]
