"""What happened last in this world: requests, punches and commands, the newest first."""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.urls import reverse

from etpserver.api.clock import to_local
from etpserver.api.worlds import current_world
from etpserver.console.requests.entries import journal
from etpserver.console.tables import full_name, rows
from etpserver.emulator.journal.entries import Entry

SHOWN = 14
COMMANDS = 7  # of them: a change of many people would fill the feed
# What terminals ask for all day; what they are told, and what became of it, is a command.
POLLS = ("push_getrequest", "push_devicecmd")
ANSWERS = {"done": "ok", "failed": "bad", "expired": "warn", "sent": "info"}


@dataclass(frozen=True, slots=True)
class Happening:
    """A line of the feed."""

    at: datetime  # the world's wall clock
    icon: str
    text: str
    tone: str = ""
    badge: str = ""
    address: str = ""  # the page that has more of it


def feed() -> list[Happening]:
    """The newest happenings of each kind, put together by their times: three queries."""
    found = [*_requests(), *_punches(), *_unregistered(), *_commands()]
    return sorted(found, key=lambda line: line.at, reverse=True)[:SHOWN]


def _requests() -> list[Happening]:
    kept = journal()
    entries = reversed(kept.read(current_world().name)) if kept else iter(())
    newest = (entry for entry in entries if entry.exchange.operation not in POLLS)
    return [_request(entry) for entry in islice(newest, SHOWN)]


def _request(entry: Entry) -> Happening:
    exchange = entry.exchange
    tones = {2: "ok", 3: "info", 4: "warn"}
    return Happening(
        to_local(exchange.world_time),
        "requests",
        f"{exchange.method} {exchange.path}",
        tones.get((exchange.status or 0) // 100, "bad"),
        str(exchange.status or "none"),
        reverse("console:request", args=[entry.id]),
    )


def _punches() -> list[Happening]:
    newest: Any = rows("iclock.Transaction").order_by("-pk")[:SHOWN]
    names = ("upload_time", "emp_code", "emp__first_name", "emp__last_name", "terminal_alias",
             "terminal_sn")  # fmt: skip
    return [
        Happening(
            at,
            "punches",
            f"{full_name(first, last) or code} at {where or sn}",
            "accent",
            "punch",
            reverse("console:person", args=[code]) if code else "",
        )
        for at, code, first, last, where, sn in newest.values_list(*names)
    ]


def _unregistered() -> list[Happening]:
    newest: Any = rows("iclock.UnregisteredPunch").order_by("-pk")[:SHOWN]
    return [
        Happening(at, "unregistered", f"{who} at {where or sn}", "warn", "unknown")
        for at, who, where, sn in newest.values_list(
            "upload_time", "crc", "terminal_alias", "terminal_sn"
        )
    ]


def _commands() -> list[Happening]:
    newest: Any = rows("iclock.Command").order_by("-pk")[:COMMANDS]
    names = (
        "created_at",
        "sent_at",
        "answered_at",
        "content",
        "terminal__sn",
        "terminal__alias",
        "state",
    )
    return [
        Happening(
            answered or sent or made,
            "commands",
            f"{where}: {content[:60].split(chr(9))[0]}",
            ANSWERS.get(state, ""),
            state,
            reverse("console:terminal", args=[sn]),
        )
        for made, sent, answered, content, sn, where, state in newest.values_list(*names)
    ]
