"""Files of exercises: what is read, and what is refused with its place."""

import copy
from typing import Any

import pytest
import yaml

from etpserver.training.exercises import (
    ExerciseError,
    UnknownExerciseError,
    exercise,
    exercises,
    read_exercise,
)

SMALL: dict[str, Any] = {
    "title": "Count the areas",
    "story": "Somebody wants to know.",
    "steps": ["List the areas.", "Tell how many there are."],
    "questions": [{"name": "areas", "question": "How many areas?", "kind": "number"}],
    "check": [
        {
            "id": "areas",
            "says": "You know how many areas there are.",
            "otherwise": "Count them.",
            "answer": "areas",
            "truth": {"get": "/personnel/api/areas/", "at": "$.count"},
        },
        {
            "id": "listed",
            "says": "You listed the areas.",
            "otherwise": "List them.",
            "journal": {"match": {"operation": "areas_list", "status": 200}},
        },
    ],
    "hints": ["The answer has a `count`."],
    "solution": {"text": "Read it.", "program": "answers['areas'] = 1"},
    "wrong": {"text": "Guesses.", "program": "answers['areas'] = 0", "fails": ["areas", "listed"]},
}


@pytest.fixture
def written(tmp_path):
    """Write an exercise, with changes by the path to a key; answers the file."""

    def write(changes=(), name="01-count-areas.yaml"):
        content = copy.deepcopy(SMALL)
        for path, value in dict(changes).items():
            *way, last = path
            place: Any = content
            for step in way:
                place = place[step]
            if value is None:
                del place[last]
            else:
                place[last] = value
        file = tmp_path / name
        file.write_text(yaml.safe_dump(content), encoding="utf-8")
        return file

    return write


def test_reads_an_exercise(written) -> None:
    found = read_exercise(written())
    assert (found.id, found.title, found.steps[1]) == (
        "01-count-areas", "Count the areas", "Tell how many there are.",
    )  # fmt: skip
    assert [condition.id for condition in found.check] == ["areas", "listed"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({("title",): None}, "title: This field is required."),
        ({("level",): "nightmare"}, "level: takes one of easy, medium, hard"),
        ({("colour",): "red"}, "Unknown: colour. Known: title, subject, level, story, "),
        ({("steps",): []}, "steps: Ensure this field has at least 1 elements."),
        ({("check",): []}, "check: This list may not be empty."),
        ({("check", 0, "truth", "at"): "$["}, "check[0].truth.at: $[ is no JSONPath: "),
        ({("check", 0, "truth"): None}, "check[0].truth: is needed"),
        ({("check", 0, "id"): "Areas!"}, "check[0].id: takes 1 to 40 of a-z"),
        ({("check", 1, "get"): "/x/"}, "check[1]: takes one of get, journal, answer"),
        ({("check", 1, "journal"): None}, "check[1]: takes one of get, journal, answer"),
        ({("check", 1, "at"): "$.count"}, "check[1].at: does not go with journal"),
        (
            {("check", 1, "journal"): None, ("check", 1, "get"): "/x/", ("check", 1, "equals"): 1},
            "check[1].at: is needed",
        ),
        (
            {("check", 1, "journal", "match", "operation"): "areas_lost"},
            "check[1].journal.match.operation: There is no operation 'areas_lost'",
        ),
        ({("check", 1, "id"): "areas"}, "check: areas is there twice"),
        ({("questions",): None}, "questions: each question needs a condition with its `answer`"),
        (
            {("questions", 0, "kind"): "colour"},
            "questions[0].kind: takes one of number, text, list",
        ),
        ({("wrong", "fails"): ["door"]}, "wrong.fails: there is no condition door"),
        ({("setup",): [{"body": {}}]}, "setup[0]: takes one of post, put, patch, delete"),
        ({("clock",): "noon"}, "clock: takes a time such as "),
        ({("files",): ["none.csv"]}, "files: there is no none.csv in "),
        ({("files",): ["../01-count-areas.yaml"]}, "files: there is no ../01-count-areas.yaml in "),
    ],
)
def test_tells_what_is_wrong_and_where(written, changes, reason) -> None:
    file = written(changes)
    with pytest.raises(ExerciseError) as raised:
        read_exercise(file)
    assert str(raised.value).startswith(f"{file}: {reason}")


@pytest.mark.parametrize("name", ["count.yaml", "1-count.yaml", "01-Count.yaml", "01-.yaml"])
def test_a_file_has_a_number_and_a_name(written, name) -> None:
    with pytest.raises(ExerciseError, match="is no name such as"):
        read_exercise(written(name=name))


@pytest.mark.parametrize("text", ["title: [", "- a list", "", "\0"])
def test_what_is_no_yaml_object_is_refused(tmp_path, text) -> None:
    file = tmp_path / "01-broken.yaml"
    file.write_text(text)
    with pytest.raises(ExerciseError, match=r"01-broken\.yaml: (cannot be read|holds no keys)"):
        read_exercise(file)


def test_a_folder_of_ones_own_goes_before_the_projects(settings, written) -> None:
    file = written()
    settings.ETP = {**settings.ETP, "exercises": str(file.parent)}
    assert [one.id for one in exercises()] == ["01-count-areas"]
    assert exercise("1").title == "Count the areas"
    with pytest.raises(UnknownExerciseError):
        exercise("17")


def test_a_folder_that_is_not_there_is_told(settings, tmp_path) -> None:
    settings.ETP = {**settings.ETP, "exercises": str(tmp_path / "none")}
    with pytest.raises(ExerciseError, match="none: there is no such folder of exercises"):
        exercises()


def test_no_two_exercises_have_one_number(settings, written) -> None:
    file = written()
    written(name="01-count-doors.yaml")
    settings.ETP = {**settings.ETP, "exercises": str(file.parent)}
    with pytest.raises(ExerciseError, match="01-count-areas has the number 01 already"):
        exercises()


def test_a_changed_file_is_read_anew(settings, written) -> None:
    import os

    file = written()
    settings.ETP = {**settings.ETP, "exercises": str(file.parent)}
    assert exercise("1").title == "Count the areas"
    written({("title",): "Count them again"})
    os.utime(file, ns=(1, 1))  # a clock may be too coarse to tell two writes apart
    assert exercise("1").title == "Count them again"


def test_the_files_of_the_project_are_all_valid() -> None:
    assert all(one.hints and one.solution.text and one.wrong.text for one in exercises())
