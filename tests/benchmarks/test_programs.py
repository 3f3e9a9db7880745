"""Each program of the benchmarks starts; what they measure is not looked at here."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAMS = sorted(
    file for file in (ROOT / "benchmarks").glob("*.py") if "ArgumentParser" in file.read_text()
)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.stem)
def test_a_program_says_what_it_takes(program: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(program), "--help"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("usage: ")
