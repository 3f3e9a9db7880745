"""Unregistered punches: the person is nobody the server knows."""

from typing import ClassVar

from django.db import models

from iclock.transactions.punch import Punch


class UnregisteredPunch(Punch):
    """A punch whose PIN is no employee; it stays when the person is created later."""

    # Guess: the manual's "12" and "14" are the PINs.
    crc = models.CharField(max_length=50)
    punch_state = models.CharField(max_length=20)
    purpose = models.IntegerField(default=9)
    is_attendance = models.IntegerField(null=True, blank=True, default=None)
    sync_status = models.IntegerField(null=True, blank=True, default=None)
    # Manual 4.6.1: always null.
    emp = models.ForeignKey(
        "personnel.Employee",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )

    class Meta(Punch.Meta):
        # Manual 4.6.1: oldest first.
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["crc", "punch_time", "terminal_sn"], name="unregistered_punch_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["terminal_sn", "punch_time"], name="unregistered_by_terminal"),
            models.Index(fields=["terminal_alias", "punch_time"], name="unregistered_by_alias"),
            models.Index(fields=["punch_time"], name="unregistered_by_time"),
        ]

    def __str__(self) -> str:
        return f"unknown {self.crc} at {self.punch_time}"
