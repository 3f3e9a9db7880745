"""Starting an exercise and having it checked."""

from threading import Thread

import pytest

from tests.training.conftest import api_of, conditions

FIRST = "01-get-a-token"
TEAM = "06-a-new-team"
FINGER = "11-a-finger-from-afar"
AREA = {"area_code": "COK-LB", "area_name": "Tasting lab", "parent_area": "COK"}


def test_starting_anew_puts_the_world_and_its_journal_back(pupil) -> None:
    pupil.start(TEAM)
    before = pupil.live.client.get(f"/_etp/worlds/trainee-{pupil.slug}/state").json()
    with api_of(pupil) as api:
        assert api.post("/personnel/api/areas/", json=AREA).status_code == 201
    pupil.start(TEAM)
    world = f"/_etp/worlds/trainee-{pupil.slug}"
    assert pupil.live.client.get(f"{world}/state").json() == before
    assert pupil.live.client.get(f"{world}/requests").json()["requests"] == []
    assert pupil.live.client.get(f"{world}/clock").json()["now"].startswith("2026-01-19T11:00")
    assert pupil.progress(TEAM)["starts"] == 2


def test_starting_makes_a_world_again_that_somebody_dropped(pupil) -> None:
    pupil.live.client.delete(f"/_etp/worlds/trainee-{pupil.slug}")
    pupil.start(TEAM)
    with api_of(pupil) as api:
        assert api.get("/personnel/api/areas/").status_code == 200


def test_two_starts_at_once_set_the_world_up_once(pupil) -> None:
    hiccup = "16-a-bad-night"
    starts = [Thread(target=pupil.start, args=(hiccup,)) for _ in range(2)]
    for one in starts:
        one.start()
    for one in starts:
        one.join()
    faults = pupil.live.client.get(f"/_etp/worlds/trainee-{pupil.slug}/faults").json()["faults"]
    assert len(faults) == 3
    assert pupil.progress(hiccup)["starts"] == 2


def test_a_check_of_what_was_not_started_is_refused(pupil) -> None:
    refused = pupil.call(FIRST, "check")
    assert (refused.status_code, refused.json()["detail"]) == (
        409, f"Start {FIRST} first: the world is not set for any exercise yet.",
    )  # fmt: skip
    pupil.start(TEAM)
    assert pupil.call(FIRST, "check").json()["detail"] == (
        f"Start {FIRST} first: the world is set for {TEAM}."
    )


def test_a_check_tells_what_is_open_and_why(pupil) -> None:
    pupil.start(FIRST)
    checked = pupil.call(FIRST, "check").json()
    assert (checked["exercise"], checked["solved"]) == (FIRST, False)
    assert checked["conditions"][0] == {
        "id": "login",
        "says": "You logged in for a token.",
        "met": False,
        "why": "Nobody has logged in at /api-token-auth/ with the right password yet.",
        "seen": "Expected at least 1 such call, found 0.",
    }
    assert checked["conditions"][2]["seen"] == (
        "Not answered yet: How many employees does the server know?"
    )
    kept = pupil.progress(FIRST)
    assert (kept["checks"], kept["verdict"]["conditions"]) == (1, checked["conditions"])


def test_a_check_leaves_no_trace_in_the_journal(pupil) -> None:
    pupil.start(TEAM)
    pupil.call(TEAM, "check")
    journal = f"/_etp/worlds/trainee-{pupil.slug}/requests"
    assert pupil.live.client.get(journal).json()["requests"] == []


def test_faults_of_an_exercise_do_not_meet_the_check(pupil) -> None:
    pupil.start(TEAM)
    rule = {"do": {"status": 503}}
    pupil.live.client.post(f"/_etp/worlds/trainee-{pupil.slug}/faults", json=rule)
    assert conditions(pupil, TEAM)["area"]["seen"] == (
        "GET /personnel/api/areas/COK-LB/ answers 404."
    )


@pytest.mark.parametrize("answer", [26, "26", " 26 ", 26.0])
def test_a_number_may_come_as_text(pupil, answer) -> None:
    pupil.start(FIRST)
    assert conditions(pupil, FIRST, people=answer)["people"]["met"] is True


@pytest.mark.parametrize(
    ("answer", "seen"),
    [
        (25, "The records say something else."),
        ("many", "The answer is a number."),
        (True, "The answer is a number."),
        ([26], "The answer is a number."),
        ({"a": 1}, "The answer is a number."),
        ("1" * 400, "The records say something else."),
        ("nan", "The records say something else."),
        (None, "Not answered yet: How many employees does the server know?"),
    ],
)
def test_a_wrong_number_is_told_without_the_right_one(pupil, answer, seen) -> None:
    pupil.start(FIRST)
    found = conditions(pupil, FIRST, people=answer)["people"]
    assert (found["met"], found["seen"]) == (False, seen)


@pytest.mark.parametrize(
    ("answer", "seen"),
    [
        (["20011", "20005", "20008", "20005"], ""),
        ("20005, 20008; 20011", ""),
        ([20005, 20008, 20011], ""),
        ("20005, 20007", "Your list has 2 missing and 1 that should not be there."),
        ("20005", "Your list has 2 missing."),
    ],
)
def test_a_list_is_compared_in_any_order(pupil, answer, seen) -> None:
    pupil.start("05")
    assert conditions(pupil, "05", late=answer)["late"]["seen"] == seen


def test_the_right_answer_follows_the_records(pupil) -> None:
    pupil.start(FIRST)
    with api_of(pupil) as api:
        person = {"emp_code": "20040", "department": "HR", "area": ["COK"]}
        assert api.post("/personnel/api/employees/", json=person).status_code == 201
    assert conditions(pupil, FIRST, people=26)["people"]["met"] is False
    assert conditions(pupil, FIRST, people=27)["people"]["met"] is True


def test_refuses_answers_that_nobody_asked_for(pupil) -> None:
    pupil.start(FIRST)
    refused = pupil.call(FIRST, "check", {"answers": {"people": 26, "age": 3}})
    assert (refused.status_code, refused.json()["detail"]) == (400, "Unknown: age. Known: people.")


def test_events_happen_once_and_in_their_time(pupil) -> None:
    pupil.start(FINGER)
    body = {"devices_sn": "MTM7261200039", "bio_type": "1", "emp_code": "20021", "finger": 6}
    with api_of(pupil) as api:
        listed = "/iclock/api/biodatas/?emp_code=20021"
        assert api.get(listed).json()["count"] == 0
        api.post("/iclock/api/terminals/enroll_remotely/", json=body)
        assert [api.get(listed).json()["count"] for _ in range(4)] == [0, 0, 1, 1]
        api.post("/iclock/api/terminals/enroll_remotely/", json={**body, "finger": 7})
        assert [api.get(listed).json()["count"] for _ in range(4)] == [1, 1, 1, 1]
    pupil.start(FINGER)
    with api_of(pupil) as api:
        api.post("/iclock/api/terminals/enroll_remotely/", json=body)
        assert [api.get(listed).json()["count"] for _ in range(3)] == [0, 0, 1]
