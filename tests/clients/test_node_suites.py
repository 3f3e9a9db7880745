"""The recipe for Node test suites runs as its page has it in each runner, and can fail there."""

import json
import os
import re
import subprocess
from pathlib import Path

import httpx
import pytest

from tests.docs.pages import DOCS, blocks, read
from tests.fetched import MOST_S, node_packages

PAGE = read(DOCS / "how-to" / "node-tests.md")
BLOCKS = [block for block in blocks(PAGE) if block.language == "js"]
FILES = {block.file or "node.test.mjs": block.text for block in BLOCKS}
VERSIONS = dict(re.findall(r"^npm install --save-dev (\w+)@([\d.]+)$", PAGE, re.M))
BABEL = "@babel/plugin-transform-modules-commonjs"
FETCHED = ("vitest", "jest")
RUNNERS = ("node", *FETCHED)
# Each of the two files waits for the other one.
MEETING = """
import { readdirSync, writeFileSync } from "node:fs";
test("runs beside the other file", async () => {
  writeFileSync(`here-${process.pid}`, "");
  while (readdirSync(".").filter((name) => name.startsWith("here-")).length < 2) {
    await new Promise((go) => setTimeout(go, 10));
  }
});
"""
PATIENT = ("--maxWorkers=2", "--testTimeout=60000")  # each file waits for the other one
BROKEN = {  # an environment that no test gets through
    "vitest": "export default { setup() { throw new Error('asked for'); } };",
    "jest": "export default class { constructor() { throw new Error('asked for'); } }",
}


def test_the_page_says_which_versions_are_tested() -> None:
    tested = PAGE.partition("## What of this is tested")[2]

    assert sorted(VERSIONS) == sorted(FETCHED)
    assert all(f"{name.title()} {version}" in tested for name, version in VERSIONS.items())


@pytest.mark.parametrize("runner", [*RUNNERS, "jest with babel"])
def test_two_files_pass_side_by_side(runner: str, server: str, tmp_path: Path) -> None:
    lay(runner, tmp_path)
    assert results(runner, server, tmp_path) == {"passed": 8, "failed": 0, "exit": 0}
    assert worlds(server) == ["main"]


@pytest.mark.parametrize("runner", RUNNERS)
def test_a_wrong_expectation_fails(runner: str, server: str, tmp_path: Path) -> None:
    lay(runner, tmp_path, ("250", "251"), ("exactly: 3", "exactly: 2"))
    assert results(runner, server, tmp_path) == {"passed": 4, "failed": 4, "exit": 1}
    assert worlds(server) == ["main"]


@pytest.mark.parametrize("runner", FETCHED)
def test_the_comment_keeps_a_file_out_of_the_simulated_browser(
    runner: str, server: str, tmp_path: Path
) -> None:
    (comment,) = re.findall(rf"`(/[/*]+ @{runner}-environment node[^`]*)`", PAGE)
    (tmp_path / "broken.mjs").write_text(BROKEN[runner])
    flag = {"vitest": "--environment=./broken.mjs", "jest": "--env=./broken.mjs"}[runner]
    lay(runner, tmp_path, before=f"{comment}\n")
    assert results(runner, server, tmp_path, flag) == {"passed": 8, "failed": 0, "exit": 0}
    # Without the comment the environment is what the flag says.
    lay(runner, tmp_path)
    assert results(runner, server, tmp_path, flag)["passed"] == 0


def lay(runner: str, folder: Path, *changes: tuple[str, str], before: str = "") -> None:
    """The files of the page, that with tests twice, each change made in it."""
    name, _, babel = runner.partition(" ")
    text = FILES[f"{name}.test.mjs"]
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    written = {f"{number}.test": before + text + MEETING for number in ("one", "two")}
    written |= {module: FILES[f"{module}.mjs"] for module in ("etp", "headcount")}
    suffix = ".js" if babel else ".mjs"
    for stem, source in written.items():
        (folder / f"{stem}{suffix}").write_text(source.replace(".mjs", suffix))
    (folder / "package.json").write_text("{}")
    if babel:
        (folder / "babel.config.json").write_text(json.dumps({"plugins": [BABEL]}))
    modules = folder / "node_modules"
    if name in FETCHED and not modules.exists():
        modules.symlink_to(node_packages({**VERSIONS, BABEL: "7.29.14"}) / "node_modules")


def results(runner: str, server: str, folder: Path, *flags: str) -> dict[str, int]:
    """How many tests passed and failed, and the exit code."""
    name = runner.partition(" ")[0]
    programs = folder / "node_modules" / ".bin"
    report = folder / "report"
    to_report = f"--outputFile={report}"
    command: list[str | Path] = {
        "node": ["node", "--test", "--test-concurrency=2", "--test-reporter=tap",
                 f"--test-reporter-destination={report}"],
        "vitest": [programs / "vitest", "run", "--reporter=json", to_report, *PATIENT],
        "jest": [programs / "jest", "--json", to_report, *PATIENT,
                 f"--cacheDirectory={folder / 'cache'}"],
    }[name]  # fmt: skip
    more = {"NODE_OPTIONS": "--experimental-vm-modules"} if runner == "jest" else {}
    done = subprocess.run(
        [*command, *flags],
        cwd=folder,
        env={**os.environ, **more, "ETP_URL": server},
        capture_output=True,
        text=True,
        timeout=MOST_S,
        check=False,
    )
    assert report.exists(), done.stdout + done.stderr
    if name == "node":
        found = dict(re.findall(r"^# (pass|fail) (\d+)$", report.read_text(), re.M))
        counts = {"passed": int(found["pass"]), "failed": int(found["fail"])}
    else:
        told = json.loads(report.read_text())
        counts = {"passed": told["numPassedTests"], "failed": told["numFailedTests"]}
    return {**counts, "exit": done.returncode}


def worlds(server: str) -> list[str]:
    return [world["name"] for world in httpx.get(f"{server}/_etp/worlds").json()["worlds"]]
