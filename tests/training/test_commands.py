"""`etpserver training`."""

import json

import pytest
from typer.testing import CliRunner

from etpserver.cli.commands import app
from etpserver.training.exercises import exercise


@pytest.fixture
def run(pupil, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def training(*arguments):
        return CliRunner().invoke(app, ["training", *arguments, "--url", pupil.live.url])

    return training


def test_lists_exercises_and_how_a_trainee_gets_on(run, pupil) -> None:
    assert "17-leaving-and-coming-back" in run("list").stdout
    rows = json.loads(run("list", pupil.slug, "--json").stdout)
    assert [row["state"] for row in rows] == ["new"] * len(rows)


def test_takes_a_trainee_in_and_forgets_them(run) -> None:
    made = json.loads(run("add", "Rosa", "--json").stdout)
    assert (made["trainee"], made["world"]) == ("rosa", "trainee-rosa")
    assert "rosa" in run("overview").stdout
    assert run("remove", "rosa").stdout == "Removed rosa.\n"
    assert run("list", "rosa").stderr == "etpserver: There is no trainee 'rosa'.\n"


def test_an_exercise_from_its_start_to_its_solution(run, pupil) -> None:
    started = run("start", pupil.slug, "01").stdout
    assert started.startswith("01-get-a-token: Get a token\n")
    assert pupil.login["password"] in started
    assert "(2 more)" in run("hint", pupil.slug, "01").stdout
    checked = run("check", pupil.slug, "01", "--answer", "people=26")
    assert checked.exit_code == 2
    assert checked.stdout.splitlines()[0].startswith("open  Nobody has logged in")
    assert checked.stdout.splitlines()[-1] == "Not solved yet."
    refused = run("solution", pupil.slug, "01")
    assert (refused.exit_code, refused.stderr) == (1, "etpserver: 2 of the 3 hints first.\n")


def test_the_exit_code_is_0_once_it_is_solved(run, pupil) -> None:
    pupil.start("03")
    pupil.run(exercise("03").solution.program)
    checked = run("check", pupil.slug, "03", "-a", f"faces={pupil.answers['faces']}")
    assert (checked.exit_code, checked.stdout.splitlines()[-1]) == (0, "Solved.")
    rows = {row["trainee"]: row for row in json.loads(run("overview", "--json").stdout)}
    assert rows[pupil.slug]["solved"] == 1
    assert "Follow `next`" in run("solution", pupil.slug, "03").stdout


def test_saves_a_file_of_an_exercise(run, tmp_path) -> None:
    assert run("file", "08", "people.csv").stdout.startswith("Saved people.csv (")
    assert (tmp_path / "people.csv").read_text().startswith("emp_code,first_name")


def test_an_answer_has_a_name(run, pupil) -> None:
    refused = run("check", pupil.slug, "01", "--answer", "26")
    assert (refused.exit_code, refused.stderr) == (
        1, "etpserver: --answer 26: takes NAME=VALUE.\n",
    )  # fmt: skip
