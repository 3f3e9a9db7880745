"""What simulated terminals remember, in the control database."""

from typing import ClassVar

from django.db import models


class PluggedOut(models.Model):
    """A terminal that keeps what it records to itself."""

    world = models.CharField(max_length=63)
    sn = models.CharField(max_length=50)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["world", "sn"], name="plugged_out_once")
        ]

    def __str__(self) -> str:
        return self.sn


class WaitingPunch(models.Model):
    """A punch that its terminal has not sent: it lies ahead, or the terminal is plugged out."""

    world = models.CharField(max_length=63)
    sn = models.CharField(max_length=50)
    emp_code = models.CharField(max_length=20)
    at = models.DateTimeField()  # the terminal's wall clock
    state = models.CharField(max_length=20)
    verify = models.IntegerField()
    work_code = models.CharField(max_length=20, default="", blank=True)

    class Meta:
        ordering: ClassVar = ["at", "id"]
        indexes: ClassVar = [models.Index(fields=["world", "at"], name="waiting_by_time")]

    def __str__(self) -> str:
        return f"{self.emp_code} at {self.at} on {self.sn}"
