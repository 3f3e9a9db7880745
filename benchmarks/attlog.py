"""Uploading an attendance log, against sqlite3's own executemany with the same rows.

    python benchmarks/attlog.py
    python benchmarks/attlog.py --lines 500000 --stored 1000000

Each measurement is a process of its own on a fresh database that holds `--stored` punches: what
it takes beyond an idle process is its memory. The ratio is to the bare `executemany` of the same
round, so it says the same on every machine.
"""

# ruff: noqa: PLC0415  a child process sets Django up before it imports models

import argparse
import json
import os
import shutil
import sqlite3
import statistics
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bulk import in_child, measured

UPLOAD = "/iclock/api/transactions/action/"
SN = "BENCH1"
EMPLOYEES = 10_000
UNKNOWN_OF = 50  # one line of so many is of nobody
FIRST = datetime.fromisoformat("2025-01-01T00:00:00")
INSERT = "INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT DO NOTHING"


def punches(first: int, count: int) -> Iterator[tuple[str, str]]:
    """PIN and time of so many punches; people come in no order, times do."""
    for number in range(first, first + count):
        pin = str(100_000 + number * 7919 % EMPLOYEES)
        person = f"x{pin}" if number % UNKNOWN_OF == 0 else pin
        yield person, str(FIRST + timedelta(seconds=number))


# ---- in a process of its own ------------------------------------------------------------------


def prepare(folder: Path, lines: int, stored: int) -> dict[str, float]:
    """A database with employees, a terminal and punches, and the file to upload."""
    from django.core.management import call_command

    from etpserver.accounts.models import User
    from etpserver.emulator import fixtures
    from iclock.models import Terminal
    from personnel.models import Employee

    call_command("migrate", verbosity=0)
    fixtures.load("empty")
    User.objects.get_or_create(username="admin", defaults={"is_superuser": True})
    Terminal.objects.create(sn=SN)
    codes = range(100_000, 100_000 + EMPLOYEES)
    people = [Employee(id=str(10**12 + n), emp_code=str(n), department_id=1) for n in codes]
    Employee.objects.bulk_create(people, batch_size=500)
    insert(rows(0, stored))
    with (folder / f"{SN}_attlog.dat").open("w", encoding="utf-8", newline="") as file:
        file.writelines(f"{pin:>9}\t{time}\t1\t0\t1\t0\r\n" for pin, time in punches(stored, lines))
    return {}


def bare(folder: Path, lines: int, stored: int) -> dict[str, float]:
    """The same rows into the same tables by executemany in one transaction, nothing read."""
    found = rows(stored, lines)
    result: dict[str, float] = {}
    with measured(result):
        insert(found)
    return result


def rows(first: int, count: int) -> dict[str, list[tuple[Any, ...]]]:
    """The statements of both tables with their rows, fit for sqlite3."""
    from iclock.models import Transaction, UnregisteredPunch

    prepared = {}
    for model, code in ((Transaction, "emp_code"), (UnregisteredPunch, "crc")):
        fields = [field for field in model._meta.concrete_fields if not field.primary_key]
        values = {field.attname: plain(field.get_default()) for field in fields}
        values |= {"punch_state": "0", "verify_type": 1, "work_code": "0", "terminal_sn": SN,
                   "terminal_alias": "Auto add", "area_alias": "Not Authorized",
                   "terminal_id": 1}  # fmt: skip
        names = list(values)
        person, time = names.index(code), names.index("punch_time")
        employee = names.index("emp_id")
        made = []
        for pin, at in punches(first, count):
            if pin.startswith("x") == (code == "crc"):
                row = list(values.values())
                row[person], row[time] = pin, at
                if code == "emp_code":
                    row[employee] = str(10**12 + int(pin))
                made.append(tuple(row))
        columns, marks = ", ".join(names), ", ".join("?" * len(names))
        table = model._meta.db_table
        prepared[INSERT.format(table=table, names=columns, marks=marks)] = made
    return prepared


def plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int | str) else str(value).replace("-", "")


def insert(found: dict[str, list[tuple[Any, ...]]]) -> None:
    from django.conf import settings

    connection = sqlite3.connect(settings.DATABASES["default"]["NAME"])
    connection.executescript("PRAGMA synchronous=NORMAL; PRAGMA journal_mode=WAL;"
                             "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-8000;")  # fmt: skip
    with connection:
        for statement, values in found.items():
            connection.executemany(statement, values)
    connection.close()


def upload(folder: Path, lines: int, stored: int) -> dict[str, float]:
    """`transactions/action/` with the file."""
    client, name = api(), f"{SN}_attlog.dat"
    send(client, name, b"")  # what is imported and compiled once does not count
    content = (folder / name).read_bytes()
    result: dict[str, float] = {}
    with measured(result):
        send(client, name, content)
    return result


def api() -> Any:
    from rest_framework.test import APIClient

    from etpserver.accounts.models import User

    client = APIClient()
    client.force_authenticate(User.objects.get(username="admin"))
    return client


def send(client: Any, name: str, content: bytes) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    form = {"upload_file": SimpleUploadedFile(name, content)}
    answer = client.post(UPLOAD, form, format="multipart")
    if answer.status_code != 200:
        raise SystemExit(answer.content.decode()[:2000])


MEASUREMENTS: dict[str, Callable[[Path, int, int], dict[str, float]]] = {
    "bare executemany": bare,
    "upload": upload,
    "the same again": upload,
}


def run_in_child(options: argparse.Namespace) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "etpserver.settings")
    django.setup()
    run = prepare if options.child == "prepare" else MEASUREMENTS[options.child]
    print(json.dumps(run(options.folder, options.lines, options.stored)))  # noqa: T201


# ---- around them ------------------------------------------------------------------------------


def start(name: str, folder: Path, database: Path, options: argparse.Namespace) -> dict[str, float]:
    """Run a measurement in a child process on this database."""
    counts = ("--lines", str(options.lines), "--stored", str(options.stored))
    return in_child(__file__, name, folder, database, *counts)


def one_round(folder: Path, options: argparse.Namespace) -> dict[str, dict[str, float]]:
    found = {}
    database = folder / "copy.sqlite3"
    for name in MEASUREMENTS:
        if name != "the same again":
            for suffix in ("", "-wal", "-shm"):
                Path(f"{database}{suffix}").unlink(missing_ok=True)
            shutil.copy(folder / "template.sqlite3", database)
        found[name] = start(name, folder, database, options)
    for result in found.values():
        result["ratio"] = result["seconds"] / found["bare executemany"]["seconds"]
    return found


def report(rounds: list[dict[str, dict[str, float]]], options: argparse.Namespace) -> None:
    from rich.console import Console
    from rich.table import Table

    title = f"{options.lines:,} lines onto {options.stored:,} punches, {len(rounds)} round(s)"
    table = Table(title=title)
    table.add_column("What")
    for heading in ("seconds", "lines a second", "times executemany", "MB more at the peak"):
        table.add_column(heading, justify="right")
    for name in MEASUREMENTS:
        seconds, ratio, memory = (
            statistics.median(found[name][key] for found in rounds)
            for key in ("seconds", "ratio", "memory")
        )
        rate = f"{options.lines / seconds:,.0f}"
        table.add_row(name, f"{seconds:.2f}", rate, f"{ratio:.1f}", f"{memory:.0f}")
    Console().print(table)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--stored", type=int, default=0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        run_in_child(options)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        template = folder / "template.sqlite3"
        start("prepare", folder, template, options)
        with sqlite3.connect(template) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        rounds = [one_round(folder, options) for _ in range(options.rounds)]
    report(rounds, options)


if __name__ == "__main__":
    main()
