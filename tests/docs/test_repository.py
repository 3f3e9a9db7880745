"""What no file of the project may mention, and that its small files are what tools expect."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import ROOT

# Put together here, so that this file does not mention them.
FORBIDDEN = ("".join(("..", "/shared")), "".join(("/wor", "k/")))
UNMERGED = (b"<<<<<<< ", b">>>>>>> ")


def files_of_the_project() -> list[Path]:
    """What git tracks or would track."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("This is no git checkout, so there is no list of its files.")
    files = (ROOT / name for name in listed.stdout.decode().split("\0") if name)
    return [file for file in files if file.is_file()]


def test_no_file_mentions_places_outside_the_project() -> None:
    found = [
        f"{file.relative_to(ROOT)}: {word}"
        for file in files_of_the_project()
        for content in [file.read_bytes()]
        for word in FORBIDDEN
        if word.encode() in content
    ]

    assert found == []


def test_no_file_holds_both_sides_of_a_merge() -> None:
    found = [
        f"{file.relative_to(ROOT)}: {number}"
        for file in files_of_the_project()
        for number, line in enumerate(file.read_bytes().splitlines(), 1)
        if line.startswith(UNMERGED)
    ]

    assert found == []


def test_the_hooks_are_valid() -> None:
    pytest.importorskip("pre_commit")
    checked = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-config", ".pre-commit-config.yaml"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stdout + checked.stderr
