"""The queue of commands that terminals fetch."""

from typing import ClassVar

from django.db import models

from etpserver.api.clock import local_now

PENDING, SENT, DONE, FAILED, EXPIRED = "pending", "sent", "done", "failed", "expired"
STATES = (PENDING, SENT, DONE, FAILED, EXPIRED)


class Command(models.Model):
    """One command for one terminal; its id is what the device answers with."""

    terminal = models.ForeignKey(
        "iclock.Terminal", on_delete=models.CASCADE, related_name="commands"
    )
    content = models.TextField()
    origin = models.CharField(max_length=100, default="", blank=True)
    user = models.CharField(max_length=150, default="", blank=True)
    state = models.CharField(max_length=10, default=PENDING)
    attempts = models.IntegerField(default=0)
    created_at = models.DateTimeField(default=local_now)
    sent_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    # When the template that an enrolment asks for came; it may come before the answer.
    template_at = models.DateTimeField(null=True, blank=True)
    return_code = models.IntegerField(null=True, blank=True)
    # Why it failed or expired, or what it still waits for, in words.
    reason = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["terminal", "state", "id"], name="command_queue")]

    def __str__(self) -> str:
        return f"C:{self.pk}:{self.content[:40]}"

    @property
    def line(self) -> str:
        """The command on the wire."""
        return f"C:{self.pk}:{self.content}"
