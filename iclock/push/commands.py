"""Commands on their way out, and their results on the way in."""

from collections.abc import Iterable, Iterator
from typing import IO

from django.db import transaction

from iclock.commands import queue, wire
from iclock.commands.models import Command
from iclock.push.access.dialect import speaks_access
from iclock.push.access.translation import translate
from iclock.push.contact import Contact
from iclock.push.parsing.records import Rejected
from iclock.push.parsing.results import Result, read_results
from iclock.push.parsing.values import quote
from iclock.push.rejections import keep_rejected
from iclock.push.replies import OK
from iclock.push.reports import note_info, note_options
from iclock.terminals.models import Terminal

TABLE = "DEVICECMD"
# Observed: BioTime parts the commands of access control so.
END_OF_ACCESS_COMMAND = "\r\n\r\n"


def hand_out(contact: Contact) -> str:
    """A poll: the commands that wait, or `OK`."""
    if told := contact.query.get("INFO"):
        note_info(contact, told)
    commands = queue.claim(contact.terminal)
    contact.save()
    return "".join(_lines(contact.terminal, commands)) or OK


def _lines(terminal: Terminal, commands: Iterable[Command]) -> Iterator[str]:
    is_access = speaks_access(terminal)
    for command in commands:
        if not is_access:
            yield f"{command.line}\n"
            continue
        # Guess: several commands may have one id; each of them is answered under it.
        for content in translate(command.content, terminal):
            yield f"C:{command.pk}:{content}{END_OF_ACCESS_COMMAND}"


def take_results(contact: Contact, body: IO[bytes]) -> str:
    """Results of commands; those of ids that are unknown or answered already change nothing."""
    content = body.read()
    results = read_results(content, contact.query)
    rejected = list(_rejected(results, content))
    codes = _codes(results, contact.terminal)
    for result in results:
        if result.command.strip().upper() == wire.INFO:
            rejected += note_options(contact, result.options)
    with transaction.atomic():
        if codes:
            queue.answer_all(contact.terminal, codes)
        keep_rejected(contact, rejected, table=TABLE)
        contact.save()
    return OK


def _codes(results: Iterable[Result], terminal: Terminal) -> dict[int, int]:
    """What each command returned: its first result, but the worst one of access control."""
    is_access = speaks_access(terminal)
    codes: dict[int, int] = {}
    for result in results:
        if result.command_id is None or result.return_code is None:
            continue
        first = codes.setdefault(result.command_id, result.return_code)
        if is_access:  # which got several commands for one of ours
            codes[result.command_id] = min(first, result.return_code)
    return codes


def _rejected(results: Iterable[Result], content: bytes) -> Iterable[Rejected]:
    if not results and content.strip():
        yield Rejected(1, quote(content), "There is no result of a command.")
    for number, result in enumerate(results, 1):
        if result.command_id is None:
            yield Rejected(number, quote(content), "A result has no id of a command.")
        elif result.return_code is None:
            yield Rejected(number, quote(content), "A result has no number that it returns.")
