"""`etpserver simulate`: virtual terminals from the command line, with progress and a report."""

import asyncio
import json
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from iclock.virtual.addresses import is_url
from iclock.virtual.behaviour import Enrolment
from iclock.virtual.live import Guests, live, stop_with_stdin
from iclock.virtual.report import Report
from iclock.virtual.rest import RestApi, RestError
from iclock.virtual.simulation import Plan, Progress, simulate

if TYPE_CHECKING:
    from rich.console import Console

DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([smh]?)", re.ASCII)
SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600}
SPARSE_S = 10.0  # between two lines of progress where there is no terminal
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class WantedError(ValueError):
    """A flag that cannot be used; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The flags of `simulate`."""

    server: str
    terminals: int
    punches_per_minute: float
    duration: str
    serial_prefix: str
    seed: int
    people: int
    token: str
    login: str
    enrolment: Enrolment
    speed: float


def run(wanted: Wanted, *, as_json: bool) -> int:
    """Simulate and print the report; answers the exit code."""
    try:
        seconds = seconds_of(wanted.duration)
        if not is_url(wanted.server):
            raise WantedError(f"{wanted.server} is no URL; give one such as http://127.0.0.1:8088.")
        report = asyncio.run(_simulate(wanted, seconds))
    except (WantedError, RestError) as problem:
        sys.stderr.write(f"etpserver: {problem}\n")
        return 1
    if as_json:
        sys.stdout.write(json.dumps(report.as_json(), indent=2) + "\n")
    else:
        _print_report(report)
    if not report.latency_ms:
        sys.stderr.write(f"etpserver: No server answered at {report.server}.\n")
        return 1
    return 1 if report.lost else 0


def run_live(server: str, terminals: int, seed: int) -> int:
    """The terminals of `serve`: its key comes as a line of stdin, and they end with stdin."""
    token = sys.stdin.readline().strip()
    # It calls the server that started it: whatever certificate that has is the right one.
    rest = RestApi(server, token, verify=False, trust_env=False)
    try:
        asyncio.run(_live(Guests(server, terminals, seed, rest)))
    except RestError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


def seconds_of(text: str) -> float:
    """A duration such as `90`, `60s`, `5m`, `1h`."""
    found = DURATION.fullmatch(text.strip().lower())
    if not found or float(found[1]) <= 0:
        raise WantedError(f"--for {text}: takes a duration such as 60s, 5m or 1h.")
    return float(found[1]) * SECONDS[found[2]]


async def _live(guests: Guests) -> None:
    stop = asyncio.Event()
    stop_with_stdin(stop)
    with _stopped_by_signals(stop):
        await live(guests, _say, stop)


async def _simulate(wanted: Wanted, seconds: float) -> Report:
    plan = Plan(
        server=wanted.server,
        terminals=wanted.terminals,
        punches_per_minute=wanted.punches_per_minute,
        seconds=seconds,
        serial_prefix=wanted.serial_prefix,
        seed=wanted.seed,
        people=wanted.people,
        enrolment=wanted.enrolment,
        speed=wanted.speed,
        rest=await _rest(wanted),
    )
    stop = asyncio.Event()
    with _stopped_by_signals(stop), _shown(plan) as progress:
        return await simulate(plan, progress, stop)


async def _rest(wanted: Wanted) -> RestApi | None:
    if not wanted.token and not wanted.login:
        return None
    rest = RestApi(wanted.server, wanted.token)
    if wanted.login:
        name, colon, password = wanted.login.partition(":")
        if not colon:
            raise WantedError("--login: takes USER:PASSWORD.")
        await rest.log_in(name, password)
    return rest


@contextmanager
def _stopped_by_signals(stop: asyncio.Event) -> Iterator[None]:
    """The first Ctrl-C ends the simulation, which then reports; the second ends the process."""
    loop = asyncio.get_running_loop()

    def on_signal(number: int, *_frame: Any) -> None:
        signal.signal(number, signal.SIG_DFL)
        loop.call_soon_threadsafe(stop.set)

    for number in STOP_SIGNALS:
        signal.signal(number, on_signal)
    yield


@contextmanager
def _shown(plan: Plan) -> Iterator[Progress]:
    """Progress on a terminal, a line now and then elsewhere."""
    if not sys.stderr.isatty():
        yield Progress(_SparseLines())
        return
    from rich.console import Console  # noqa: PLC0415  slow to load, and only a terminal needs it
    from rich.live import Live  # noqa: PLC0415

    with Live(console=Console(stderr=True), refresh_per_second=4, transient=True) as display:
        yield Progress(lambda progress: display.update(_panel(plan, progress)))


class _SparseLines:
    def __init__(self) -> None:
        self._due = 0.0

    def __call__(self, progress: Progress) -> None:
        if progress.seconds >= self._due:
            self._due = progress.seconds + SPARSE_S
            _say(_line(progress))


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def _line(progress: Progress) -> str:
    fleet, tally = progress.fleet, progress.tally
    talking = f"{fleet.talking} of {len(fleet.terminals)} terminals talk" if fleet else ""
    waiting = f"{fleet.waiting} records wait" if fleet else ""
    parts = (f"{progress.seconds:.0f} s", progress.phase, talking, waiting)
    return ", ".join(filter(None, (*parts, f"{tally.requests} requests, {tally.failed} failed")))


def _panel(plan: Plan, progress: Progress) -> Any:
    from rich.panel import Panel  # noqa: PLC0415
    from rich.progress_bar import ProgressBar  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    grid = Table.grid(padding=(0, 2))
    fleet, tally = progress.fleet, progress.tally
    grid.add_row(progress.phase, ProgressBar(plan.seconds, progress.seconds, width=40))
    if fleet:
        grid.add_row("terminals", f"{fleet.talking} of {len(fleet.terminals)} talk")
        grid.add_row("records", f"{fleet.waiting} wait")
    grid.add_row("requests", f"{tally.requests}, {tally.failed} failed")
    return Panel(grid, title=f"simulating on {plan.server}", expand=False)


def _print_report(report: Report) -> None:
    from rich.console import Console  # noqa: PLC0415

    console = Console(highlight=False)
    console.print(
        f"{report.terminals} terminals on {report.server} for {report.seconds} s:"
        f" {report.requests} requests, {report.failed} failed"
    )
    if report.latency_ms:
        timed = report.latency_ms
        console.print(
            f"ms to reply: p50 {timed.p50}, p90 {timed.p90}, p99 {timed.p99}, max {timed.max}"
        )
    _print_records(console, report)
    _print_commands(console, report)


def _print_records(console: "Console", report: Report) -> None:
    from rich.table import Table  # noqa: PLC0415

    table = Table("records of", title="Uploads", title_justify="left")
    for heading in ("made", "sent", "acknowledged", "sent again", "lost"):
        table.add_column(heading, justify="right")
    for name, row in report.records.items():
        counts = (row.made, row.sent, row.acknowledged, row.retried, row.lost)
        table.add_row(name, *map(str, counts))
    console.print(table)


def _print_commands(console: "Console", report: Report) -> None:
    from rich.table import Table  # noqa: PLC0415

    if not report.commands:
        return
    table = Table("command", title="Commands", title_justify="left")
    for heading in ("carried out", "refused"):
        table.add_column(heading, justify="right")
    for verb, count in report.commands.items():
        refused = report.refused.get(verb, 0)
        table.add_row(verb, str(count - refused), str(refused))
    console.print(table)
