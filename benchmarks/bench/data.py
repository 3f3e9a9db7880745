"""The database that is served: 10,000 employees of 40 fields, and their punches.

python -m benchmarks.bench.data <employees> <punches>       into the database of ETP_DATABASE
"""

# ruff: noqa: PLC0415  models can be imported once Django is set up

import os
import subprocess
import sys
from pathlib import Path

from benchmarks.bench import ROOT

FIRST = 100_000  # the first emp_code
PARTS = 20  # departments, and areas


def build(url: str, folder: Path, employees: int, punches: int) -> None:
    """Fill an empty database, in a process of its own; punches only on SQLite."""
    command = [sys.executable, "-m", "benchmarks.bench.data", str(employees), str(punches)]
    known = {key: value for key, value in os.environ.items() if not key.startswith("ETP_")}
    own = {"ETP_DATABASE": url, "ETP_DATA": str(folder)}
    subprocess.run(command, check=True, cwd=ROOT, env={**known, **own, "PYTHONPATH": str(ROOT)})


def fill(employees: int, punches: int) -> None:
    import attlog
    import django
    from bulk import HEADER, REFERENCES, person

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from etpserver.accounts.models import User
    from etpserver.emulator import fixtures
    from personnel.models import Area, Department, Employee, EmployeeArea

    call_command("migrate", verbosity=0)
    fixtures.load("empty")
    user, _ = User.objects.get_or_create(username="admin", defaults={"is_superuser": True})
    user.set_password("admin")
    user.save()
    names = [REFERENCES.get(name, name) for name in HEADER]
    departments = [
        Department.objects.create(dept_code=f"D{n}", dept_name="D") for n in range(PARTS)
    ]
    areas = [Area.objects.create(area_code=f"A{n}", area_name="A") for n in range(PARTS)]
    people, places = [], []
    for number in range(employees):
        values = dict(zip(names, person(number), strict=True))
        department, area = departments[number % PARTS], areas[number // PARTS % PARTS]
        values |= {"department_id": department.pk, "position_id": 1, "enable_att": True}
        del values["area_code"]
        key = str(10**12 + FIRST + number)
        people.append(Employee(id=key, **values))
        places.append(EmployeeArea(employee_id=key, area=area))
    Employee.objects.bulk_create(people, batch_size=200)
    EmployeeArea.objects.bulk_create(places, batch_size=1000)
    assert settings.DATABASES["default"]["NAME"]  # noqa: S101
    attlog.EMPLOYEES = employees
    from iclock.models import Terminal

    Terminal.objects.create(sn=attlog.SN)
    if punches:
        attlog.insert(attlog.rows(0, punches))


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "etpserver.settings"
    fill(int(sys.argv[1]), int(sys.argv[2]))
