"""The recipe for Java test suites runs in JUnit as its page has it, and can fail there."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import httpx
import pytest

from tests.docs.pages import DOCS, blocks, read
from tests.fetched import MOST_S, run

PAGE = read(DOCS / "how-to" / "java-tests.md")
FILES = {block.file: block.text for block in blocks(PAGE) if block.file}
JARS = [
    Path("/usr/share/java", f"{name}.jar")
    for name in (
        "junit-jupiter-api", "junit-jupiter-engine", "junit-platform-commons",
        "junit-platform-console", "junit-platform-engine", "junit-platform-launcher",
        "junit-platform-reporting", "apiguardian-api", "opentest4j",
        "opentest4j-reporting-events", "opentest4j-reporting-schema", "picocli",
    )
]  # fmt: skip
CLASSES = ("OneTest", "TwoTest")
# Each of the two classes waits for the other one.
BARRIER = """
import java.util.concurrent.CyclicBarrier;

final class Meeting {
    static final CyclicBarrier BOTH = new CyclicBarrier(2);
}
"""
MEETING = """
    @Test
    void runsBesideTheOtherClass() throws Exception {
        Meeting.BOTH.await(60, java.util.concurrent.TimeUnit.SECONDS);
    }
}
"""
FIXED = "junit.jupiter.execution.parallel.config"
TWO_THREADS = (f"--config={FIXED}.strategy=fixed", f"--config={FIXED}.fixed.parallelism=2")


@pytest.fixture(autouse=True)
def needs_junit() -> None:
    if shutil.which("javac") is None:
        pytest.skip("no JDK is installed")
    missing = [jar.name for jar in JARS if not jar.exists()]
    if missing:
        pytest.skip(f"JUnit is not installed as Debian's package junit5 does: {missing}")


def test_two_classes_pass_side_by_side(server: str, tmp_path: Path) -> None:
    lay(tmp_path)
    assert results(server, tmp_path) == {"successful": 8, "failed": 0, "exit": 0}
    assert worlds(server) == ["main"]


def test_a_wrong_expectation_fails(server: str, tmp_path: Path) -> None:
    lay(tmp_path, ("250", "251"), ('"exactly": 3', '"exactly": 2'))
    assert results(server, tmp_path) == {"successful": 4, "failed": 4, "exit": 1}
    assert worlds(server) == ["main"]


def lay(folder: Path, *changes: tuple[str, str]) -> None:
    """The files of the page compiled, the class with tests twice, each change made in it."""
    text = FILES["HeadcountTest.java"]
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    text = text.rstrip().removesuffix("}") + MEETING
    written = {f"{name}.java": text.replace("HeadcountTest", name) for name in CLASSES}
    written |= {name: FILES[name] for name in ("Etp.java", "Headcount.java")}
    written |= {"Meeting.java": BARRIER}
    for name, source in written.items():
        (folder / name).write_text(source)
    run(["javac", "-Xlint:all,-path", "-Werror", "-cp", classpath(folder), *written], folder)
    (folder / "junit-platform.properties").write_text(FILES["junit-platform.properties"])


def classpath(folder: Path) -> str:
    return os.pathsep.join(str(path) for path in (folder, *JARS))


def results(server: str, folder: Path) -> dict[str, int]:
    """How many tests passed and failed, and the exit code."""
    launcher = "org.junit.platform.console.ConsoleLauncher"
    command = ["java", "-cp", classpath(folder), launcher, *TWO_THREADS]
    done = subprocess.run(
        [*command, "--disable-banner", *(f"--select-class={name}" for name in CLASSES)],
        cwd=folder,
        env={**os.environ, "ETP_URL": server},
        capture_output=True,
        text=True,
        timeout=MOST_S,
        check=False,
    )
    found = re.findall(r"\[ +(\d+) tests (successful|failed)", done.stdout)
    assert len(found) == 2, done.stdout + done.stderr
    return {**{word: int(number) for number, word in found}, "exit": done.returncode}


def worlds(server: str) -> list[str]:
    return [world["name"] for world in httpx.get(f"{server}/_etp/worlds").json()["worlds"]]
