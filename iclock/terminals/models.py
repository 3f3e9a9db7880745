"""Terminals: the devices people punch at."""

from typing import ClassVar

from django.db import models

from etpserver.api.clock import local_now
from personnel.companies.models import Company, default_company_id

SN_LENGTH = 50
ROOT_AREA_ID = 1
# Manual 4.4.1: the alias of terminals that nobody named.
AUTO_ADD = "Auto add"
LARGEST = 2**31 - 1


def _text(length: int) -> "models.CharField[str | None, str | None]":
    return models.CharField(max_length=length, null=True, blank=True)


def _count() -> "models.IntegerField[int | None, int | None]":
    return models.IntegerField(null=True, blank=True)


class Terminal(models.Model):
    """A device; whether it is online is computed from its last activity, never stored."""

    create_time = models.DateTimeField(default=local_now)
    create_user = _text(150)
    change_time = models.DateTimeField(default=local_now)
    change_user = _text(150)
    status = models.IntegerField(default=0)
    sn = models.CharField(max_length=SN_LENGTH, unique=True)
    alias = models.CharField(max_length=50, default=AUTO_ADD)
    ip_address = _text(50)
    real_ip = _text(50)
    terminal_tz = models.IntegerField(default=330)
    heartbeat = models.IntegerField(default=10)
    transfer_mode = models.IntegerField(default=1)
    device_direction = models.IntegerField(default=0)
    transfer_interval = models.IntegerField(default=1)
    transfer_time = models.CharField(max_length=100, default="00:00;14:05")
    product_type = models.IntegerField(default=9)
    is_attendance = models.IntegerField(default=1)
    is_registration = models.IntegerField(default=0)
    purpose = _count()
    controller_type = models.IntegerField(default=0)
    authentication = models.IntegerField(default=1)
    style = _text(50)
    upload_flag = models.CharField(max_length=20, default="1111100000")
    fw_ver = _text(100)
    push_protocol = models.CharField(max_length=50, default="", blank=True)
    push_ver = _text(100)
    language = models.IntegerField(default=84)
    is_tft = models.BooleanField(default=False)
    terminal_name = _text(100)
    platform = _text(100)
    oem_vendor = _text(100)
    log_stamp = _text(50)
    op_log_stamp = _text(50)
    capture_stamp = _text(50)
    user_count = _count()
    user_capacity = _count()
    photo_func_on = models.BooleanField(default=False)
    transaction_count = _count()
    transaction_capacity = _count()
    fp_func_on = models.BooleanField(default=True)
    fp_count = _count()
    fp_capacity = _count()
    fp_alg_ver = _text(20)
    face_func_on = models.BooleanField(default=False)
    face_count = _count()
    face_capacity = _count()
    face_alg_ver = _text(20)
    fv_func_on = models.BooleanField(default=False)
    fv_count = models.IntegerField(null=True, blank=True, default=0)
    fv_capacity = _count()
    fv_alg_ver = _text(20)
    palm_func_on = models.BooleanField(default=False)
    palm_count = _count()
    palm_capacity = _count()
    palm_alg_ver = _text(20)
    lock_func = models.IntegerField(default=0)
    last_activity = models.DateTimeField(null=True, blank=True)
    upload_time = models.DateTimeField(null=True, blank=True)
    push_time = models.DateTimeField(null=True, blank=True)
    is_access = models.IntegerField(default=0)
    gps_location = _text(200)
    company = models.ForeignKey(Company, on_delete=models.RESTRICT, default=default_company_id)
    area = models.ForeignKey(
        "personnel.Area",
        on_delete=models.RESTRICT,
        default=ROOT_AREA_ID,
        related_name="terminals",
    )
    # These four are not on the REST wire. The kind of device as it calls itself: "att" or "acc".
    device_type = models.CharField(max_length=50, default="", blank=True)
    # What the device said it can exchange as BIODATA and BIOPHOTO, by type of template
    # (push protocol, section 3): "0:1:0:0:0:0:0:0:1:1".
    bio_data_support = models.CharField(max_length=50, default="", blank=True)
    bio_photo_support = models.CharField(max_length=50, default="", blank=True)
    # How many doors a terminal of access control has; 0 until it registers as one.
    door_count = models.IntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.sn} {self.alias}"

    def takes_bio_data(self, wire_type: int) -> bool:
        """Whether the device exchanges templates of this wire type as BIODATA."""
        return _flag(self.bio_data_support, wire_type)

    def takes_bio_photo(self, wire_type: int) -> bool:
        """Whether the device makes templates of this wire type of photos."""
        return _flag(self.bio_photo_support, wire_type)


def _flag(support: str, wire_type: int) -> bool:
    flags = support.split(":")
    return 0 <= wire_type < len(flags) and flags[wire_type] == "1"
