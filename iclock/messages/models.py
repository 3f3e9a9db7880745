"""Messages that terminals show: to one person, or to whoever stands before one."""

from typing import ClassVar

from django.db import models

CONTENT_LENGTH = 1024


class Message(models.Model):
    """What is shown, from when on and for how many minutes."""

    start_time = models.DateTimeField()
    duration = models.IntegerField()
    content = models.CharField(max_length=CONTENT_LENGTH)
    last_send = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class PrivateMessage(Message):
    """Shown to one person at the terminals of their areas."""

    employee = models.ForeignKey(
        "personnel.Employee", on_delete=models.CASCADE, related_name="messages"
    )

    class Meta:
        # Manual 4.2.1: newest first.
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.content[:30]} to {self.employee_id}"


class PublicMessage(Message):
    """Shown on one terminal."""

    terminal = models.ForeignKey(
        "iclock.Terminal", on_delete=models.CASCADE, related_name="messages"
    )

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.content[:30]} on {self.terminal_id}"
