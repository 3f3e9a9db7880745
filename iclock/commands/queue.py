"""The queue of each terminal: put in, hand out, take the result, give up.

Order is kept per terminal; of two transactions at once, that of their commits. A command that may
run twice is handed out again when no result comes; one that may not (reboot, clear, enrol, unlock)
is handed out once.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Substr

from etpserver.api.clock import local_now
from etpserver.api.origin import current_origin
from iclock.commands.lateness import LIMITS
from iclock.commands.models import DONE, EXPIRED, FAILED, PENDING, SENT, Command
from iclock.commands.redelivery import HEAD, overtaken, runs_once
from iclock.commands.results import failure_of, storable
from iclock.terminals.models import Terminal

BATCH = 60  # commands of one poll
BATCH_BYTES = 1024 * 1024
ROWS_OF_ONE_INSERT = 200  # a row may carry a photo
KEPT = 10_000  # ended commands kept per terminal
RETRY_AT_LEAST = timedelta(seconds=60)
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
        return Command.objects.bulk_create(made, batch_size=ROWS_OF_ONE_INSERT)


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


@transaction.atomic
def answer(terminal: Terminal, command_id: int, return_code: int) -> Command | None:
    """Take a device's result; None for an id that is not of this terminal or answered already."""
    rows = Command.objects.select_for_update().filter(terminal=terminal, pk=command_id)
    command = rows.filter(state__in=[PENDING, SENT, EXPIRED]).first()
    if command is None:
        return None
    failure = failure_of(command.content, return_code)
    command.state = FAILED if failure else DONE
    command.reason = failure
    command.return_code = storable(return_code)
    command.answered_at = local_now()
    command.save(update_fields=["state", "reason", "return_code", "answered_at"])
    return command


def expire(terminal: Terminal | None = None) -> None:
    """Give up what nobody fetched or answered in time, by the world's clock."""
    rows = Command.objects.filter(terminal=terminal) if terminal else Command.objects.all()
    for limit in LIMITS:
        limit.overdue(rows, local_now()).update(state=EXPIRED, reason=limit.reason)


def drop_pending(terminals: QuerySet[Terminal]) -> None:
    """Forget what the terminals have not fetched yet."""
    Command.objects.filter(terminal__in=terminals, state=PENDING).delete()


def drop_open(commands: QuerySet[Command]) -> int:
    """Forget commands that nobody has answered; how many they were."""
    return commands.filter(state__in=OPEN).delete()[0]


def forget_old(terminal: Terminal) -> None:
    """Keep the newest ended commands only."""
    ended = Command.objects.filter(terminal=terminal, state__in=ENDED)
    forgotten = ended.order_by("-id").values_list("pk", flat=True)[KEPT : KEPT + 1]
    for newest in list(forgotten):
        ended.filter(pk__lte=newest).delete()
