"""The GitHub action: its form is what GitHub takes, its steps do what a runner would see."""

import os
import signal
import sys
from pathlib import Path

import httpx

from tests.fetched import python_environment, run

ROOT = Path(__file__).parents[2]
ACTION = ROOT / ".github" / "actions" / "setup-etpserver"
WORKFLOW = ROOT / ".github" / "workflows" / "ci.yml"


def test_the_action_and_the_workflow_have_the_form_that_github_takes(tmp_path: Path) -> None:
    checker = python_environment("check-jsonschema==0.39.0") / "check-jsonschema"
    run([checker, "--builtin-schema", "vendor.github-actions", ACTION / "action.yml"], tmp_path)
    run([checker, "--builtin-schema", "vendor.github-workflows", WORKFLOW], tmp_path)


def test_the_action_starts_a_server_and_tells_its_url_and_token(tmp_path: Path) -> None:
    command = tmp_path / "bin" / "etpserver"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m etpserver "$@"\n')
    command.chmod(0o755)
    output = tmp_path / "output"
    given = {
        "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_OUTPUT": str(output),
    }
    given |= {"PORT": "0", "FIXTURE": "empty", "ARGS": "--workers 1"}
    said = run(["bash", ACTION / "start.sh"], tmp_path, given)
    told = dict(line.split("=", 1) for line in output.read_text().splitlines())
    try:
        headers = {"Authorization": f"Token {told['token']}"}
        answer = httpx.get(f"{told['url']}/personnel/api/employees/", headers=headers)
        assert (answer.status_code, answer.json()["count"]) == (200, 0)
        assert said == f"::add-mask::{told['token']}\n"
    finally:
        os.kill(int(told["pid"]), signal.SIGTERM)
