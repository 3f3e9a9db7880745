"""The report: as text while it is made, as RESULTS.md, and as figures to compare with later."""

import json
import os
import platform
import sqlite3
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks.bench import BENCHMARKS
from benchmarks.bench.figures import Figure
from benchmarks.bench.rows import Result

RESULTS, FIGURES = BENCHMARKS / "RESULTS.md", BENCHMARKS / "results.json"
LEAST_NOISE = 0.15  # of a median, whatever its rounds say
Values = dict[str, dict[str, object]]


def line_of(one: Result) -> str:
    """A row of the first table."""
    low, high = min(one.ratios), max(one.ratios)
    verdict = "" if not one.wanted else "met" if one.median >= one.wanted else "missed"
    wanted = f"{one.wanted:.2f}" if one.wanted else ""
    cpu = " / ".join(f"{ms:.2f}" for ms in one.cpu_ms) if any(one.cpu_ms) else ""
    cells = (one.title, one.connections, one.peer, f"{one.median:.2f}", f"{low:.2f}-{high:.2f}",
             wanted, verdict, cpu)  # fmt: skip
    return f"| {' | '.join(map(str, cells))} |"


def line_of_figure(one: Figure) -> str:
    low, high = min(one.values), max(one.values)
    met = one.wanted is not None and (
        one.median >= one.wanted if one.is_least else one.median <= one.wanted
    )
    wanted = "" if one.wanted is None else f"{'>=' if one.is_least else '<='} {one.wanted:,g}"
    verdict = "" if one.wanted is None else "met" if met else "missed"
    cells = (one.title, f"{shown(one.median)} {one.unit}", f"{shown(low)}-{shown(high)}",
             wanted, verdict)  # fmt: skip
    return f"| {' | '.join(cells)} |"


def shown(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def machine(packages: Sequence[str], data: str) -> str:
    own = ", ".join(
        f"{name} {version(name)}" for name in ("Django", "djangorestframework", "granian")
    )
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()};"
        f" Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {own};"
        f" {', '.join(packages)}. {data} Load of the machine when it ended: {load}."
    )


def written(results: Sequence[Result], figures: Sequence[Figure], about: str, how: str) -> str:
    lines = [
        "# Results of `make bench`",
        "",
        "Written by the program; [README](README.md) says what is measured and how.",
        "",
        about,
        "",
        how,
        "",
        "## Requests",
        "",
        "Ratios of requests a second, in turn: above 1 the emulator is faster than the peer.",
        "The last column is processor time a request in ms, the emulator's / the peer's.",
        "",
        "| request | connections | peer | ratio | from-to | wanted | | CPU ms |",
        "|---|--:|---|--:|---|--:|---|---|",
        *map(line_of, results),
    ]
    if figures:
        lines += ["", "## Bulk work, start and memory", ""]
        lines += ["| what | median | from-to | wanted | |", "|---|--:|---|--:|---|"]
        lines += map(line_of_figure, figures)
    return "\n".join(lines) + "\n"


def values(results: Sequence[Result], figures: Sequence[Figure]) -> Values:
    """What is compared later: medians, their spread, and which way is worse."""
    found: Values = {
        one.key: {"median": one.median, "spread": max(one.ratios) - min(one.ratios), "up": True}
        for one in results
    }
    for one in figures:
        spread = max(one.values) - min(one.values)
        found[one.key] = {"median": one.median, "spread": spread, "up": one.is_least}
    return found


def worse(now: Values, before: Values) -> list[str]:
    """What is worse than the committed figures by more than the noise of both."""
    found = []
    for key, one in now.items():
        known = before.get(key)
        if known is None:
            continue
        new, old = float(str(one["median"])), float(str(known["median"]))
        spread = float(str(one["spread"])) + float(str(known["spread"]))
        noise = max(spread / 2, LEAST_NOISE * old)
        if (old - new if one["up"] else new - old) > noise:
            found.append(f"{key}: {shown(new)}, was {shown(old)} (noise {shown(noise)})")
    return found


def save(text: str, found: Values) -> None:
    RESULTS.write_text(text)
    FIGURES.write_text(json.dumps(found, indent=1) + "\n")


def committed(file: Path = FIGURES) -> Values:
    known: Values = json.loads(file.read_text())
    return known
