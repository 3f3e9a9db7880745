"""Fuzz a server of its own by its OpenAPI documents, and as terminals: `make fuzz`.

    python -m tests.reliability.fuzz --cases 5000 --seed 7

Rounds of parts, each part in a new world, until there are as many cases as wanted. The same seed
and the same number of cases give the same requests. Exit 1 if anything was answered as it must
not be.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.cli.conftest import Commands
from tests.reliability.fuzz.devices import part_of_terminals
from tests.reliability.fuzz.parts import PARTS
from tests.reliability.fuzz.report import Result, by_status, table
from tests.reliability.fuzz.running import Run, run_part
from tests.reliability.fuzz.target import drop_target, new_target

TERMINALS, MODELS = "terminals", "models"
ASKING = (*PARTS, TERMINALS)
DEVICE_CASES = 120  # for each example of an operation
A_ROUND = 700  # cases of all parts, for each example of an operation
MOST_EXAMPLES = 20
# From so many cases on a run is a long one: it begins with what schemathesis tries systematically,
# which is 25,000 cases, and ends with the models.
LONG = 30_000


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--cases", type=int, default=50_000, help="as many at least")
    parser.add_argument("--seed", type=int, default=1, help="what is drawn from; a round adds one")
    parser.add_argument("--examples", type=int, help="of an operation in a round")
    parser.add_argument(
        "--coverage",
        action=argparse.BooleanOptionalAction,
        help=f"begin with what is tried systematically; the default from {LONG:,} cases on",
    )
    parser.add_argument(
        "--only", choices=(*ASKING, MODELS), action="append", help="these parts alone"
    )
    parser.add_argument("--operation", help="these operations alone: a regular expression of paths")
    parser.add_argument("--tool", help="an installed schemathesis; else uv fetches it")
    chosen = parser.parse_args()
    if chosen.examples is None:
        chosen.examples = min(MOST_EXAMPLES, max(2, chosen.cases // A_ROUND))
    if chosen.coverage is None:
        chosen.coverage = chosen.cases >= LONG
    if chosen.only is None:
        chosen.only = [*ASKING, *([MODELS] if chosen.cases >= LONG else [])]
    return chosen


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


def main() -> int:
    chosen = arguments()
    started = time.monotonic()
    total, again = Result(), []
    with tempfile.TemporaryDirectory(prefix="etp-fuzz-") as name:
        folder = Path(name)
        with Commands(folder, folder / "cache").serve() as server:
            say(f"Server {server.url}, seed {chosen.seed}, {chosen.cases:,} cases at least")
            seed = chosen.seed
            parts = [part for part in chosen.only if part != MODELS]
            while parts and total.cases < chosen.cases:
                for part in parts:
                    say(f"{part}, seed {seed}")
                    found = run(part, server.url, seed, chosen, folder)
                    again += [(part, seed)] if found.failures else []
                    total.add(found)
                    rate = total.cases / (time.monotonic() - started)
                    say(f"  in all {total.cases:,} of {chosen.cases:,}, {rate:.0f} a second,"
                        f" {len(total.failures)} failures")  # fmt: skip
                seed += 1
            log = server.said()
    if "Traceback" in log:
        total.fail("the server's log", log[log.index("Traceback") :][:5000])
    say("\n" + table(total))
    say(f"\n{total.cases:,} cases in {time.monotonic() - started:.0f} s; {by_status(total)}")
    if MODELS in chosen.only and not models_hold(chosen.seed):
        total.fail(MODELS, "see above")
        again.append((MODELS, chosen.seed))
    tell_failures(total, again, chosen)
    return 1 if total.failures else 0


def run(part: str, server: str, seed: int, chosen: argparse.Namespace, folder: Path) -> Result:
    """Run a part in a world of its own."""
    target = new_target(server, f"fuzz-{part.replace(' ', '-')}", seed)
    try:
        if part == TERMINALS:
            return part_of_terminals(target, seed, DEVICE_CASES * chosen.examples)
        is_first = seed == chosen.seed
        how = Run(
            seed, chosen.examples, folder, is_first, is_first and chosen.coverage,
            chosen.operation, chosen.tool,
        )  # fmt: skip
        return run_part(PARTS[part], target, how, say)
    finally:
        drop_target(target)


def models_hold(seed: int) -> bool:
    """Run the tests beside this folder at length; whether they pass."""
    say(f"\n{MODELS}, seed {seed}")
    told = [
        "--hypothesis-profile=fuzz",
        f"--hypothesis-seed={seed}",
        str(Path(__file__).parents[1]),
    ]
    command = [sys.executable, "-m", "pytest", "-v", "--no-header", "-p", "no:randomly", *told]
    return subprocess.run(command, check=False).returncode == 0


def tell_failures(total: Result, again: list[tuple[str, int]], chosen: argparse.Namespace) -> None:
    for text in total.told:
        say(text)
    for text in total.failures:
        say(f"FAILED {text}")
    for part, seed in again:
        coverage = "--coverage" if chosen.coverage and seed == chosen.seed else "--no-coverage"
        one = f"--only '{part}' --seed {seed} --examples {chosen.examples} --cases 1 {coverage}"
        say(f'Again: make fuzz FUZZ_ARGS="{one}"')
    say(f"{len(total.failures)} failures")


if __name__ == "__main__":
    sys.exit(main())
