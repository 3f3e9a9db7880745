"""People as terminals tell of them: many at once."""

from collections.abc import Collection, Mapping

from django.db import transaction

from etpserver.api.clock import local_now
from personnel.areas.models import Area
from personnel.departments.models import Department
from personnel.employees.models import Employee, EmployeeArea
from personnel.employees.services import new_ids
from personnel.ports import DevicePort
from personnel.tree.models import ROOT_CODE

ROWS_AT_ONCE = 200


@transaction.atomic
def store_device_people(
    fresh: Collection[Employee],
    changed: Mapping[Employee, Collection[str]],
    *,
    area: Area,
    port: DevicePort,
) -> None:
    """Store new people, in the root department and one area, and changed ones.

    These come with the names of their changed fields. The port's terminals hear of all.
    """
    now = local_now()
    if fresh:
        root = Department.objects.get(dept_code=ROOT_CODE)
        for person, key in zip(fresh, new_ids(len(fresh)), strict=True):
            person.pk, person.department, person.update_time = key, root, now
        Employee.objects.bulk_create(fresh)
        EmployeeArea.objects.bulk_create(
            [EmployeeArea(employee=person, area=area) for person in fresh]
        )
    if changed:
        for person in changed:
            person.update_time = now
        names = {"update_time"}.union(*changed.values())
        Employee.objects.bulk_update(changed, sorted(names), batch_size=ROWS_AT_ONCE)
    port.update_people([person for person in (*fresh, *changed) if not person.is_resigned])
