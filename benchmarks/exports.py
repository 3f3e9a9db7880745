"""Exporting punches, against a raw cursor that writes the same rows as csv.

    python benchmarks/exports.py
    python benchmarks/exports.py --rows 1000000 --rounds 1

Each measurement is a process of its own; what it takes beyond an idle process is its memory. The
ratio is to the raw cursor of the same round, so it says the same on every machine.
"""

# ruff: noqa: PLC0415  a child process sets Django up before it imports models

import argparse
import csv
import json
import os
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import attlog
from bulk import api, in_child, measured

EXPORT = "/iclock/api/transactions/export/"


def raw(folder: Path) -> dict[str, float]:
    """Every column of the table by a cursor of sqlite3, as csv."""
    from django.conf import settings

    result: dict[str, float] = {}
    database = sqlite3.connect(settings.DATABASES["default"]["NAME"])
    with measured(result), (folder / "raw.csv").open("w", encoding="utf-8", newline="") as file:
        rows = database.execute("SELECT * FROM iclock_transaction ORDER BY id DESC")
        csv.writer(file).writerows(rows)
    database.close()
    return result


def export(kind: str) -> dict[str, float]:
    """The export of every punch, its parts thrown away."""
    client = api()
    for _ in client.get(f"{EXPORT}?export_type={kind}&emp_code=nobody").streaming_content:
        pass  # what is imported and compiled once does not count
    result: dict[str, float] = {}
    with measured(result):
        for _ in client.get(f"{EXPORT}?export_type={kind}").streaming_content:
            pass
    return result


MEASUREMENTS: dict[str, Callable[[Path], dict[str, float]]] = {
    "raw cursor": raw,
    "export csv": lambda _: export("csv"),
    "export xlsx": lambda _: export("xls"),
}


def run_in_child(name: str, folder: Path) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "etpserver.settings")
    django.setup()
    print(json.dumps(MEASUREMENTS[name](folder)))  # noqa: T201


def rounds_of(folder: Path, rows: int, rounds: int) -> list[dict[str, dict[str, float]]]:
    """Seconds, ratio and memory of each measurement, by its name."""
    template = folder / "template.sqlite3"
    options = argparse.Namespace(lines=0, stored=rows)
    attlog.start("prepare", folder, template, options)
    found = []
    for _ in range(rounds):
        one = {name: in_child(__file__, name, folder, template) for name in MEASUREMENTS}
        for result in one.values():
            result["ratio"] = result["seconds"] / one["raw cursor"]["seconds"]
        found.append(one)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        run_in_child(options.child, options.folder)
        return
    with tempfile.TemporaryDirectory() as name:
        found = rounds_of(Path(name), options.rows, options.rounds)
    for title in MEASUREMENTS:
        seconds, ratio, memory = (
            statistics.median(one[title][key] for one in found)
            for key in ("seconds", "ratio", "memory")
        )
        line = f"{title:12} {seconds:7.2f} s {ratio:7.2f} x raw cursor {memory:6.0f} MB more\n"
        sys.stdout.write(line)


if __name__ == "__main__":
    main()
