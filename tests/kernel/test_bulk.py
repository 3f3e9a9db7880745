"""Records stored without the ORM are those that the ORM would have stored."""

from datetime import date, datetime

import pytest
from django.db import IntegrityError, transaction

from etpserver.api.bulk import insert_all, insert_rows
from personnel.models import Area, Department, Employee, EmployeeArea
from tests.factories import make_area, make_department

pytestmark = pytest.mark.django_db
MOMENT = datetime.fromisoformat("2026-01-05T12:00:00.000001")


def people(department: Department, start: int) -> list[Employee]:
    """One who has everything, and one who has what must be."""
    whole = {
        "first_name": "आशा", "address": "'%s \u8fdf", "gender": "", "hire_date": date(1, 1, 1),
        "validity_end": date(9999, 12, 31), "emp_type": 0, "enable_att": False,
        "flow_role": [1, 2], "card_no": f"{start}", "update_time": MOMENT,
    }  # fmt: skip
    return [
        Employee(id=str(start), emp_code=str(start), department=department, **whole),
        Employee(id=str(start + 1), emp_code=f"0{start}", department=department),
    ]


def stored(*keys: int) -> list[dict[str, object]]:
    own = {"id", "emp_code", "card_no", "update_time"}
    rows = Employee.objects.filter(pk__in=[str(key) for key in keys]).order_by("pk").values()
    return [{name: value for name, value in row.items() if name not in own} for row in rows]


def test_all_fields_are_stored_as_bulk_create_stores_them():
    department = make_department()

    insert_all(people(department, 10))

    Employee.objects.bulk_create(people(department, 20))
    assert stored(10, 11) == stored(20, 21)
    first = Employee.objects.get(pk="10")
    assert (first.emp_code, first.card_no, first.update_time) == ("10", "10", MOMENT)
    assert (first.flow_role, first.enable_att, first.hire_date) == ([1, 2], False, date(1, 1, 1))


def test_rows_get_their_keys_from_the_database():
    area: Area = make_area()
    insert_all(people(make_department(), 10))

    insert_rows(EmployeeArea, ("employee", "area"), [("10", area.pk), ("11", area.pk)])

    rows = EmployeeArea.objects.order_by("pk").values_list("employee", "area")
    assert list(rows) == [("10", area.pk), ("11", area.pk)]


def test_nothing_is_nothing():
    insert_all([])
    insert_rows(EmployeeArea, ("employee", "area"), [])

    assert not Employee.objects.exists()


def test_what_the_database_refuses_is_an_integrity_error():
    department = make_department()
    insert_all(people(department, 10))

    with pytest.raises(IntegrityError), transaction.atomic():
        insert_all(people(department, 10))
