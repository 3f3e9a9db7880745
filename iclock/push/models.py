"""What terminals send that no documented resource holds; each table keeps the newest rows."""

from typing import ClassVar

from django.db import models

from iclock.terminals.models import SN_LENGTH

LONGEST_TEXT = 1000
OPERATION, ERROR, WORK_CODE, ID_CARD = "OPLOG", "ERRORLOG", "WORKCODE", "IDCARD"
DOOR = "RTLOG"


class PunchPhoto(models.Model):
    """The photo that a terminal took at a punch; like the punch it outlives the terminal."""

    terminal_sn = models.CharField(max_length=SN_LENGTH)
    file_name = models.CharField(max_length=200)
    # Who and when, as far as the file's name tells; a failed verification has no PIN.
    pin = models.CharField(max_length=20, default="", blank=True)
    time = models.DateTimeField(null=True, blank=True)
    image = models.BinaryField()
    received_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["terminal_sn", "file_name"], name="punch_photo_once")
        ]

    def __str__(self) -> str:
        return f"{self.file_name} of {self.terminal_sn}"


class DeviceEvent(models.Model):
    """A line of a terminal's own logs: what somebody did there, or what it could not do."""

    terminal_sn = models.CharField(max_length=SN_LENGTH)
    kind = models.CharField(max_length=10)  # OPLOG, ERRORLOG, WORKCODE, IDCARD or RTLOG
    # The number of the operation or the event, the code of the error, the work code.
    code = models.CharField(max_length=50, default="", blank=True)
    operator = models.CharField(max_length=20, default="", blank=True)
    # The terminal's own time; only operations and events of doors have one.
    time = models.DateTimeField(null=True, blank=True)
    detail = models.TextField(default="", blank=True)
    # The terminal sends again what it does not know to be stored.
    fingerprint = models.CharField(max_length=64, editable=False)
    received_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["terminal_sn", "fingerprint"], name="device_event_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code} of {self.terminal_sn}"


class RejectedLine(models.Model):
    """A line that was acknowledged but could not be taken, and why."""

    terminal_sn = models.CharField(max_length=SN_LENGTH)
    table = models.CharField(max_length=20)
    line = models.IntegerField()  # its number in the upload, from 1
    text = models.CharField(max_length=LONGEST_TEXT)
    reason = models.CharField(max_length=200)
    received_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["terminal_sn", "id"], name="rejected_line_by_sn")]

    def __str__(self) -> str:
        return f"{self.table} line {self.line} of {self.terminal_sn}"
