"""Terminals, their command queues and what else they sent in Django's admin."""

import base64
from typing import Any, ClassVar, TypeVar

from django.contrib import admin, messages
from django.db.models import Count, Model, Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.html import format_html

from iclock.commands import queue
from iclock.commands.models import PENDING, Command
from iclock.commands.queue import drop_open
from iclock.push.models import OPERATION, DeviceEvent, PunchPhoto, RejectedLine
from iclock.push.operations import OPERATIONS
from iclock.terminals.models import Terminal
from iclock.terminals.online import ONLINE, OnlineState
from iclock.terminals.services import update_terminal

# What people say about a terminal; the device says the rest.
SETTINGS = (
    "alias",
    "area",
    "company",
    "ip_address",
    "terminal_tz",
    "heartbeat",
    "transfer_mode",
    "transfer_interval",
    "transfer_time",
    "device_direction",
    "is_attendance",
    "is_registration",
    "is_access",
    "gps_location",
)
REPORTED = tuple(
    field.name
    for field in Terminal._meta.concrete_fields
    if field.name not in {"id", "sn", *SETTINGS}
)


@admin.register(Terminal)
class TerminalAdmin(admin.ModelAdmin[Terminal]):
    """Terminals; the serial is given once, what the device reports is only shown."""

    list_display = ("sn", "alias", "area", "ip_address", "is_online", "last_activity", "waiting")
    list_filter = ("area",)
    list_select_related = ("area",)
    search_fields = ("sn", "alias", "ip_address")
    fieldsets: ClassVar = [
        (None, {"fields": ["sn", *SETTINGS]}),
        ("The device", {"classes": ["collapse"], "fields": REPORTED}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Terminal]:
        pending = Count("commands", filter=Q(commands__state=PENDING))
        return super().get_queryset(request).annotate(state=OnlineState(), pending=pending)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Terminal | None = None
    ) -> tuple[str, ...]:
        return REPORTED if obj is None else ("sn", *REPORTED)

    def save_model(
        self, request: HttpRequest, obj: Terminal, form: ModelForm[Terminal], change: Any
    ) -> None:
        if not change:
            obj.save()
            return
        update_terminal(obj, {name: form.cleaned_data[name] for name in form.changed_data})

    @admin.display(boolean=True, description="online")
    def is_online(self, terminal: Terminal) -> bool:
        return bool(terminal.state == ONLINE)  # type: ignore[attr-defined]

    @admin.display(description="waiting commands", ordering="pending")
    def waiting(self, terminal: Terminal) -> int:
        found: int = terminal.pending  # type: ignore[attr-defined]
        return found


M = TypeVar("M", bound=Model)


class ShownAdmin(admin.ModelAdmin[M]):
    """Rows that devices made: to look at, never to write into."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: M | None = None) -> tuple[str, ...]:
        return tuple(field.name for field in self.model._meta.concrete_fields)


@admin.register(Command)
class CommandAdmin(ShownAdmin[Command]):
    """The queues: to look at, to answer for a device, to drop from; never to write into."""

    list_display = ("id", "terminal", "beginning", "state", "attempts", "origin", "user",
                    "created_at", "sent_at", "answered_at", "return_code")  # fmt: skip
    list_filter = ("state", "terminal")
    list_select_related = ("terminal",)
    search_fields = ("=id", "terminal__sn", "content")
    ordering = ("-id",)
    actions = ("answer_with_success", "drop")

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Without Django's own deletion: what has ended is the queue's history."""
        found = super().get_actions(request)
        found.pop("delete_selected", None)
        return found

    @admin.display(description="command")
    def beginning(self, command: Command) -> str:
        return command.content[:80]

    @admin.action(description="Answer with 0, as the device would", permissions=["change"])
    def answer_with_success(self, request: HttpRequest, commands: QuerySet[Command]) -> None:
        answered = [
            command
            for command in commands.order_by("id").select_related("terminal")
            if queue.answer(command.terminal, command.pk, 0)
        ]
        for command in answered:
            self.log_change(request, command, "Answered with 0.")
        self.message_user(request, f"Commands answered: {len(answered)}.", messages.SUCCESS)

    @admin.action(description="Drop what has no answer yet", permissions=["delete"])
    def drop(self, request: HttpRequest, commands: QuerySet[Command]) -> None:
        self.message_user(request, f"Commands dropped: {drop_open(commands)}.", messages.SUCCESS)


class ReceivedAdmin(ShownAdmin[M]):
    """What terminals sent: it may be deleted, but not changed."""

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False


@admin.register(RejectedLine)
class RejectedLineAdmin(ReceivedAdmin[RejectedLine]):
    list_display = ("received_at", "terminal_sn", "table", "line", "reason", "beginning")
    list_filter = ("table", "terminal_sn")
    search_fields = ("terminal_sn", "text", "reason")

    @admin.display(description="text")
    def beginning(self, line: RejectedLine) -> str:
        return line.text[:80]


@admin.register(DeviceEvent)
class DeviceEventAdmin(ReceivedAdmin[DeviceEvent]):
    list_display = ("received_at", "terminal_sn", "kind", "what", "operator", "time", "detail")
    list_filter = ("kind", "terminal_sn")
    search_fields = ("terminal_sn", "=code", "=operator", "detail")

    @admin.display(description="code")
    def what(self, event: DeviceEvent) -> str:
        is_known = event.kind == OPERATION and int(event.code) in OPERATIONS
        return f"{event.code} {OPERATIONS[int(event.code)]}" if is_known else event.code


@admin.register(PunchPhoto)
class PunchPhotoAdmin(ReceivedAdmin[PunchPhoto]):
    list_display = ("received_at", "terminal_sn", "file_name", "pin", "time")
    list_filter = ("terminal_sn",)
    search_fields = ("terminal_sn", "file_name", "=pin")
    fields = ("terminal_sn", "file_name", "pin", "time", "received_at", "picture")

    def get_readonly_fields(
        self, request: HttpRequest, obj: PunchPhoto | None = None
    ) -> tuple[str, ...]:
        return self.fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[PunchPhoto]:
        return super().get_queryset(request).defer("image")

    @admin.display(description="photo")
    def picture(self, photo: PunchPhoto) -> str:
        text = base64.b64encode(bytes(photo.image)).decode()
        return format_html('<img alt="" src="data:image/jpeg;base64,{}">', text)
