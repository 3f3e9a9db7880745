"""Commands on their way out, and their results on the way in."""

from collections.abc import Iterable
from typing import IO

from django.db import transaction

from iclock.commands import queue, wire
from iclock.push.contact import Contact
from iclock.push.parsing.records import Rejected
from iclock.push.parsing.results import Result, read_results
from iclock.push.parsing.values import quote
from iclock.push.rejections import keep_rejected
from iclock.push.replies import OK
from iclock.push.reports import note_info, note_options

TABLE = "DEVICECMD"


def hand_out(contact: Contact) -> str:
    """A poll: the commands that wait, or `OK`."""
    if told := contact.query.get("INFO"):
        note_info(contact, told)
    lines = [f"{command.line}\n" for command in queue.claim(contact.terminal)]
    contact.save()
    return "".join(lines) or OK


def take_results(contact: Contact, body: IO[bytes]) -> str:
    """Results of commands; those of ids that are unknown or answered already change nothing."""
    content = body.read()
    results = read_results(content, contact.query)
    rejected = list(_rejected(results, content))
    # The first result of a command counts.
    codes = {
        result.command_id: result.return_code
        for result in reversed(results)
        if result.command_id is not None and result.return_code is not None
    }
    for result in results:
        if result.command.strip().upper() == wire.INFO:
            rejected += note_options(contact, result.options)
    with transaction.atomic():
        if codes:
            queue.answer_all(contact.terminal, codes)
        keep_rejected(contact, rejected, table=TABLE)
        contact.save()
    return OK


def _rejected(results: Iterable[Result], content: bytes) -> Iterable[Rejected]:
    if not results and content.strip():
        yield Rejected(1, quote(content), "There is no result of a command.")
    for number, result in enumerate(results, 1):
        if result.command_id is None:
            yield Rejected(number, quote(content), "A result has no id of a command.")
        elif result.return_code is None:
            yield Rejected(number, quote(content), "A result has no number that it returns.")
