"""Each exercise: the solution solves it through the public API alone, and nothing else does."""

import pytest

from etpserver.training.exercises import exercises

EXERCISES = exercises()
each = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)


def test_there_are_twelve_or_more_and_they_are_numbered_without_gaps() -> None:
    numbers = [int(exercise.id[:2]) for exercise in EXERCISES]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 12


@each
def test_the_solution_solves_it(exercise, pupil, download) -> None:
    download(exercise.id, exercise.files)
    pupil.start(exercise.id)
    pupil.run(exercise.solution.program)
    checked = pupil.check(exercise.id)
    assert [one for one in checked["conditions"] if not one["met"]] == []
    assert checked["solved"] is True
    assert pupil.progress(exercise.id)["state"] == "solved"


@each
def test_a_wrong_answer_fails_for_its_reason(exercise, pupil, download) -> None:
    download(exercise.id, exercise.files)
    pupil.start(exercise.id)
    pupil.run(exercise.wrong.program)
    checked = pupil.check(exercise.id)
    unmet = [one for one in checked["conditions"] if not one["met"]]
    assert [one["id"] for one in unmet] == list(exercise.wrong.fails), unmet
    assert all(one["why"] and one["seen"] for one in unmet)
    assert checked["solved"] is False
    assert pupil.progress(exercise.id)["state"] == "started"


@each
def test_a_world_in_which_nothing_was_done_is_not_solved(exercise, pupil) -> None:
    pupil.start(exercise.id)
    assert pupil.check(exercise.id)["solved"] is False


@each
def test_the_programs_call_nothing_but_the_documented_api(exercise) -> None:
    for program in (exercise.solution.program, exercise.wrong.program):
        assert "_etp" not in program
        compile(program, exercise.id, "exec")
