"""The bulk actions on terminals: what each changes here and queues for the devices."""

from collections.abc import Sequence
from datetime import datetime, time

from django.db import transaction
from django.db.models import QuerySet

from etpserver.api.actions import BulkAction
from etpserver.api.clock import local_now
from iclock.commands import wire
from iclock.commands.queue import drop_pending, enqueue
from iclock.terminals.models import Terminal
from iclock.terminals.services import delete_terminals

FIRST_PUNCH = datetime(2000, 1, 1)  # noqa: DTZ001  wire times are naive


def queueing(name: str, *contents: str) -> BulkAction:
    """An action that queues the same for each terminal and changes nothing here."""

    def run(terminals: QuerySet[Terminal]) -> None:
        queue_for_all(terminals, contents)

    return BulkAction(name, run)


def queue_for_all(terminals: QuerySet[Terminal], contents: Sequence[str]) -> None:
    """Queue the same commands for each terminal, in the order of their ids."""
    enqueue(dict.fromkeys(terminals.order_by("pk"), contents))


@transaction.atomic
def upload_all(terminals: QuerySet[Terminal]) -> None:
    """Let each device send all that it holds: it re-reads its stamps, which are 0 again."""
    terminals.update(log_stamp="0", op_log_stamp="0", capture_stamp="0")
    queue_for_all(terminals, [wire.CHECK])


def upload_transactions(terminals: QuerySet[Terminal]) -> None:
    """Let each device send all the punches that it holds."""
    end = datetime.combine(local_now(), time(23, 59, 59))
    queue_for_all(terminals, [wire.query_transactions(start=FIRST_PUNCH, end=end)])


# Manual 4.4.3 documents delete and speaks of restart and lock. Observed: the others are what
# BioTime 8 offers for a terminal.
ACTIONS = (
    BulkAction("delete", delete_terminals, right="delete"),
    BulkAction("clear_command", drop_pending),
    queueing("reboot", wire.REBOOT),
    queueing("restart", wire.REBOOT),
    queueing("unlock", wire.UNLOCK),
    queueing("lock", wire.LOCK),
    queueing("unalarm", wire.UNALARM),
    queueing("clear_data", wire.CLEAR_DATA),
    queueing("clear_transaction", wire.CLEAR_LOG),
    queueing("clear_photo", wire.CLEAR_PHOTO),
    queueing("info", wire.INFO),
    BulkAction("upload_all", upload_all),
    BulkAction("upload_transaction", upload_transactions),
)
ACTION = {action.name: action for action in ACTIONS}
