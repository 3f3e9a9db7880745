"""What is exported can be imported: into an empty server, and over itself."""

from datetime import date, timedelta

import pytest

from personnel.models import Area, Department, Employee, EmployeeArea, Position
from tests.personnel.employees.answers import IMPORTED
from tests.personnel.employees.people import EMPLOYEES, SENT_HASH, stored
from tests.personnel.employees.uploads import cells_of, send

PEOPLE = 300
NAMES = [
    "Asha", "नमस्ते", "שלום", "😀 𠮷", "O'Brien", 'say "hi"', "a,b;c", "=1+1", "two\nlines", "-",
    "007", "_x000D_", "a\tb", "\u202eRTL", "1.0", "2025-06-17", "true", "null", "+44", "'quoted'",
    "a\r\nb",
]  # fmt: skip


@pytest.fixture
def company(api):
    """People with every kind of value, deterministically."""
    departments = Department.objects.bulk_create(
        Department(dept_code=code, dept_name=f"Dept {code}") for code in ("IT", "0042", "विभाग")
    )
    positions = Position.objects.bulk_create(
        Position(position_code=code, position_name=f"Post {code}") for code in ("DEV", "007")
    )
    areas = Area.objects.bulk_create(
        Area(area_code=code, area_name=f"Area; {code}") for code in ("W", "E", "100")
    )
    people = Employee.objects.bulk_create(_person(n, departments, positions) for n in range(PEOPLE))
    EmployeeArea.objects.bulk_create(
        EmployeeArea(employee=person, area=areas[(number + turn) % 3])
        for number, person in enumerate(people)
        for turn in range(number % 3 + 1)
    )


def _person(n, departments, positions):
    day = date(2024, 2, 29) + timedelta(days=n)
    return Employee(
        id=f"{1000000000000 + n}",
        emp_code=f"{n:04d}" if n % 2 else f"E-{n}_x.y",
        first_name=NAMES[n % len(NAMES)],
        last_name=None if n % 3 else NAMES[-n % len(NAMES)],
        device_password=f"0{n}" if n % 4 else None,
        card_no=f"00{n}" if n % 5 else None,
        department=departments[n % 3],
        position=positions[n % 2] if n % 7 else None,
        hire_date=day if n % 2 else None,
        gender=("M", "F", None)[n % 3],
        birthday=day - timedelta(days=9000),
        verify_mode=n % 202 - 1,
        emp_type=n % 100 if n % 3 else None,
        validity_start=day if n % 4 else None,
        validity_end=day + timedelta(days=n) if n % 4 else None,
        address="x" * 200 if n % 50 == 0 else None,
        email="user@example.com" if n % 2 else None,
        postcode="0411038" if n % 2 else None,
        enable_att=n % 2 == 0,
        enable_overtime=n % 3 == 0,
        enable_holiday=n % 5 != 0,
        dev_privilege=(0, 1, 2, 6, 10, 14)[n % 6],
        flow_role=list(range(n % 4)),
        app_status=n % 2,
        app_role=n % 3 + 1,
        **({"self_password": SENT_HASH} if n % 10 == 0 else {}),
    )


def export(api, kind):
    return api.get(f"{EMPLOYEES}export/", {"export_type": kind}).getvalue()


@pytest.mark.parametrize("kind", ["csv", "txt", "xls"])
def test_an_export_comes_back_the_same_on_an_empty_server(api, company, kind):
    before = export(api, kind)
    Employee.objects.all().delete()
    assert send(api, f"{EMPLOYEES}import_emp/", before).json() == IMPORTED
    after = export(api, kind)
    assert Employee.objects.count() == PEOPLE
    if kind == "xls":
        assert cells_of(after) == cells_of(before)
    else:
        assert after == before


@pytest.mark.parametrize("import_type", [0, 1])
@pytest.mark.parametrize("kind", ["csv", "txt", "xls"])
def test_an_export_over_itself_changes_nothing(  # noqa: PLR0917
    api, company, devices, clock, kind, import_type
):
    before = stored()
    answer = send(api, f"{EMPLOYEES}import_emp/", export(api, kind), import_type)
    assert (answer.status_code, answer.json()) == (200, IMPORTED)
    assert (stored(), devices.calls) == (before, [])


def test_chosen_columns_in_another_order_come_back_too(api, company, devices):
    headers = "area_code,city,emp_code,first_name,dept_code,id,update_time,fingerprint"
    query = {"export_type": "csv", "export_headers": headers, "ordering": "-emp_code"}
    content = api.get(f"{EMPLOYEES}export/", query).getvalue()
    before = stored()
    assert send(api, f"{EMPLOYEES}import_emp/", content).json() == IMPORTED
    assert (stored(), devices.calls) == (before, [])
