"""The calls about exercises as such."""

import pytest

from tests.training.conftest import ROOT

FIRST = "01-get-a-token"


def test_lists_the_exercises(live) -> None:
    answer = live.client.get(f"{ROOT}/exercises")
    assert answer.status_code == 200
    assert answer.json()["exercises"][0] == {
        "exercise": FIRST, "title": "Get a token", "subject": "Login", "level": "easy",
    }  # fmt: skip


def test_shows_an_exercise_but_neither_hints_nor_solution(live) -> None:
    shown = live.client.get(f"{ROOT}/exercises/{FIRST}").json()
    assert list(shown) == [
        "world", "exercise", "title", "subject", "level", "story", "steps", "questions", "files",
        "hints_in_all",
    ]  # fmt: skip
    question = "How many employees does the server know?"
    assert shown["questions"] == [{"name": "people", "question": question, "kind": "number"}]


@pytest.mark.parametrize("name", ["1", "01", FIRST])
def test_finds_an_exercise_by_its_number_too(live, name) -> None:
    assert live.client.get(f"{ROOT}/exercises/{name}").json()["exercise"] == FIRST


def test_answers_a_file_of_an_exercise(live) -> None:
    answer = live.client.get(f"{ROOT}/exercises/08/files/people.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="people.csv"'
    assert len(answer.text.splitlines()) == 51


@pytest.mark.parametrize(
    "path",
    [
        "exercises/99",
        "exercises/..%2f..%2ffixture",
        "exercises/01/files/people.csv",
        "exercises/08/files/..%2f08-fifty-new-people.yaml",
        "exercises/08/files/%2e%2e",
        "trainees/nobody",
        "trainees/..%2f..%2fworlds",
        "trainees/%00",
    ],
)
def test_what_does_not_exist_is_404(live, path) -> None:
    assert live.client.get(f"{ROOT}/{path}").status_code == 404


@pytest.mark.parametrize("what", ["start", "hint", "check", "solution"])
def test_an_unknown_trainee_or_exercise_is_404(pupil, what) -> None:
    assert pupil.call("99", what).status_code == 404
    path = f"{ROOT}/trainees/nobody/exercises/01/{what}"
    assert pupil.live.client.post(path).json()["detail"] == "There is no trainee 'nobody'."
