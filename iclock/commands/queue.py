"""The queue of each terminal: put in, hand out, take the result, give up.

Order is kept per terminal. A command that may run twice is handed out again when no result comes;
one that may not (reboot, clear, enrol, unlock) is handed out once.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from etpserver.api.clock import local_now
from etpserver.api.origin import current_origin
from iclock.commands.models import DONE, EXPIRED, FAILED, PENDING, SENT, Command
from iclock.terminals.models import Terminal

ONCE = ("REBOOT", "CLEAR", "ENROLL", "AC_UNLOCK", "AC_UNALARM", "CONTROL", "UPGRADE")
BATCH = 60  # commands of one poll
BATCH_BYTES = 1024 * 1024
KEPT = 10_000  # answered commands kept per terminal
EXPIRES_UNANSWERED = timedelta(minutes=10)
EXPIRES_UNFETCHED = timedelta(days=7)
RETRY_AT_LEAST = timedelta(seconds=60)

# Push protocol, section 9: what a result says where it is not success.
ENROLMENT_RESULTS = {
    2: "already enrolled",
    4: "failed: poor quality or no match",
    5: "the finger is another person's",
    6: "cancelled",
    7: "the device is busy",
}
RESULTS = {
    -1: "bad parameter",
    -2: "photo size mismatch",
    -3: "read or write error",
    -9: "template size mismatch",
    -10: "no such person on the device",
    -11: "illegal template format",
    -12: "illegal template",
    -30: "template of another version",
    -1001: "the device is full",
    -1002: "unsupported command",
    -1003: "timeout",
    -1004: "does not fit the device's configuration",
    -1005: "the device is busy",
    -1006: "too long",
    -1007: "out of memory",
    -1008: "no data from the server",
}


def _runs_once() -> Q:
    condition = Q()
    for verb in ONCE:
        condition |= Q(content__startswith=verb)
    return condition


@transaction.atomic
def enqueue(contents: Mapping[Terminal, Iterable[str]]) -> list[Command]:
    """Put commands at the end of their terminals' queues, with who asked for them."""
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
    return Command.objects.bulk_create(made, batch_size=1000)


@transaction.atomic
def claim(terminal: Terminal) -> list[Command]:
    """The commands of the next poll, marked as sent; safe with many workers.

    The terminal's row is locked, so that two polls of one serial take turns.
    """
    Terminal.objects.select_for_update().get(pk=terminal.pk)
    expire(terminal)
    now = local_now()
    waits = max(RETRY_AT_LEAST, timedelta(seconds=3 * min(terminal.heartbeat, 3600)))
    unanswered = Q(state=SENT, sent_at__lte=now - waits) & ~_runs_once()
    offered = Command.objects.filter(Q(state=PENDING) | unanswered, terminal=terminal)
    chosen: list[Command] = []
    size = 0
    for command in offered.order_by("id")[:BATCH]:
        size += len(command.line.encode()) + 1
        if chosen and size > BATCH_BYTES:
            break
        chosen.append(command)
    for command in chosen:
        command.state, command.sent_at, command.attempts = SENT, now, command.attempts + 1
    Command.objects.bulk_update(chosen, ["state", "sent_at", "attempts"])
    return chosen


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
    command.return_code = return_code
    command.answered_at = local_now()
    command.save(update_fields=["state", "reason", "return_code", "answered_at"])
    if command.pk % 100 == 0:
        forget_old(terminal)
    return command


def failure_of(content: str, return_code: int) -> str:
    """Why a result means failure; empty for success."""
    if content.startswith("ENROLL") and return_code in ENROLMENT_RESULTS:
        return ENROLMENT_RESULTS[return_code]
    return "" if return_code >= 0 else RESULTS.get(return_code, f"error {return_code}")


def expire(terminal: Terminal | None = None) -> None:
    """Give up what nobody fetched or answered in time, by the world's clock."""
    now = local_now()
    rows = Command.objects.filter(terminal=terminal) if terminal else Command.objects.all()
    rows.filter(state=PENDING, created_at__lt=now - EXPIRES_UNFETCHED).update(
        state=EXPIRED, reason="not fetched for 7 days"
    )
    late = rows.filter(state=SENT, sent_at__lt=now - EXPIRES_UNANSWERED)
    late.filter(_runs_once()).update(state=EXPIRED, reason="not answered for 10 minutes")


def drop_pending(terminals: QuerySet[Terminal]) -> None:
    """Forget what the terminals have not fetched yet."""
    Command.objects.filter(terminal__in=terminals, state=PENDING).delete()


def forget_old(terminal: Terminal) -> None:
    """Keep the newest answered commands only."""
    ended = Command.objects.filter(terminal=terminal, state__in=[DONE, FAILED, EXPIRED])
    oldest_kept = ended.order_by("-id").values_list("pk", flat=True)[KEPT : KEPT + 1]
    for pk in oldest_kept:
        ended.filter(pk__lte=pk).delete()
