"""What a punch holds, whether its person is known or not."""

from typing import ClassVar

from django.db import models

from etpserver.api.clock import local_now
from personnel.companies.models import Company, default_company_id

TERMINAL, FILE, MOBILE_APP = 1, 2, 3  # of `source` (manual 4.6.1, 4.5.1)


def _text(length: int) -> "models.CharField[str | None, str | None]":
    return models.CharField(max_length=length, null=True, blank=True)


class Punch(models.Model):
    """A moment at which somebody identified themselves at a terminal; times are local."""

    is_counted = True  # by the database: there may be millions

    punch_time = models.DateTimeField()
    punch_state = models.CharField(max_length=20)
    verify_type = models.IntegerField(default=0)
    work_code = models.CharField(max_length=20, default="", blank=True)
    terminal_sn = models.CharField(max_length=50, default="", blank=True)
    terminal_alias = _text(50)
    area_alias = _text(100)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    gps_location = _text(300)
    mobile = _text(50)
    source = models.IntegerField(default=TERMINAL)
    purpose = models.IntegerField(default=1)
    crc = _text(50)
    is_attendance = models.IntegerField(null=True, blank=True, default=1)
    reserved = _text(100)
    upload_time = models.DateTimeField(default=local_now)
    sync_status = models.IntegerField(null=True, blank=True, default=0)
    sync_time = models.DateTimeField(null=True, blank=True)
    temperature = models.FloatField(null=True, blank=True)
    mask_flag = models.IntegerField(null=True, blank=True)
    company = models.ForeignKey(
        Company, on_delete=models.RESTRICT, default=default_company_id, db_index=False
    )
    terminal = models.ForeignKey(
        "iclock.Terminal",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="%(class)s_set",
    )

    class Meta:
        abstract = True
        # Manual 4.5.1: newest first.
        ordering: ClassVar = ["-id"]
