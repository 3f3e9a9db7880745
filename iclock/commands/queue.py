"""The queue of each terminal: put in, hand out, take the result, give up.

Order is kept per terminal; of two transactions at once, that of their commits. A command that may
run twice is handed out again when no result comes; one that may not (reboot, clear, enrol, unlock)
is handed out once.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Substr

from etpserver.api.clock import local_now
from etpserver.api.origin import current_origin
from iclock.bounded import keep_newest
from iclock.commands.enrolments import WAITS, Enrolled, Sought
from iclock.commands.lateness import LIMITS
from iclock.commands.models import DONE, EXPIRED, FAILED, PENDING, SENT, Command
from iclock.commands.redelivery import HEAD, Target, overtaken, runs_once
from iclock.commands.results import failure_of, storable
from iclock.commands.told import tell, tell_queued
from iclock.terminals.models import Terminal

BATCH = 60  # commands of one poll
BATCH_BYTES = 1024 * 1024
ROWS_OF_ONE_INSERT = 200  # a row may carry a photo
KEPT = 10_000  # ended commands kept per terminal
RETRY_AT_LEAST = timedelta(seconds=60)
LARGEST_ID = 2**63 - 1
LONGEST_BEAT = 3600  # seconds; a heartbeat may be as long as 68 years
OPEN, ENDED = (PENDING, SENT), (DONE, FAILED, EXPIRED)


def enqueue(contents: Mapping[Terminal, Iterable[str]]) -> list[Command]:
    """Put commands at the end of their terminals' queues, all or none, with who asked for them."""
    now = local_now()
    origin = current_origin()
    made = [
        Command(
            terminal=terminal,
            content=text,
            origin=origin.operation,
            user=origin.user,
            created_at=now,
        )
        for terminal, texts in contents.items()
        for text in texts
    ]
    if not made:
        return []
    with transaction.atomic():
        queued = Command.objects.bulk_create(made, batch_size=ROWS_OF_ONE_INSERT)
        tell_queued(queued)
    return queued


def claim(terminal: Terminal) -> list[Command]:
    """The commands of the next poll, in their order, marked as sent; safe with many workers."""
    if not Command.objects.filter(terminal=terminal, state__in=OPEN).exists():
        return []  # most polls: nothing is locked for them
    return _claim(terminal)


@transaction.atomic
def _claim(terminal: Terminal) -> list[Command]:
    # Two polls of one serial take turns: PostgreSQL locks the row, SQLite began to write. The
    # lock lets commands be queued meanwhile, whose foreign key shares it.
    locked = Terminal.objects.select_for_update(no_key=True).filter(pk=terminal.pk).first()
    if locked is None:
        return []
    expire(locked)
    now = local_now()
    waits = max(RETRY_AT_LEAST, timedelta(seconds=3 * min(locked.heartbeat, LONGEST_BEAT)))
    rows = Command.objects.filter(terminal=locked)
    unanswered = rows.filter(state=SENT, sent_at__lte=now - waits).exclude(runs_once())
    _give_up_overtaken(rows, unanswered)
    offered = rows.filter(Q(state=PENDING) | Q(pk__in=unanswered.values("pk")))
    chosen = _first_of(offered.order_by("id"))
    for command in chosen:
        command.state, command.sent_at, command.attempts = SENT, now, command.attempts + 1
    Command.objects.bulk_update(chosen, ["state", "sent_at", "attempts"])
    if chosen:
        forget_old(locked)
    tell(locked, chosen)
    return chosen


def _first_of(offered: QuerySet[Command]) -> list[Command]:
    """As many as one poll carries, but always one."""
    chosen: list[Command] = []
    size = 0
    for command in offered[:BATCH]:
        size += len(command.line.encode()) + 1
        if chosen and size > BATCH_BYTES:
            break
        chosen.append(command)
    return chosen


def _give_up_overtaken(rows: QuerySet[Command], unanswered: QuerySet[Command]) -> None:
    due = _heads(unanswered.order_by("id")[: 10 * BATCH])
    if not due:
        return
    handed_out = _heads(rows.filter(pk__gt=due[0][0], attempts__gt=0))
    rows.filter(pk__in=overtaken(due, handed_out)).update(
        state=EXPIRED, reason="overtaken by a later command"
    )


def _heads(rows: QuerySet[Command]) -> list[tuple[int, str]]:
    return list(rows.values_list("pk", Substr("content", 1, HEAD)))


def answer(terminal: Terminal, command_id: int, return_code: int) -> Command | None:
    """Take a device's result; None for an id that is not of this terminal or answered already."""
    return next(iter(answer_all(terminal, {command_id: return_code})), None)


@transaction.atomic
def answer_all(terminal: Terminal, codes: Mapping[int, int]) -> list[Command]:
    """Take the results of several commands, by their ids; the commands that were answered."""
    rows = Command.objects.select_for_update().filter(
        terminal=terminal,
        pk__in=[key for key in codes if 0 < key <= LARGEST_ID],
        state__in=[PENDING, SENT, EXPIRED],
        answered_at=None,
    )
    answered = list(rows.order_by("id"))
    for command in answered:
        _take_result(command, codes[command.pk])
    Command.objects.bulk_update(answered, ["state", "reason", "return_code", "answered_at"])
    tell(terminal, answered)
    return answered


def _take_result(command: Command, return_code: int) -> None:
    failure = failure_of(command.content, return_code)
    command.state, command.reason = (FAILED, failure) if failure else (DONE, "")
    if not failure and command.template_at is None and Sought.by(command.content):
        command.state, command.reason = SENT, WAITS
    command.return_code = storable(return_code)
    command.answered_at = local_now()


@transaction.atomic
def take_templates(terminal: Terminal, templates: Collection[Enrolled]) -> None:
    """Note that the terminal sent templates: enrolments that asked for them are done.

    One that has no answer yet is done when it is answered.
    """
    rows = Command.objects.select_for_update().filter(
        terminal=terminal, state=SENT, template_at=None, content__startswith="ENROLL"
    )
    for command in rows.order_by("id"):
        sought = Sought.by(command.content)
        if sought is None or not any(map(sought.is_met_by, templates)):
            continue
        command.template_at = local_now()
        if command.answered_at is not None:
            command.state, command.reason = DONE, ""
        command.save(update_fields=["state", "reason", "template_at"])
        tell(terminal, [command])


def expire(terminal: Terminal | None = None) -> None:
    """Give up what nobody fetched or answered in time, by the world's clock."""
    rows = Command.objects.filter(terminal=terminal) if terminal else Command.objects.all()
    for limit in LIMITS:
        limit.overdue(rows, local_now()).update(state=EXPIRED, reason=limit.reason)


def is_pending(terminal: Terminal, content: str) -> bool:
    """Whether the terminal has yet to fetch such a command."""
    return Command.objects.filter(terminal=terminal, state=PENDING, content=content).exists()


def untold_people(terminal: Terminal) -> set[str]:
    """The PINs of people whose line the terminal has not confirmed yet."""
    lines = Q(content__startswith="DATA UPDATE USERINFO")
    lines |= Q(content__startswith="DATA DELETE USERINFO")
    rows = Command.objects.filter(lines, terminal=terminal, state__in=OPEN)
    targets = (Target.of(head) for _, head in _heads(rows))
    return {pin for target in targets if target for key, pin in target.keys if key == "PIN"}


def drop_pending(terminals: QuerySet[Terminal]) -> None:
    """Forget what the terminals have not fetched yet."""
    Command.objects.filter(terminal__in=terminals, state=PENDING).delete()


def drop_open(commands: QuerySet[Command]) -> int:
    """Forget commands that nobody has answered; how many they were."""
    return commands.filter(state__in=OPEN).delete()[0]


def forget_old(terminal: Terminal) -> None:
    """Keep the newest ended commands only."""
    keep_newest(Command.objects.filter(terminal=terminal, state__in=ENDED), KEPT)
