"""What terminals are told of messages."""

from collections.abc import Collection

from iclock.commands import wire
from iclock.commands.queue import enqueue
from iclock.messages.models import PrivateMessage, PublicMessage
from iclock.terminals.models import Terminal
from iclock.terminals.places import terminals_of


def uid_of(message: PrivateMessage | PublicMessage) -> int:
    """The number of a message on every terminal."""
    # Guess: a terminal numbers both kinds in one table, so that their ids would meet there:
    # private messages get the even numbers, public ones the odd. Both stay as small as they can.
    return 2 * message.pk if isinstance(message, PrivateMessage) else 2 * message.pk - 1


def send_private(message: PrivateMessage) -> None:
    """Queue the message, then whose it is, on the terminals of the employee's areas."""
    person = message.employee
    # Guess: who has resigned is on no terminal, so the message is kept but queued for none.
    if person.is_resigned:
        return
    lines = [
        _message_line(message, wire.PRIVATE_TAG),
        wire.link_message(pin=person.emp_code, uid=uid_of(message)),
    ]
    enqueue(dict.fromkeys(terminals_of([person.pk]).get(person.pk, []), lines))


def recall_private(messages: Collection[PrivateMessage]) -> None:
    """Queue the removal of messages, of people who have resigned too."""
    terminals = terminals_of({message.employee_id for message in messages})
    queued: dict[Terminal, list[str]] = {}
    for message in messages:
        for terminal in terminals.get(message.employee_id, []):
            queued.setdefault(terminal, []).append(wire.delete_message(uid_of(message)))
    enqueue(queued)


def send_public(message: PublicMessage) -> None:
    """Queue the message on its terminal."""
    enqueue({message.terminal: [_message_line(message, wire.PUBLIC_TAG)]})


def recall_public(messages: Collection[PublicMessage]) -> None:
    """Queue the removal of messages on their terminals."""
    queued: dict[Terminal, list[str]] = {}
    for message in messages:
        queued.setdefault(message.terminal, []).append(wire.delete_message(uid_of(message)))
    enqueue(queued)


def _message_line(message: PrivateMessage | PublicMessage, tag: int) -> str:
    return wire.update_message(
        uid=uid_of(message),
        tag=tag,
        content=message.content,
        minutes=message.duration,
        start=message.start_time,
    )
