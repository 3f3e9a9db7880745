"""The rules of portraits."""

from collections.abc import Collection, Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from etpserver.api.clock import local_now
from personnel.employees.models import Employee, EmployeePhoto
from personnel.employees.photo_files import InvalidPhotoError
from personnel.employees.photo_images import UnfitPhotoError, portrait_of
from personnel.ports import DevicePort, device_port

LARGEST_FILE = 5 * 1024 * 1024
ROWS_AT_ONCE = 10  # each carries its picture


class LargePhotoError(UnfitPhotoError):
    """The photo's file is too large."""

    status = 413

    def __init__(self) -> None:
        super().__init__(f"The photo is larger than {LARGEST_FILE // 1024**2} MB.")


def store_photo(employees: Collection[Employee], upload: Any) -> None:
    """Store one portrait for all of them and bring it to the terminals of those who work here."""
    if not isinstance(upload, UploadedFile):
        raise InvalidPhotoError("Send a JPEG or PNG file as upload_photo.")
    if (upload.size or 0) > LARGEST_FILE:
        raise LargePhotoError
    store_portraits(dict.fromkeys(employees, portrait_of(upload.read())))


def photo_of(employee: Employee) -> EmployeePhoto | None:
    """The employee's portrait, if there is one."""
    return EmployeePhoto.objects.filter(employee=employee).first()


@transaction.atomic
def store_portraits(portraits: Mapping[Employee, bytes], *, port: DevicePort | None = None) -> None:
    """Store what `portrait_of` made, and bring it to the port's terminals of who works here."""
    now = local_now()
    EmployeePhoto.objects.bulk_create(
        [
            EmployeePhoto(employee=person, image=image, update_time=now)
            for person, image in portraits.items()
        ],
        batch_size=ROWS_AT_ONCE,
        update_conflicts=True,
        unique_fields=["employee"],
        update_fields=["image", "update_time"],
    )
    Employee.objects.filter(pk__in=[person.pk for person in portraits]).update(update_time=now)
    told = port or device_port()
    told.update_photos([person for person in portraits if not person.is_resigned])
