"""The recipe for testcontainers runs as its page has it, on a stand-in and on a real engine."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.clients.engine import Engine
from tests.docs.pages import DOCS, ROOT, blocks, read
from tests.fetched import MOST_S, python_environment
from tests.packaging.dockerfile import stages
from tests.programs import output_of

PAGE = read(DOCS / "how-to" / "testcontainers.md")
FILES = {block.file: block.text for block in blocks(PAGE) if block.file}
(ASKED,) = re.findall(r"^pip install (.+)$", PAGE, re.M)
IMAGE = "etpserver"
BUILD_S = 900
# Beside the tests of the page: one that has to fail, and what the page says of the token.
MORE = """
import requests
from test_people import employees


def test_is_wrong(etp):
    url, headers = employees(etp)
    assert requests.get(url, headers=headers).json()["count"] == 251


def test_refuses_who_has_no_token(etp_server):
    assert requests.get(f"{etp_server}/_etp/worlds").status_code == 401
"""
EXPECTED = {
    "test_people.py::test_counts_everybody": "PASSED",
    "test_people.py::test_one_leaves_and_no_other_test_sees_it": "PASSED",
    "test_more.py::test_is_wrong": "FAILED",
    "test_more.py::test_refuses_who_has_no_token": "PASSED",
}


def test_the_code_runs_on_a_stand_in_of_an_engine(tmp_path: Path) -> None:
    # No second image, whose container would tidy up after a killed session, and no network between
    # containers, which testcontainers looks for where the tests themselves run in one.
    alone = {
        "TESTCONTAINERS_RYUK_DISABLED": "true",
        "TESTCONTAINERS_CONNECTION_MODE": "docker_host",
    }
    with Engine(IMAGE, tmp_path / "engine") as engine:
        said = outcomes(tmp_path, {**os.environ, **alone, "DOCKER_HOST": engine.url})
        (container,) = engine.made
        assert container.asked["Image"] == IMAGE
        assert engine.removed == 1
        assert not container.runs
    # It takes the tests for its own machine's, whom it asks for no token.
    assert said == EXPECTED | {"test_more.py::test_refuses_who_has_no_token": "FAILED"}


def test_the_code_runs_on_an_engine(tmp_path: Path) -> None:
    docker = shutil.which("docker")
    if docker is None or not succeeds(docker, "version"):
        pytest.skip("no container engine answers")
    if not all(succeeds(docker, "pull", base) for base in bases()):
        pytest.skip("no registry answers, so the image cannot be built")
    output_of([docker, "build", "-t", IMAGE, "."], ROOT, os.environ, most_s=BUILD_S)
    assert outcomes(tmp_path, os.environ) == EXPECTED


def bases() -> set[str]:
    return {stage[0].rest.split()[0] for stage in stages()}


def succeeds(*command: str) -> bool:
    done = subprocess.run(command, capture_output=True, timeout=MOST_S, check=False)
    return done.returncode == 0


def outcomes(folder: Path, variables: Mapping[str, str]) -> dict[str, str]:
    """Each test of the page, and what became of it."""
    suite = folder / "suite"
    suite.mkdir()
    for name, text in {**FILES, "test_more.py": MORE}.items():
        (suite / str(name)).write_text(text)
    done = subprocess.run(
        [python_environment(*ASKED.split()) / "python", "-m", "pytest", "-q", "-rA", "--tb=short"],
        cwd=suite,
        env={**variables, "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        timeout=MOST_S,
        check=False,
    )
    found = re.findall(r"^(PASSED|FAILED|ERROR) (\S+)", done.stdout, re.M)
    sys.stdout.write(done.stdout)  # shown with a test that fails
    assert found, done.stdout + done.stderr
    return {name: outcome for outcome, name in found}
