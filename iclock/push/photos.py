"""Photos that terminals send: portraits of people, and what the camera saw at a punch."""

import hashlib
from collections.abc import Mapping
from typing import IO

from django.db import transaction

from etpserver.api.errors import DomainError
from iclock.bounded import keep_newest
from iclock.commands import people as stored_people
from iclock.commands.enrolments import Enrolled
from iclock.device_port import QueuePort
from iclock.push.batch import Batch
from iclock.push.contact import Contact
from iclock.push.models import PunchPhoto
from iclock.push.parsing.attphoto import read_photo
from iclock.push.parsing.records import PictureLine, PortraitLine, Rejected
from iclock.push.rejections import keep_rejected
from iclock.push.replies import OK
from iclock.push.stamps import keep_stamp
from iclock.push.users import UNKNOWN, makes_people
from personnel.employees.models import Employee
from personnel.employees.photo_images import portrait_of
from personnel.employees.photos import LARGEST_FILE, store_portraits

KEPT = 1000  # photos of punches of each terminal


def decode_portraits(batch: Batch) -> dict[str, bytes]:
    """PIN -> portrait, of the photos that are new; those that are none are refused.

    It takes its time: call it before the transaction.
    """
    lines = _last_lines(batch)
    if not lines:
        return {}
    known = Employee.objects.filter(emp_code__in=lines)
    images = stored_people.photos_of(known)
    stored = {person.emp_code: images[person.pk] for person in known if person.pk in images}
    wanted = lines.keys() if makes_people() else {person.emp_code for person in known}
    found: dict[str, bytes] = {}
    for pin, line in lines.items():
        # What a terminal was given comes back as it was: encoded once more it would be another.
        is_old = pin in stored and (isinstance(line, PortraitLine) or stored[pin] == line.content)
        if is_old or pin not in wanted:
            continue
        try:
            found[pin] = portrait_of(line.content)
        except DomainError as problem:
            batch.refuse(line, str(problem))
    return found


def _last_lines(batch: Batch) -> dict[str, PictureLine | PortraitLine]:
    """The photo of each person; a portrait counts only where there is no picture."""
    portraits = {line.pin: line for line in batch.portraits if line.content}
    return {**portraits, **{line.pin: line for line in batch.pictures}}


def store_photos(
    contact: Contact, batch: Batch, portraits: Mapping[str, bytes], people: Mapping[str, Employee]
) -> set[Enrolled]:
    """Store what was decoded of known people, and bring it to the other terminals.

    Answers the portraits that came: a device may send one instead of a template.
    """
    lines: list[PictureLine | PortraitLine] = [*batch.pictures, *batch.portraits]
    for line in lines:
        if line.pin not in people:
            batch.refuse(line, UNKNOWN)
        elif not line.content:
            batch.refuse(line, "Photos are not fetched from elsewhere.")
    found = {people[pin]: image for pin, image in portraits.items() if pin in people}
    if found:
        store_portraits(found, port=QueuePort(told_by=contact.terminal))
    return {Enrolled(line.pin, line.wire_type, 0) for line in batch.portraits if line.pin in people}


def take_punch_photo(contact: Contact, body: IO[bytes]) -> str:
    """Keep the photo of a punch."""
    content = body.read()
    photo = read_photo(content)
    if not isinstance(photo, Rejected) and len(photo.content) > LARGEST_FILE:
        photo = Rejected(1, photo.file_name, f"The photo has {len(photo.content)} bytes.")
    with transaction.atomic():
        if isinstance(photo, Rejected):
            keep_rejected(contact, [photo], table="ATTPHOTO")
        else:
            # One without a name is known by what it shows.
            name = photo.file_name or f"{hashlib.sha256(photo.content).hexdigest()[:32]}.jpg"
            _keep(
                PunchPhoto(
                    terminal_sn=contact.terminal.sn,
                    file_name=name,
                    pin=photo.pin or "",
                    time=photo.time,
                    image=photo.content,
                    received_at=contact.now,
                )
            )
        keep_stamp(contact)
        contact.note_upload()
        contact.save()
    return OK


def _keep(photo: PunchPhoto) -> None:
    PunchPhoto.objects.bulk_create(
        [photo],
        update_conflicts=True,
        unique_fields=["terminal_sn", "file_name"],
        update_fields=["image", "received_at"],
    )
    keep_newest(PunchPhoto.objects.filter(terminal_sn=photo.terminal_sn), KEPT)
