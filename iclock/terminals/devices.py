"""What operations on terminals queue for the devices."""

from collections.abc import Collection, Iterator, Mapping

from django.db import transaction

from iclock.biodata.models import BioData
from iclock.commands import people, wire
from iclock.commands.queue import enqueue
from iclock.terminals.models import Terminal
from personnel.employees.biometrics import BIO_TYPES, FINGERPRINT, VISIBLE_LIGHT_FACE
from personnel.employees.models import RESIGNED, Employee, EmployeeArea

PEOPLE_AT_ONCE = 200  # each may come with templates and a photo


def enroll(
    terminals: Collection[Terminal], employee: Employee, bio_type: int, finger: int | None
) -> None:
    """Bring a person to terminals, whatever their area, and start the enrolment there."""
    if bio_type == FINGERPRINT and finger is not None:
        start = wire.enroll_finger(pin=employee.emp_code, finger=finger)
    else:
        wire_type = wire.wire_type_of(bio_type)
        start = wire.enroll_bio(pin=employee.emp_code, wire_type=wire_type, card=employee.card_no)
    enqueue(dict.fromkeys(terminals, (people.user_line(employee), start)))


def unlock(terminals: Collection[Terminal]) -> None:
    """Open the doors beside terminals."""
    enqueue(dict.fromkeys(terminals, (wire.UNLOCK,)))


def set_server_address(
    terminals: Collection[Terminal], *, address: str, port: int, is_host_name: bool
) -> None:
    """Point terminals at a server; they restart to apply it."""
    lines = wire.set_server_address(address=address, port=port, is_host_name=is_host_name)
    enqueue(dict.fromkeys(terminals, lines))


@transaction.atomic
def sync_data(terminals: Collection[Terminal], flags: Mapping[str, bool | None]) -> None:
    """Send what the true flags name of everybody who works in the terminals' areas."""
    bio_types = {bio_type for name, bio_type in BIO_TYPES.items() if flags.get(name)}
    is_person = bool(flags.get("emp_code"))
    if not bio_types and not is_person:
        return
    at: dict[int | None, list[Terminal]] = {}
    for terminal in terminals:
        at.setdefault(terminal.area_id, []).append(terminal)
    for batch in _workers_of(at):
        templates = people.templates_of(batch, bio_types)
        photos = people.photos_of(batch) if is_person or VISIBLE_LIGHT_FACE in bio_types else {}
        areas = _areas_of(batch, at)
        queued: dict[Terminal, list[str]] = {}
        for person in batch:
            own, photo = templates.get(person.pk, []), photos.get(person.pk)
            for area in areas.get(person.pk, []):
                for terminal in at[area]:
                    queued.setdefault(terminal, []).extend(
                        _lines(person, own, photo, terminal, is_person=is_person)
                    )
        enqueue(queued)


def _lines(
    person: Employee,
    templates: list[BioData],
    photo: bytes | None,
    terminal: Terminal,
    *,
    is_person: bool,
) -> Iterator[str]:
    if is_person:
        yield people.user_line(person)
    yield from people.template_lines(person, templates, terminal)
    if is_person:
        yield from people.photo_lines(person, photo, terminal)
    elif not any(template.bio_type == VISIBLE_LIGHT_FACE for template in templates):
        # Push protocol, section 16: a visible-light face goes as its template or as a portrait.
        yield from people.comparison_photo_lines(person, photo, terminal)


def _workers_of(areas: Collection[int | None]) -> Iterator[list[Employee]]:
    """Everybody who works in the areas, once, in the order of their ids."""
    here = EmployeeArea.objects.filter(area__in=areas).values("employee")
    rows = Employee.objects.filter(pk__in=here).exclude(status=RESIGNED).order_by("pk")
    batch = list(rows[:PEOPLE_AT_ONCE])
    while batch:
        yield batch
        batch = list(rows.filter(pk__gt=batch[-1].pk)[:PEOPLE_AT_ONCE])


def _areas_of(
    employees: Collection[Employee], among: Collection[int | None]
) -> dict[str, list[int]]:
    ties = EmployeeArea.objects.filter(
        employee__in=[person.pk for person in employees], area__in=among
    )
    found: dict[str, list[int]] = {}
    for person, area in ties.order_by("area").values_list("employee_id", "area_id"):
        found.setdefault(person, []).append(area)
    return found
