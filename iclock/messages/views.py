"""The operations on messages to one employee, and on messages to whoever is at a terminal."""

from typing import Any

from etpserver.api.actions import BulkAction
from etpserver.api.viewsets import ResourceViewSet
from iclock.messages import services
from iclock.messages.filters import PrivateMessageFilters, PublicMessageFilters
from iclock.messages.models import PrivateMessage, PublicMessage
from iclock.messages.serializers import PrivateMessageWriter, PublicMessageWriter
from iclock.messages.shapes import (
    PRIVATE_MESSAGE,
    PRIVATE_MESSAGE_WRITTEN,
    PUBLIC_MESSAGE,
    PUBLIC_MESSAGE_WRITTEN,
)

WHAT_AND_WHEN = ("start_time", "duration", "content", "last_send")


class PrivateMessageViewSet(ResourceViewSet[PrivateMessage]):
    documented_as = "private_messages"
    queryset = PrivateMessage.objects.all()
    shape = PRIVATE_MESSAGE
    written = PRIVATE_MESSAGE_WRITTEN
    serializer_class = PrivateMessageWriter
    filters = PrivateMessageFilters
    code_field = "id"
    id_fields = ()
    bulk_actions = (BulkAction("delete", services.delete_private_messages, right="delete"),)
    export_columns = PRIVATE_MESSAGE.columns(
        "id", "emp_code", "first_name", "last_name", *WHAT_AND_WHEN
    )
    staff_owner = "employee"

    def create_record(self, values: dict[str, Any]) -> PrivateMessage:
        return services.create_private_message(values)

    def update_record(self, record: PrivateMessage, changes: dict[str, Any]) -> PrivateMessage:
        return services.update_private_message(record, changes)

    def delete_record(self, record: PrivateMessage) -> None:
        services.delete_private_messages(PrivateMessage.objects.filter(pk=record.pk))


class PublicMessageViewSet(ResourceViewSet[PublicMessage]):
    documented_as = "public_messages"
    queryset = PublicMessage.objects.all()
    shape = PUBLIC_MESSAGE
    written = PUBLIC_MESSAGE_WRITTEN
    serializer_class = PublicMessageWriter
    filters = PublicMessageFilters
    code_field = "id"
    id_fields = ()
    bulk_actions = (BulkAction("delete", services.delete_public_messages, right="delete"),)
    export_columns = PUBLIC_MESSAGE.columns("id", "terminal_sn", "terminal_alias", *WHAT_AND_WHEN)

    def create_record(self, values: dict[str, Any]) -> PublicMessage:
        return services.create_public_message(values)

    def update_record(self, record: PublicMessage, changes: dict[str, Any]) -> PublicMessage:
        return services.update_public_message(record, changes)

    def delete_record(self, record: PublicMessage) -> None:
        services.delete_public_messages(PublicMessage.objects.filter(pk=record.pk))
