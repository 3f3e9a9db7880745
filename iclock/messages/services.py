"""The rules of messages: each write and its commands in one transaction."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from etpserver.api.clock import local_now
from etpserver.api.locking import locked
from iclock.messages import delivery
from iclock.messages.models import Message, PrivateMessage, PublicMessage


@transaction.atomic
def create_private_message(values: dict[str, Any]) -> PrivateMessage:
    """Store a message and bring it to the terminals of the employee's areas."""
    message = PrivateMessage.objects.create(**values, last_send=local_now())
    delivery.send_private(message)
    return message


@transaction.atomic
def update_private_message(message: PrivateMessage, changes: dict[str, Any]) -> PrivateMessage:
    """Change what is sent and send the whole again; another employee's terminals forget it."""
    message = locked(message)
    if changes.get("employee", message.employee) != message.employee:
        delivery.recall_private([message])
    _change(message, changes)
    delivery.send_private(message)
    return message


@transaction.atomic
def delete_private_messages(messages: QuerySet[PrivateMessage]) -> None:
    """Delete messages here and on the terminals of their employees' areas."""
    delivery.recall_private(list(messages.order_by("pk")))
    messages.delete()


@transaction.atomic
def create_public_message(values: dict[str, Any]) -> PublicMessage:
    """Store a message and bring it to its terminal."""
    message = PublicMessage.objects.create(**values, last_send=local_now())
    delivery.send_public(message)
    return message


@transaction.atomic
def update_public_message(message: PublicMessage, changes: dict[str, Any]) -> PublicMessage:
    """Change what is sent and send the whole again; another terminal forgets it."""
    message = locked(message)
    if changes.get("terminal", message.terminal) != message.terminal:
        delivery.recall_public([message])
    _change(message, changes)
    delivery.send_public(message)
    return message


@transaction.atomic
def delete_public_messages(messages: QuerySet[PublicMessage]) -> None:
    """Delete messages here and on their terminals."""
    delivery.recall_public(list(messages.order_by("pk").select_related("terminal")))
    messages.delete()


def _change(message: Message, changes: dict[str, Any]) -> None:
    message.last_send = local_now()
    for name, value in changes.items():
        setattr(message, name, value)
    message.save(update_fields=[*changes, "last_send"])
