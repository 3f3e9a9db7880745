"""Importing and exporting many employees, against sqlite3's own executemany with the same rows.

    python benchmarks/bulk.py
    python benchmarks/bulk.py --rows 100000 --rounds 1

Each measurement is a process of its own on a fresh database: what it takes beyond an idle
process is its memory. Seconds are per 10,000 rows, the median of the rounds; the ratio is to the
bare `executemany` of the same round, so it says the same on every machine.
"""

# ruff: noqa: PLC0415  a child process sets Django up before it imports models

import argparse
import csv
import json
import os
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

EMPLOYEES = "/personnel/api/employees/"
HEADER = [
    "emp_code", "first_name", "last_name", "device_password", "card_no", "dept_code",
    "position_code", "hire_date", "gender", "birthday", "verify_mode", "validity_start",
    "validity_end", "mobile", "city", "address", "email", "enable_att", "dev_privilege",
    "area_code", "app_status",
]  # fmt: skip
REFERENCES = {"dept_code": "department_id", "position_code": "position_id"}


@contextmanager
def measured(result: dict[str, float]) -> Iterator[None]:
    """Seconds, and by how much the process' largest memory grew, in MB."""
    before, start = peak(), time.perf_counter()
    yield
    result["seconds"] = time.perf_counter() - start
    result["memory"] = peak() - before


def peak() -> float:
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return largest / (1024 * 1024 if sys.platform == "darwin" else 1024)


# ---- in a process of its own ------------------------------------------------------------------


def prepare(folder: Path, rows: int) -> dict[str, float]:
    """A database without employees, one with all of them, and the files to import."""
    from django.core.management import call_command
    from openpyxl import Workbook

    from etpserver.accounts.models import User
    from etpserver.emulator import fixtures

    call_command("migrate", verbosity=0)
    fixtures.load("empty")
    User.objects.get_or_create(username="admin", defaults={"is_superuser": True})
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet()
    with (folder / "people.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for line in [HEADER, *(person(number) for number in range(rows))]:
            writer.writerow(line)
            sheet.append(line)
    workbook.save(folder / "people.xlsx")
    return {}


def person(number: int) -> list[str]:
    start = date(2020, 1, 1) + timedelta(days=number % 1500)
    return [
        f"{100000 + number}", f"First {number % 700}", f"Last {number % 900}", f"{number % 10000}",
        f"{70000000 + number}", "1", "1", str(start), "MF"[number % 2],
        str(start - timedelta(days=9000)), "0", str(start), str(start + timedelta(days=3650)),
        f"98{number:08d}", "Pune", f"{number} Station Road", f"person{number}@example.com", "true",
        "0", "1", "1",
    ]  # fmt: skip


def bare(folder: Path) -> dict[str, float]:
    """The same rows, with the same columns and indexes, by executemany in one transaction."""
    from django.conf import settings

    from personnel.models import Employee

    fields = Employee._meta.concrete_fields
    defaults = {field.attname: field.get_default() for field in fields}
    defaults |= {"flow_role": "[]", "company_id": str(defaults["company_id"]).replace("-", "")}
    with (folder / "people.csv").open(encoding="utf-8", newline="") as file:
        lines = [dict(zip(HEADER, line, strict=True)) for line in list(csv.reader(file))[1:]]
    people, places = [], []
    for number, line in enumerate(lines):
        key = str(10**12 + number)
        sent = {REFERENCES.get(name, name): text for name, text in line.items()}
        known = {name: str(value) for name, value in {**defaults, **sent, "id": key}.items()
                 if name in defaults and value is not None}  # fmt: skip
        known["enable_att"] = known["enable_holiday"] = "1"
        known["enable_overtime"] = "0"
        people.append([known.get(field.attname) for field in fields])
        places.append((key, 1))
    names = ", ".join(field.column for field in fields)
    marks = ", ".join("?" * len(fields))
    connection = sqlite3.connect(settings.DATABASES["default"]["NAME"])
    connection.executescript("PRAGMA synchronous=NORMAL; PRAGMA journal_mode=WAL;")
    result: dict[str, float] = {}
    with measured(result), connection:
        insert = f"INSERT INTO personnel_employee ({names}) VALUES ({marks})"  # noqa: S608
        connection.executemany(insert, people)
        connection.executemany(
            "INSERT INTO personnel_employeearea (employee_id, area_id) VALUES (?, ?)", places
        )
    return result


def load(folder: Path, kind: str) -> dict[str, float]:
    """`import_emp` of a file."""
    client = api()
    url = f"{EMPLOYEES}import_emp/"
    header = ",".join(HEADER).encode()
    send(client, url, header)  # what is imported and compiled once does not count
    content = (folder / f"people.{kind}").read_bytes()
    result: dict[str, float] = {}
    with measured(result):
        send(client, url, content)
    return result


def save(folder: Path, kind: str) -> dict[str, float]:
    """The export of everybody."""
    client = api()
    url = f"{EMPLOYEES}export/?export_type={kind}"
    for _ in client.get(f"{url}&emp_code=nobody").streaming_content:
        pass
    result: dict[str, float] = {}
    with measured(result):
        for _ in client.get(url).streaming_content:
            pass
    return result


def api() -> Any:
    from rest_framework.test import APIClient

    from etpserver.accounts.models import User

    client = APIClient()
    client.force_authenticate(User.objects.get(username="admin"))
    return client


def send(client: Any, url: str, content: bytes) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    form = {"import_type": "1", "import_file": SimpleUploadedFile("people", content)}
    answer = client.post(url, form, format="multipart")
    if answer.status_code != 200:
        raise SystemExit(answer.content.decode()[:2000])


MEASUREMENTS: dict[str, Callable[[Path], dict[str, float]]] = {
    "bare executemany": bare,
    "import xlsx": lambda folder: load(folder, "xlsx"),
    "import csv": lambda folder: load(folder, "csv"),
    # From here on the people are there.
    "import unchanged": lambda folder: load(folder, "csv"),
    "export xlsx": lambda folder: save(folder, "xls"),
    "export csv": lambda folder: save(folder, "csv"),
}


def run_in_child(name: str, folder: Path, rows: int) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "etpserver.settings")
    django.setup()
    result = prepare(folder, rows) if name == "prepare" else MEASUREMENTS[name](folder)
    print(json.dumps(result))  # noqa: T201


# ---- around them ------------------------------------------------------------------------------


def start(name: str, folder: Path, database: Path, rows: int) -> dict[str, float]:
    return in_child(__file__, name, folder, database, "--rows", str(rows))


def in_child(program: str, name: str, folder: Path, database: Path, *more: str) -> dict[str, float]:
    """Run a measurement of this program in a child process on this database."""
    command = [sys.executable, program, "--child", name, "--folder", str(folder), *more]
    known = {key: value for key, value in os.environ.items() if not key.startswith("ETP_")}
    root = str(Path(__file__).resolve().parent.parent)
    environment = {**known, "ETP_DATABASE": f"sqlite:///{database}", "PYTHONPATH": root}
    environment["ETP_DATA"] = str(folder)
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=environment).stdout
    found: dict[str, float] = json.loads(output)
    return found


def one_round(folder: Path, rows: int) -> dict[str, dict[str, float]]:
    found = {}
    database = folder / "copy.sqlite3"
    for name in MEASUREMENTS:
        if name in {"bare executemany", "import xlsx", "import csv"}:
            for suffix in ("", "-wal", "-shm"):
                Path(f"{database}{suffix}").unlink(missing_ok=True)
            shutil.copy(folder / "template.sqlite3", database)
        found[name] = start(name, folder, database, rows)
    bare_seconds = found["bare executemany"]["seconds"]
    for result in found.values():
        result["ratio"] = result["seconds"] / bare_seconds
    return found


def report(rounds: list[dict[str, dict[str, float]]], rows: int) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"{rows:,} employees, {len(rounds)} round(s)")
    table.add_column("What")
    for heading in ("s per 10,000 rows", "times executemany", "MB more at the peak"):
        table.add_column(heading, justify="right")
    for name in MEASUREMENTS:
        seconds, ratio, memory = (
            statistics.median(found[name][key] for found in rounds)
            for key in ("seconds", "ratio", "memory")
        )
        table.add_row(name, f"{seconds * 10_000 / rows:.2f}", f"{ratio:.1f}", f"{memory:.0f}")
    Console().print(table)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        run_in_child(options.child, options.folder, options.rows)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        template = folder / "template.sqlite3"
        start("prepare", folder, template, options.rows)
        with sqlite3.connect(template) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        rounds = [one_round(folder, options.rows) for _ in range(options.rounds)]
    report(rounds, options.rows)


if __name__ == "__main__":
    main()
