"""Hints, solutions, and how far everybody is."""

from etpserver.training.exercises import exercise
from tests.training.conftest import ROOT, solution_of

FIRST = "01-get-a-token"
PAGES = "03-page-by-page"


def test_hints_come_one_by_one_and_stay(pupil) -> None:
    pupil.start(FIRST)
    counts = [len(pupil.call(FIRST, "hint").json()["hints"]) for _ in range(4)]
    assert counts == [1, 2, 3, 3]
    pupil.start(FIRST)
    assert pupil.progress(FIRST)["hints"] == 3


def test_reading_an_exercise_reveals_nothing(pupil) -> None:
    pupil.start(FIRST)
    pupil.call(FIRST, "hint")
    path = f"{ROOT}/trainees/{pupil.slug}/exercises/{FIRST}"
    for _ in range(2):
        shown = pupil.live.client.get(path).json()
        assert shown["revealed_hints"] == list(exercise(FIRST).hints[:1])
        assert (shown["solution"], shown["hints"], shown["state"]) == (None, 1, "started")
        assert solution_of(FIRST) not in str(shown)
    for _ in range(2):
        pupil.call(FIRST, "hint")
    pupil.call(FIRST, "solution")
    assert pupil.live.client.get(path).json()["solution"]["program"] == solution_of(FIRST)


def test_the_solution_comes_after_all_hints(pupil) -> None:
    refused = pupil.call(FIRST, "solution")
    assert (refused.status_code, refused.json()["detail"]) == (409, "3 of the 3 hints first.")
    for _ in range(3):
        pupil.call(FIRST, "hint")
    shown = pupil.call(FIRST, "solution").json()
    assert list(shown) == ["world", "exercise", "text", "program"]
    assert pupil.progress(FIRST)["saw_solution"] is True


def test_who_has_solved_it_may_see_the_solution(pupil) -> None:
    pupil.start(PAGES)
    pupil.run(solution_of(PAGES))
    assert pupil.check(PAGES)["solved"] is True
    assert pupil.call(PAGES, "solution").status_code == 200


def test_what_is_solved_stays_solved(pupil) -> None:
    pupil.start(PAGES)
    pupil.run(solution_of(PAGES))
    pupil.check(PAGES)
    solved_at = pupil.progress(PAGES)["solved_at"]
    pupil.start(PAGES)
    assert pupil.check(PAGES)["solved"] is False
    assert (pupil.progress(PAGES)["state"], pupil.progress(PAGES)["solved_at"]) == (
        "solved", solved_at,
    )  # fmt: skip


def test_the_trainer_sees_everybody(pupil, another) -> None:
    pupil.start(PAGES)
    pupil.run(solution_of(PAGES))
    pupil.check(PAGES)
    another.start(FIRST)
    another.call(FIRST, "hint")
    found = pupil.live.client.get(f"{ROOT}/trainees").json()["trainees"]
    rows = {row["trainee"]: row for row in found}
    one, two = rows[pupil.slug], rows[another.slug]
    assert {name: one[name] for name in ("name", "world", "current", "solved", "requests")} == {
        "name": pupil.login["name"],
        "world": f"trainee-{pupil.slug}",
        "current": PAGES,
        "solved": 1,
        "requests": 3,
    }
    assert (two["current"], two["solved"], two["requests"]) == (FIRST, 0, 0)
    states = {row["exercise"]: (row["state"], row["hints"]) for row in two["exercises"]}
    assert states[FIRST] == ("started", 1)
    assert states[PAGES] == ("new", 0)
