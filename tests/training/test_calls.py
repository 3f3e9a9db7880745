"""The calls of the training: trainees, starting, hints, checks, the trainer's overview."""

from threading import Thread

import httpx
import pytest

from etpserver.training.exercises import exercise
from tests.training.conftest import ROOT

FIRST, PAGES, TEAM = "01-get-a-token", "03-page-by-page", "06-a-new-team"
FINGER = "11-a-finger-from-afar"
AREA = {"area_code": "COK-LB", "area_name": "Tasting lab", "parent_area": "COK"}


def solution_of(name: str) -> str:
    return exercise(name).solution.program


def api_of(pupil) -> httpx.Client:
    headers = {"Authorization": f"Token {pupil.login['token']}"}
    return httpx.Client(base_url=pupil.login["url"], headers=headers, timeout=30)


def conditions(pupil, name, **answers):
    checked = pupil.call(name, "check", {"answers": answers}).json()
    return {one["id"]: one for one in checked["conditions"]}


# ---- exercises ------------------------------------------------------------------------------


def test_lists_the_exercises(live) -> None:
    answer = live.client.get(f"{ROOT}/exercises")
    assert answer.status_code == 200
    assert answer.json()["exercises"][0] == {"exercise": FIRST, "title": "Get a token"}


def test_shows_an_exercise_but_neither_hints_nor_solution(live) -> None:
    shown = live.client.get(f"{ROOT}/exercises/{FIRST}").json()
    assert list(shown) == [
        "world", "exercise", "title", "story", "steps", "questions", "files", "hints_in_all",
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


# ---- trainees -------------------------------------------------------------------------------


def test_a_trainee_gets_a_world_and_a_login(live) -> None:
    made = live.client.post(f"{ROOT}/trainees", json={"name": "Zoë Müller"})
    found = made.json()
    assert made.status_code == 201
    assert {**found, "password": "", "token": ""} == {
        "world": "trainee-zoe-muller",
        "trainee": "zoe-muller",
        "name": "Zoë Müller",
        "url": f"{live.url}/_etp/w/trainee-zoe-muller",
        "username": "trainee",
        "password": "",
        "token": "",
    }
    login = {"username": found["username"], "password": found["password"]}
    given = httpx.post(f"{found['url']}/api-token-auth/", json=login)
    assert given.json() == {"token": found["token"]}
    live.client.delete(f"{ROOT}/trainees/zoe-muller")


def test_a_name_without_latin_letters_gets_a_number(live) -> None:
    found = live.client.post(f"{ROOT}/trainees", json={"name": "സുനിത"}).json()
    assert (found["trainee"][0], found["trainee"][1:].isdigit()) == ("t", True)
    live.client.delete(f"{ROOT}/trainees/{found['trainee']}")


def test_two_trainees_of_one_name_are_told_apart_by_the_trainer(pupil) -> None:
    again = pupil.live.client.post(f"{ROOT}/trainees", json={"name": pupil.login["name"]})
    assert again.status_code == 409
    assert again.json()["detail"] == f"There is a trainee {pupil.slug} already."


def test_a_world_that_has_the_name_is_left_alone(live) -> None:
    live.client.post("/_etp/worlds", json={"name": "trainee-olga", "from": "empty"})
    refused = live.client.post(f"{ROOT}/trainees", json={"name": "Olga"})
    assert refused.status_code == 409
    assert live.client.get(f"{ROOT}/trainees/olga").status_code == 404
    assert live.client.delete("/_etp/worlds/trainee-olga").status_code == 204


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({}, "name: This field is required."),
        ({"name": " "}, "name: This field may not be blank."),
        ({"name": "A" * 101}, "name: Ensure this field has no more than 100 characters."),
        ({"name": "A", "age": 3}, "Unknown: age. Known: name."),
    ],
)
def test_refuses_a_trainee_that_cannot_be(live, body, detail) -> None:
    refused = live.client.post(f"{ROOT}/trainees", json=body)
    assert (refused.status_code, refused.json()["detail"]) == (400, detail)


def test_removing_a_trainee_drops_their_world(live) -> None:
    live.client.post(f"{ROOT}/trainees", json={"name": "Gone"})
    assert live.client.delete(f"{ROOT}/trainees/gone").status_code == 204
    assert live.client.get(f"{ROOT}/trainees/gone").status_code == 404
    assert live.client.get("/_etp/worlds/trainee-gone").status_code == 404


def test_trainees_do_not_meet(pupil, another) -> None:
    for one in (pupil, another):
        one.start(TEAM)
    with api_of(pupil) as api:
        api.post("/personnel/api/areas/", json=AREA)
    assert conditions(pupil, TEAM)["area"]["met"] is True
    assert conditions(another, TEAM)["area"]["met"] is False


# ---- an exercise ----------------------------------------------------------------------------


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
        "seen": "Expected at least 1 such calls, found 0.",
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


# ---- hints, solutions, overview -------------------------------------------------------------


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


# ---- who may --------------------------------------------------------------------------------

ELSEWHERE = {"Host": "training.example"}


def from_elsewhere(pupil, method, path, token=None):
    headers = {**ELSEWHERE, **({"Authorization": f"Token {token}"} if token else {})}
    return pupil.live.client.request(method, f"{ROOT}/{path}", headers=headers).status_code


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "exercises", 200),
        ("GET", "exercises/01", 200),
        ("GET", "exercises/08/files/people.csv", 200),
        ("GET", "trainees/{own}", 200),
        ("POST", "trainees/{own}/exercises/01/hint", 200),
        ("GET", "trainees/{other}", 403),
        ("POST", "trainees/{other}/exercises/01/hint", 403),
        ("DELETE", "trainees/{own}", 403),
        ("GET", "trainees", 403),
        ("POST", "trainees", 403),
    ],
)
def test_from_elsewhere_a_trainee_may_ask_about_themselves_only(
    pupil, another, method, path, status
) -> None:
    whole = path.format(own=pupil.slug, other=another.slug)
    assert from_elsewhere(pupil, method, whole, pupil.login["token"]) == status
    assert from_elsewhere(pupil, method, whole) == 403


def test_the_command_may_send_a_trainees_key_as_its_token(pupil) -> None:
    headers = {**ELSEWHERE, "Authorization": f"Bearer {pupil.login['token']}"}
    path = f"{ROOT}/trainees/{pupil.slug}"
    assert pupil.live.client.get(path, headers=headers).status_code == 200


def test_the_key_of_another_world_opens_nothing(pupil) -> None:
    other = pupil.live.client.post("/_etp/worlds", json={"name": "other", "from": "empty"}).json()
    path = f"trainees/{pupil.slug}"
    assert from_elsewhere(pupil, "GET", path, other["token"]) == 403
    pupil.live.client.delete("/_etp/worlds/other")


def test_a_page_of_another_origin_may_not_call_even_with_a_key(pupil) -> None:
    headers = {
        **ELSEWHERE,
        "Authorization": f"Token {pupil.login['token']}",
        "Origin": "https://elsewhere.example",
    }
    path = f"{ROOT}/trainees/{pupil.slug}"
    assert pupil.live.client.get(path, headers=headers).status_code == 403
