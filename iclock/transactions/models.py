"""Transactions: the punches of employees."""

from typing import ClassVar

from django.db import models

from iclock.transactions.punch import Punch


class Transaction(Punch):
    """A punch of an employee; it outlives the employee and the terminal."""

    emp_code = models.CharField(max_length=20)
    emp = models.ForeignKey(
        "personnel.Employee",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="punches",
    )

    class Meta(Punch.Meta):
        constraints: ClassVar = [
            # The device resends what it does not know to be stored; also the index by person.
            models.UniqueConstraint(
                fields=["emp_code", "punch_time", "terminal_sn"], name="punch_once"
            )
        ]
        indexes: ClassVar = [
            # Measured: read from the newest, these let a page's sort discard the rest early.
            models.Index(fields=["terminal_sn", "-punch_time"], name="punch_by_terminal"),
            models.Index(fields=["terminal_alias", "-punch_time"], name="punch_by_alias"),
            models.Index(fields=["punch_time"], name="punch_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.emp_code} at {self.punch_time}"
