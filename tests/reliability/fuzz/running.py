"""Runs schemathesis over a part: as a tool with an environment of its own, which uv fetches."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.reliability.fuzz.parts import Part
from tests.reliability.fuzz.report import Result
from tests.reliability.fuzz.target import Target, write_known

VERSION = "schemathesis==4.32.5"
HOOKS = Path(__file__).parent / "hooks"
CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance",
    "response_headers_conformance", "response_schema_conformance",
)  # fmt: skip
# Examples and coverage draw nothing: in a later round they would be the same.
EXAMPLES, COVERAGE, DRAWN = "examples,", "coverage,", "fuzzing,stateful"
SAY_EVERY_S = 10
LINKS = re.compile(r"API Links: +(.*)")
ANSWER_S = 120  # for one request: a world of `demo` is built when the first one asks for it


@dataclass(frozen=True)
class Run:
    """How a part is run this time."""

    seed: int
    examples: int
    folder: Path
    is_first: bool
    has_coverage: bool
    operations: str | None = None  # a regular expression of paths
    tool: str | None = None  # an installed schemathesis; else uv fetches it


def command(part: Part, target: Target, run: Run) -> list[str]:
    """The command line of the tool."""
    uv = str(Path(sys.executable).parent / "uv")
    fetched = [uv, "tool", "run", "--quiet", "--from", VERSION, "schemathesis"]
    tool = [run.tool] if run.tool else fetched
    found = [
        *tool, "run", f"{target.server}{part.document}", "--url", target.url,
        "--seed", str(run.seed), "--max-examples", str(max(1, round(run.examples * part.weight))),
        "--phases", EXAMPLES * run.is_first + COVERAGE * run.has_coverage + DRAWN,
        "--checks", ",".join(CHECKS),
        "--no-shrink", "--continue-on-failure", "--generation-database", "none",
        "--suppress-health-check", "all", "--request-timeout", str(ANSWER_S), "--no-color",
        "--warnings", "off", "--report", "json",
        "--report-json-path", str(run.folder / "report.json"),
    ]  # fmt: skip
    for name, value in part.headers(target).items():
        found += ["--header", f"{name}: {value}"]
    for pattern in part.left_out:
        found += ["--exclude-path-regex", pattern]
    return [*found, "--include-path-regex", run.operations] if run.operations else found


def run_part(part: Part, target: Target, run: Run, say: Callable[[str], None]) -> Result:
    """Run it to its end; says now and then how far it is."""
    known, tally, said = (run.folder / name for name in ("known.json", "tally.json", "said.txt"))
    write_known(target, known)
    for old in (tally, run.folder / "report.json"):
        old.unlink(missing_ok=True)
    variables = {
        **os.environ,
        "PYTHONPATH": str(HOOKS),
        "SCHEMATHESIS_HOOKS": "etp_hooks",
        "ETP_FUZZ_KNOWN": str(known),
        "ETP_FUZZ_TALLY": str(tally),
    }
    with said.open("w") as out:
        process = subprocess.Popen(
            command(part, target, run), cwd=run.folder, env=variables, stdout=out, stderr=out
        )
        while process.poll() is None:
            follow(process, tally, say)
    text = said.read_text()
    for links in LINKS.findall(text):
        say(f"  links: {links}")
    return gathered(part, run.folder, process.returncode, text)


def follow(process: "subprocess.Popen[bytes]", tally: Path, say: Callable[[str], None]) -> None:
    ends = time.monotonic() + SAY_EVERY_S
    while process.poll() is None and time.monotonic() < ends:
        time.sleep(0.2)
    if process.poll() is None and tally.exists():
        say(f"    {read_tally(tally).cases:,} cases")


def read_tally(path: Path) -> Result:
    found = Result()
    told: dict[str, Any] = json.loads(path.read_text())
    for operation, counted in told["statuses"].items():
        found.statuses[operation].update(counted)
    for operation, times in told["lost"].items():
        found.fail(operation, f"{times} requests without an answer")
    return found


def gathered(part: Part, folder: Path, code: int, said: str) -> Result:
    """What the tool found, and what its answers must not have been for this caller."""
    report = folder / "report.json"
    if not report.exists():
        found = Result()
        found.fail(part.name, f"the tool ended with {code}:\n{said[-3000:]}")
        return found
    found = read_tally(folder / "tally.json")
    told = json.loads(report.read_text())
    for failure in told["failures"]:
        for operation in failure["operations"]:
            found.fail(operation, f"{failure['title']} ({part.name})")
    for error in told["errors"]:
        found.fail(part.name, f"the tool: {json.dumps(error)[:1000]}")
    if code and not found.failures:
        found.fail(part.name, f"the tool ended with {code}")
    if code:
        found.told.append(said.partition("= FAILURES =")[2].partition("= WARNINGS =")[0] or said)
    for operation, status in let_in(part, found):
        found.fail(operation, f"{status} for {part.name}")
    return found


def let_in(part: Part, found: Result) -> list[tuple[str, str]]:
    """Operations that succeeded although this caller may not call them."""
    if part.open_paths is None:
        return []
    return [
        (operation, status)
        for operation, counted in found.statuses.items()
        for status in counted
        if status < "300" and not is_open(part.open_paths, *operation.split(" "))
    ]


def is_open(open_paths: tuple[str, ...], method: str, path: str) -> bool:
    """Whether anybody may call it; OPTIONS is answered to everybody, with nothing."""
    return method == "OPTIONS" or path.startswith(open_paths)
