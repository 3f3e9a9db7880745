"""The rules of employees: one transaction each, device effects included."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model, QuerySet

from etpserver.api.clock import local_now
from etpserver.api.errors import DomainError
from etpserver.api.locking import locked
from etpserver.api.vendor_codes import CARD_TAKEN, PIN_TAKEN, UNKNOWN_EMPLOYEE
from etpserver.api.worlds import current_world
from personnel.areas.models import Area
from personnel.departments.models import Department
from personnel.employees.biometrics import BIO_TYPES
from personnel.employees.models import Employee, EmployeeArea
from personnel.employees.passwords import stored_password
from personnel.ports import device_port
from personnel.positions.models import Position

# What a terminal stores of a person (push protocol, USERINFO).
DEVICE_FIELDS = frozenset(
    {
        "first_name",
        "last_name",
        "device_password",
        "card_no",
        "verify_mode",
        "validity_start",
        "validity_end",
        "dev_privilege",
    }
)


class PinTakenError(DomainError):
    """Another employee has the code."""

    vendor_code = PIN_TAKEN


class CardTakenError(DomainError):
    """Another employee has the card."""

    vendor_code = CARD_TAKEN


def new_ids(count: int, *, above: int = 0) -> list[str]:
    """Unused employee ids of 13 digits in ascending order, from the world's generator.

    An import asks in parts, each `above` the last id of the part before: an export in the order
    of the ids then has the order of the file.
    """
    generator = current_world().generator
    last = above or generator.randrange(10**12, 4 * 10**12)
    found: list[str] = []
    while len(found) < count:
        drawn = []
        for _ in range(count - len(found)):
            last += generator.randrange(1, 5 * 10**7)  # 100,000 of them stay within 13 digits
            drawn.append(str(last))
        taken = Employee.objects.filter(pk__in=drawn).values_list("pk", flat=True)
        found += [key for key in drawn if key not in set(taken)]
    return found


@transaction.atomic
def create_employee(values: dict[str, Any]) -> Employee:
    """Store a person and bring them to the terminals of their areas."""
    areas: list[Area] = values.pop("area")
    if "self_password" in values:
        values["self_password"] = stored_password(values["self_password"])
    employee = Employee(id=new_ids(1)[0], update_time=local_now(), **values)
    _save(employee, force_insert=True)
    _add_areas([employee], areas)
    device_port().update_people([employee])
    return employee


@transaction.atomic
def update_employee(employee: Employee, changes: dict[str, Any]) -> Employee:
    """Change what is sent and keep the rest; terminals hear of what concerns them."""
    employee = locked(employee, unknown=UNKNOWN_EMPLOYEE)
    areas: list[Area] | None = changes.pop("area", None)
    if "self_password" in changes:
        changes["self_password"] = stored_password(changes["self_password"])
    changed = {name for name, value in changes.items() if getattr(employee, name) != value}
    for name in changed:
        setattr(employee, name, changes[name])
    if changed:
        employee.update_time = local_now()
        _save(employee, update_fields=[*changed, "update_time"])
    moved = areas is not None and _move([employee], areas)
    if changed & DEVICE_FIELDS and not moved and not employee.is_resigned:
        device_port().update_people([employee])
    return employee


def _save(employee: Employee, **how: Any) -> None:
    try:
        with transaction.atomic():
            employee.save(**how)
    except IntegrityError as problem:  # somebody else was first; the writer asked before
        twin = Employee.objects.filter(emp_code=employee.emp_code).exclude(pk=employee.pk)
        if twin.exists():
            raise PinTakenError(f"{employee.emp_code} is taken.", field="emp_code") from problem
        raise CardTakenError(f"Card {employee.card_no} is taken.", field="card_no") from problem


@transaction.atomic
def delete_employees(employees: QuerySet[Employee]) -> None:
    """Delete people with templates, messages, resignation and tokens; their punches stay."""
    people = list(employees)
    device_port().remove_people(areas_of(people))
    employees.delete()


@transaction.atomic
def move_to_areas(employees: Collection[Employee], areas: Collection[Area]) -> None:
    """Replace each person's areas."""
    _move(employees, areas)


def move_to_department(employees: Collection[Employee], department: Department) -> None:
    """Set the department, which terminals do not know."""
    _set(employees, department=department)


def move_to_position(employees: Collection[Employee], position: Position) -> None:
    """Set the position, which terminals do not know."""
    _set(employees, position=position)


def set_employee_type(employees: Collection[Employee], emp_type: int) -> None:
    """Set `emp_type`, 0 to 99, which terminals do not know."""
    _set(employees, emp_type=emp_type)


@transaction.atomic
def delete_templates(employees: Collection[Employee], flags: dict[str, bool | None]) -> None:
    """Delete the kinds of template whose flag is true, here and on the terminals."""
    bio_types = [bio_type for name, bio_type in BIO_TYPES.items() if flags.get(name)]
    if not bio_types:
        return
    templates: Any = Employee._meta.get_field("templates")
    model: type[Model] = templates.related_model
    owners = [employee.pk for employee in employees]
    model._default_manager.filter(employee__in=owners, bio_type__in=bio_types).delete()
    device_port().remove_templates(employees, bio_types)


def resync_to_devices(employees: Collection[Employee]) -> None:
    """Queue person, templates and photo to the terminals of their areas."""
    with transaction.atomic():
        device_port().resync_people([person for person in employees if not person.is_resigned])


def areas_of(employees: Collection[Employee]) -> dict[str, set[int]]:
    """emp_code -> ids of the person's areas."""
    found: dict[str, set[int]] = {employee.emp_code: set() for employee in employees}
    ties = EmployeeArea.objects.filter(employee__in=[employee.pk for employee in employees])
    for emp_code, area in ties.values_list("employee__emp_code", "area_id"):
        found[emp_code].add(area)
    return found


def _add_areas(employees: Iterable[Employee], areas: Iterable[Area]) -> None:
    EmployeeArea.objects.bulk_create(
        [EmployeeArea(employee=person, area=area) for person in employees for area in areas],
        batch_size=1000,
    )


def _move(employees: Collection[Employee], areas: Collection[Area]) -> bool:
    """Set the areas of people; whether anybody's changed."""
    target = {area.pk for area in areas}
    before = areas_of(employees)
    moving = [person for person in employees if before[person.emp_code] != target]
    if not moving:
        return False
    EmployeeArea.objects.filter(employee__in=[person.pk for person in moving]).delete()
    _add_areas(moving, areas)
    _touch(moving)
    lost = {person.emp_code: before[person.emp_code] - target for person in moving}
    device_port().remove_people({code: left for code, left in lost.items() if left})
    device_port().update_people([person for person in moving if not person.is_resigned])
    return True


@transaction.atomic
def _set(employees: Collection[Employee], **change: Any) -> None:
    rows = Employee.objects.filter(pk__in=[employee.pk for employee in employees])
    rows.update(**change, update_time=local_now())


def _touch(employees: Iterable[Employee]) -> None:
    pks = [employee.pk for employee in employees]
    Employee.objects.filter(pk__in=pks).update(update_time=local_now())
