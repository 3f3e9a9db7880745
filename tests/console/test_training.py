"""The training pages: who one is, an exercise from its beginning to its solution, the trainer."""

from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from etpserver.console.training import trainees
from etpserver.emulator.control.moments import real_time
from etpserver.emulator.models import WorldRecord
from etpserver.training import worlds
from etpserver.training.models import Trainee
from etpserver.training.views import trainees as views_trainees
from tests.console import test_pages as everywhere
from tests.console.conftest import ELSEWHERE, Visitor, visiting
from tests.console.pupils import NAMES, Pupil, trained
from tests.console.reading import Page, read
from tests.console.test_login import log_in
from tests.console.test_queries import MOST
from tests.emulator.live import Fresh, Live

FIRST, SECOND, IMPORT = "01-get-a-token", "02-json-web-tokens", "08-fifty-new-people"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def pupil(live: Live) -> Iterator[Pupil]:
    yield from trained(live)


@pytest.fixture
def afar(live: Live) -> Iterator[Pupil]:
    """A trainee at another machine."""
    yield from trained(live, **ELSEWHERE)


@pytest.fixture(scope="module")
def looking(live: Live) -> Iterator[Pupil]:
    """Somebody whose world tests only look at: one exercise was tried and a hint taken."""
    for pupil in trained(live, f"<b>{next(NAMES)}</b>"):
        pupil.attempt(FIRST, "start")
        pupil.attempt(FIRST, "check", people="12")
        pupil.attempt(FIRST, "hint")
        yield pupil


def conditions(page: Page) -> list[str]:
    return [text for one in page.all("li") if any(o["class"] == "conditions" for o in one.inside)
            for text in [" ".join(one.text.split())]]  # fmt: skip


# ---- every page ----------------------------------------------------------------------------

OWN_PAGES = ("training", f"training/{FIRST}", f"training/{SECOND}", f"training/{IMPORT}",
             "training/trainees")  # fmt: skip


@pytest.mark.parametrize("path", OWN_PAGES)
@pytest.mark.parametrize(
    "is_so",
    [
        everywhere.test_each_control_has_a_name,
        everywhere.test_ids_are_there_once_and_what_names_them_finds_them,
        everywhere.test_nothing_in_a_page_is_inline_or_from_elsewhere,
        everywhere.test_no_page_is_heavy,
    ],
)
def test_the_pages_of_a_trainee_are_as_sound_as_all(looking, path, is_so) -> None:
    is_so(looking, path)


@pytest.mark.parametrize("path", OWN_PAGES)
def test_a_name_with_markup_is_shown_as_it_is(looking, path) -> None:
    assert "<b>Pupil" not in looking.get(path).text


class OneWorld:
    """Worlds of which each is the one that is bound."""

    def use(self, _name: str) -> Any:
        return nullcontext()


@pytest.mark.parametrize("path", ["training", "training/trainees", f"training/{FIRST}",
                                  f"training/{SECOND}"])  # fmt: skip
@pytest.mark.django_db(databases=["default", "control"])
def test_no_training_page_costs_many_statements(admin, monkeypatch, path) -> None:
    now = real_time()
    for name in ("anna", "ravi"):
        someone = Trainee.objects.create(
            slug=name, name=name, current=FIRST, created_at=now, last_activity=now
        )
        WorldRecord.objects.create(name=f"trainee-{name}", created_at=now)
        someone.progress.create(exercise=FIRST, starts=1, hints=1)
    # As if the one world of this process were that of one of them.
    monkeypatch.setattr(views_trainees, "the_worlds", OneWorld)
    monkeypatch.setattr(trainees, "slug_of", lambda _world: "anna")
    monkeypatch.setattr(worlds, "USER_ID", admin.pk)
    client = Client(headers={"host": "etp.example"})
    client.force_login(admin)
    with (
        CaptureQueriesContext(connections["default"]) as records,
        CaptureQueriesContext(connections["control"]) as control,
    ):
        answer = client.get(f"/_etp/ui/{path}")
    assert answer.status_code == 200
    assert b"anna" in answer.content
    statements = [query["sql"] for query in (*records, *control)]
    assert len(statements) <= MOST, "\n".join(statements)


# ---- who one is ----------------------------------------------------------------------------


def at_main(live: Live, **headers: str) -> Iterator[Visitor]:
    yield from visiting(live, "main", **headers)


@pytest.fixture
def newcomer(live: Live) -> Iterator[Visitor]:
    yield from at_main(live)


def test_whoever_says_their_name_gets_a_world_and_is_led_there(live, newcomer) -> None:
    assert "Who are you?" in newcomer.page("training").text()
    name = next(NAMES)
    slug = name.lower().replace(" ", "-")
    answer = newcomer.send("training/join", name=f" {name} ")
    page = f"/_etp/w/trainee-{slug}/_etp/ui/training"
    assert (answer.status_code, answer.headers["location"]) == (302, page)
    assert f"{name}, in a world" in read(newcomer.client.get(page).text).text()
    known = {one.text.strip(): one["href"] for one in newcomer.page("training").all("a")}
    assert known[name] == page
    live.client.delete(f"/_etp/training/trainees/{slug}")


def test_a_name_that_is_taken_or_missing_is_asked_for_again(newcomer, pupil) -> None:
    answer = newcomer.send("training/join", name=pupil.login["name"])
    assert answer.status_code == 409
    page = read(answer.text)
    assert page.texts("p", role="alert") == [
        f"There is a trainee {pupil.slug} already. If that is you, choose your name below."
    ]
    assert page.all("input", name="name")[0]["value"] == pupil.login["name"]
    answer = newcomer.send("training/join", name=" ")
    assert answer.status_code == 400
    assert read(answer.text).texts("p", role="alert")[0].startswith("Name: is needed.")


def test_an_exercise_can_be_read_before_one_has_said_who_one_is(newcomer) -> None:
    page = newcomer.page(f"training/{IMPORT}")
    assert "Download people.csv" in page.text()
    assert "Say who you are" in page.texts("a")
    assert page.all("form", action=f"/_etp/ui/training/{IMPORT}/start") == []
    file = newcomer.get(f"training/{IMPORT}/files/people.csv")
    assert file.headers["content-disposition"] == 'attachment; filename="people.csv"'
    assert len(file.text.splitlines()) == 51


@pytest.mark.parametrize(
    "path",
    ["training/99-none", f"training/{IMPORT}/files/none.csv", f"training/{FIRST}/files/people.csv"],
)
def test_what_no_exercise_has_is_not_there(newcomer, path) -> None:
    assert newcomer.get(path).status_code == 404


@pytest.mark.parametrize("what", ["start", "check", "hint", "solution", "nosuch"])
def test_nobody_trains_in_a_world_that_is_no_trainees(newcomer, what) -> None:
    assert newcomer.send(f"training/{FIRST}/{what}").status_code == 404


# ---- an exercise ---------------------------------------------------------------------------


def test_an_exercise_is_begun_tried_and_solved_without_a_script(pupil) -> None:
    page = pupil.page(f"training/{FIRST}")
    assert page.texts("pre", id="own-url") == [pupil.login["url"]]
    assert page.texts("pre", id="own-token") == [pupil.login["token"]]
    assert page.texts("pre", id="own-password") == [pupil.login["password"]]
    begun = pupil.attempt(FIRST, "start")
    assert begun.headers["location"] == f"{pupil.root}training/{FIRST}"
    tried = read(pupil.attempt(FIRST, "check", people="12").text)
    assert tried.all("input", name="answers.people")[0]["value"] == "12"
    assert conditions(tried) == [
        (
            "Open: Nobody has logged in at /api-token-auth/ with the right password yet."
            " Expected at least 1 such call, found 0."
        ),
        (
            "Open: Send the token of your login as the header Authorization: Token .. when you"
            " list the employees. Call 1 of 2 in the order was not made."
        ),
        (
            "Open: The list's answer says it, in a key of its own beside the data."
            " The records say something else."
        ),
    ]
    pupil.solve_first()
    solved = read(pupil.attempt(FIRST, "check", people="26").text)
    assert conditions(solved) == [
        "Done: You logged in for a token.",
        "Done: You listed the employees with the token, after you had logged in.",
        "Done: You know how many employees there are.",
    ]
    assert pupil.progress(FIRST)["state"] == "solved"
    page = pupil.page("training")
    assert page.texts("h2", id="far") == ["1 of 17 solved"]
    assert (page.all("progress")[0]["value"], page.all("progress")[0]["max"]) == ("1", "17")
    assert "Next: 02" in page.texts("a")


def test_a_check_with_a_script_answers_the_parts_that_change(pupil) -> None:
    pupil.attempt(FIRST, "start")
    pupil.client.headers.update(HTMX)
    answer = pupil.attempt(FIRST, "check", people="26")
    assert "<html" not in answer.text
    page = read(f"<body>{answer.text}</body>")
    swapped = {one["id"] for one in page.elements if one["hx-swap-oob"] == "true"}
    assert swapped == {"standing", "help"}
    assert "1 attempt" in page.text()
    begun = pupil.attempt(FIRST, "start")
    assert begun.headers["hx-redirect"] == f"{pupil.root}training/{FIRST}"


def test_an_exercise_that_was_not_begun_is_not_checked(pupil) -> None:
    assert f"{pupil.root}training/{FIRST}/check" not in pupil.get(f"training/{FIRST}").text
    answer = pupil.attempt(FIRST, "check")
    assert answer.status_code == 409
    pupil.client.headers.update(HTMX)
    answer = pupil.attempt(FIRST, "check")
    assert read(answer.text).texts("p") == [
        f"Start {FIRST} first: the world is not set for any exercise yet."
    ]


def test_hints_come_one_by_one_and_then_the_solution_after_a_question(pupil) -> None:
    def hints(page: Page) -> list[str]:
        (card,) = page.all("section", **{"aria-labelledby": "hints-title"})
        return [one.text for one in page.all("li") if card in one.inside]

    assert hints(pupil.page(f"training/{FIRST}")) == []
    assert pupil.attempt(FIRST, "solution").status_code == 409
    for taken in (1, 2, 3):
        answer = pupil.attempt(FIRST, "hint")
        assert answer.headers["location"] == f"{pupil.root}training/{FIRST}"
        assert len(hints(pupil.page(f"training/{FIRST}"))) == taken
    page = pupil.page(f"training/{FIRST}")
    assert page.all("form", action=f"{pupil.root}training/{FIRST}/hint") == []
    (form,) = page.all("form", action=f"{pupil.root}training/{FIRST}/solution")
    assert any(one.tag == "details" for one in form.inside)
    assert page.all("pre", id="solution-program") == []
    pupil.attempt(FIRST, "solution")
    (program,) = pupil.page(f"training/{FIRST}").texts("pre", id="solution-program")
    assert 'api.post("/api-token-auth/"' in program
    assert pupil.progress(FIRST)["saw_solution"] is True


def test_a_hint_with_a_script_gets_the_focus(pupil) -> None:
    pupil.page("training")
    pupil.client.headers.update(HTMX)
    page = read(f"<body>{pupil.attempt(FIRST, 'hint').text}</body>")
    (focused,) = [one for one in page.elements if "autofocus" in one.given]
    assert (focused.tag, focused["tabindex"]) == ("li", "-1")


def test_what_would_be_lost_is_asked_for_before_another_exercise_begins(pupil) -> None:
    def question(exercise: str) -> str:
        path = f"{pupil.root}training/{exercise}/start"
        return pupil.page(f"training/{exercise}").all("form", action=path)[0]["hx-confirm"]

    assert question(FIRST) == ""
    pupil.attempt(FIRST, "start")
    lost = "Your world is put back to where this exercise begins. What you did in it is lost."
    assert (question(FIRST), question(SECOND)) == (lost, lost)
    assert "exercise 01" in pupil.page(f"training/{SECOND}").texts("a")


def test_forms_show_the_call_and_the_command_they_stand_for(pupil, live) -> None:
    pupil.attempt(FIRST, "start")
    path = f"/_etp/training/trainees/{pupil.slug}/exercises/{FIRST}"
    texts = pupil.page(f"training/{FIRST}").texts("pre", class_="wrap")
    for what in ("start", "hint", "check"):
        assert f"curl -X POST {live.url}{path}/{what}" in " ".join(texts)
        assert f"etpserver training {what} {pupil.slug} 01" in texts
    fields = {"answers.people": "26", "other": "x"}
    http, _, line = read(pupil.send(f"training/{FIRST}/preview", **fields).text).texts("pre")
    assert http == f'POST {path}/check {{ "answers": {{ "people": "26" }} }}'
    assert line == f"etpserver training check {pupil.slug} 01 --answer people=26"


def test_a_form_of_the_training_without_its_token_is_refused(pupil) -> None:
    answer = pupil.client.post(f"{pupil.root}training/{FIRST}/hint")
    assert answer.status_code == 403
    assert pupil.progress(FIRST)["hints"] == 0


# ---- the trainer ---------------------------------------------------------------------------


def test_the_trainer_sees_everybody_and_goes_to_where_they_are(live, newcomer, looking) -> None:
    page = newcomer.page("training/trainees")
    world = looking.root
    names = [one.text for one in page.all("a") if one["href"] == f"{world}training"]
    assert looking.login["name"] in names
    (cell,) = [one for one in page.all("a") if one["href"] == f"{world}training/{FIRST}"]
    assert cell["aria-label"].startswith("Get a token: begun, 1 attempt, 1 hint, last active ")
    (row,) = [row for row in page.rows() if row[1] == "▸ 1·1"]
    assert (row[0], row[2]) == ("0 / 17", "· not begun")


def test_a_trainee_is_taken_in_and_removed_by_the_trainer(live, newcomer) -> None:
    name = next(NAMES)
    slug = name.lower().replace(" ", "-")
    made = read(newcomer.act("add_trainee", name=name).text).texts("p")[0]
    login = live.client.get(f"/_etp/training/trainees/{slug}").json()
    assert made == (
        f"{name} trains at {login['url']}/_etp/ui/training. From another machine they log in as"
        f" trainee with the password {login['password']}."
    )
    gone = newcomer.act("remove_trainee", trainee=slug)
    assert read(gone.text).texts("p")[0] == "The trainee and their world are gone."
    assert live.client.get(f"/_etp/training/trainees/{slug}").status_code == 404
    assert live.client.get(f"/_etp/worlds/trainee-{slug}").status_code == 404


def test_a_trainee_whose_world_was_dropped_is_still_told_of(live, newcomer, pupil) -> None:
    pupil.attempt(FIRST, "start")
    live.client.delete(f"/_etp/worlds/{pupil.login['world']}")
    page = newcomer.page("training/trainees")
    assert "world dropped" in page.texts("span", class_="badge warn")
    assert pupil.login["name"] not in newcomer.page("training").texts("a")
    assert [one for one in page.all("a") if one["href"].startswith(pupil.root)] == []
    assert pupil.login["name"] in page.text()


@pytest.mark.django_db(databases=["default", "control"])
def test_a_mistake_in_an_exercise_is_told_in_the_list(client, settings, tmp_path) -> None:
    (tmp_path / "01-broken.yaml").write_text("title: Broken", encoding="utf-8")
    settings.ETP = {**settings.ETP, "exercises": str(tmp_path)}
    answer = client.get("/_etp/ui/training", headers={"host": "localhost"})
    assert answer.status_code == 200
    assert (
        f"{tmp_path / '01-broken.yaml'}: story: This field is required."
        in read(answer.content.decode()).text()
    )


# ---- from elsewhere ------------------------------------------------------------------------


def test_from_elsewhere_a_trainee_logs_in_and_stays_so_when_the_world_is_put_back(afar) -> None:
    assert afar.get("training").status_code == 302
    assert log_in(afar, "trainee", afar.login["password"]).status_code == 302
    assert afar.attempt(FIRST, "start").status_code == 302
    page = afar.page(f"training/{FIRST}")
    assert page.texts("pre", id="own-token") == [afar.login["token"]]
    assert "-H 'Authorization: Token <token>'" in " ".join(page.texts("pre"))
    afar.attempt(FIRST, "hint")
    assert afar.progress(FIRST)["hints"] == 1


def test_from_elsewhere_the_trainer_logs_in_and_takes_somebody_in(live, afar) -> None:
    for trainer in visiting(live, "main", **ELSEWHERE):
        assert trainer.get("training/trainees").status_code == 302
        log_in(trainer, "admin")
        assert "Take your trainees in" in trainer.page("training").texts("h2")
        assert afar.login["name"] in trainer.page("training/trainees").texts("a")
        name = next(NAMES)
        assert trainer.act("add_trainee", name=name).status_code == 200
        slug = name.lower().replace(" ", "-")
        assert trainer.act("remove_trainee", trainee=slug).status_code == 200
    # Each world has a login of its own.
    assert log_in(afar, "admin").status_code == 302
    assert afar.login["token"] in afar.page("training").texts("pre", id="own-token")


def test_from_elsewhere_a_trainee_neither_sees_nor_changes_others(afar, pupil) -> None:
    log_in(afar, "trainee", afar.login["password"])
    answer = afar.get("training/trainees")
    assert answer.status_code == 403
    assert pupil.login["name"] not in read(answer.text).texts("a")
    assert afar.send("training/join", name="Somebody").status_code == 403
    assert afar.act("remove_trainee", trainee=pupil.slug).status_code == 403
    assert afar.act("add_trainee", name="Somebody").status_code == 403
    assert afar.client.get(f"{pupil.root}training").status_code == 302


def test_a_user_who_may_only_look_gets_no_key_and_takes_no_hint(afar, live) -> None:
    log_in(afar, "viewer")
    page = afar.get("training").text
    assert "Log out" in page
    assert afar.login["token"] not in page
    assert afar.attempt(FIRST, "hint").status_code == 403


def test_elsewhere_who_has_not_been_taken_in_is_sent_to_the_trainer(live, fresh: Fresh) -> None:
    for somebody in visiting(live, fresh.name, **ELSEWHERE):
        log_in(somebody, "admin")
        page = somebody.page("training")
        assert "Ask your trainer" in page.texts("h2")
        assert page.all("input", name="name") == []
