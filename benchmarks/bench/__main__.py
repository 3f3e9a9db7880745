"""python -m benchmarks.bench [--quick] [--check]: see benchmarks/README.md."""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

from benchmarks.bench import data, mocks, report, servers
from benchmarks.bench.bulk_rows import figures
from benchmarks.bench.rows import (
    AREAS,
    LIST,
    ONE,
    PAGE,
    PUNCHES,
    ROWS,
    Course,
    Result,
    after_writes,
    measured,
)
from benchmarks.bench.servers import Server, ask
from benchmarks.bench.workers import two_workers

EMPLOYEES = 10_000


def asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Compare the emulator with its peers.")
    parser.add_argument("--quick", action="store_true", help="a tenth of the punches, short runs")
    parser.add_argument("--check", action="store_true", help="compare with the committed results")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--seconds", type=int)
    parser.add_argument("--only", default="", help="rows whose title holds this; writes nothing")
    parser.add_argument("--peers", type=Path, help="a folder to keep npm's packages in")
    options = parser.parse_args()
    options.rounds = options.rounds or (3 if options.quick else 5)
    options.seconds = options.seconds or (2 if options.quick else 4)
    return options


def main() -> None:
    options = asked()
    rounds, seconds = options.rounds, options.seconds
    punches = 100_000 if options.quick else 1_000_000
    results: list[Result] = []
    bulk = []
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        course = Course(rounds, seconds, folder)
        say(f"building {EMPLOYEES:,} employees and {punches:,} punches")
        database = f"sqlite:///{folder / 'bench.sqlite3'}"
        data.build(database, folder, EMPLOYEES, punches)
        commands = servers.install(options.peers or folder / "npm")
        own = stack.enter_context(servers.emulator(database, folder))
        peers = started_peers(stack, own, commands, folder)
        for row in ROWS:
            if options.only in row.title:
                made = row.on_page(punches // 50 - punches // 2500)
                results.extend(map(told, measured(made, own, peers, course)))
        if not options.only:
            results.append(told(after_writes(own, peers["Prism"], rounds)))
            for peer in peers.values():
                peer.process.terminate()
            file = folder / "bench.sqlite3"
            results.append(told(two_workers(own, file, rounds, seconds)))
            for figure in figures(own, file, commands, is_quick=options.quick):
                say(report.line_of_figure(figure))
                bulk.append(figure)
    found = report.values(results, bulk)
    if options.check:
        lost = report.worse(found, report.committed())
        say("\n".join(lost) or "Nothing got worse by more than its noise.")
        sys.exit(bool(lost))
    if not options.only:
        about = report.machine(
            list(servers.PACKAGES.values()), f"{EMPLOYEES:,} employees, {punches:,} punches."
        )
        how = f"{rounds} rounds of {seconds} s each; one process of each server."
        report.save(report.written(results, bulk, about, how), found)


def started_peers(
    stack: ExitStack, own: Server, commands: Path, folder: Path
) -> Mapping[str, Server]:
    def answer(path: str) -> bytes:
        return ask(own.url + path, own.headers)

    area = {"area_code": "BENCH", "area_name": "Bench"}
    answers = {
        ("get", LIST): answer(LIST + PAGE),
        ("get", f"{LIST}{{code}}/"): answer(ONE),
        ("get", PUNCHES): answer(PUNCHES + PAGE),
        ("get", AREAS): answer(AREAS),
        ("post", AREAS): ask(own.url + AREAS, own.headers, area),
    }
    made = (
        mocks.prism(commands, folder, answers),
        mocks.mockoon(commands, folder, answers),
        mocks.json_server(commands, folder, list(everybody(own))),
        servers.naive(folder / "bench.sqlite3", folder),
    )
    running = [stack.enter_context(one) for one in made]
    return {one.name: one for one in running}


def everybody(own: Server) -> Iterator[object]:
    for page in range(1, EMPLOYEES // 1000 + 1):
        yield from json.loads(ask(f"{own.url}{LIST}?page_size=1000&page={page}", own.headers))[
            "data"
        ]


def told(one: Result) -> Result:
    say(report.line_of(one))
    return one


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
