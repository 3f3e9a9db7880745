"""Forms: each stands for a call, does it, and says what came of it."""

import pytest

from etpserver.console.actions import FieldError
from etpserver.console.declared import ACTIONS
from tests.console.conftest import NOW, SN
from tests.console.reading import read


@pytest.fixture
def gate(fresh):
    """A world with a terminal and a person at it."""
    fresh.control("PUT", "/clock", {"mode": "frozen", "now": NOW})
    fresh.client.post("/iclock/api/terminals/", json={"sn": SN, "alias": "Main gate"})
    person = {"emp_code": "7", "first_name": "Asha", "department": 1, "area": [1]}
    assert fresh.client.post("/personnel/api/employees/", json=person).status_code == 201
    return fresh


def said(answer) -> str:
    return read(answer.text).texts("p")[0]


def test_a_punch_is_made_and_parts_of_the_page_hear_of_it(gate, visitor) -> None:
    answer = visitor.act("punch", emp_code="7", terminal=SN, state="0", verify="15")
    assert said(answer) == "7 punched at SN1: transaction 1."
    assert answer.headers["hx-trigger"] == "happened"
    (punch,) = gate.client.get("/iclock/api/transactions/").json()["data"]
    assert (punch["emp_code"], punch["punch_state"], punch["verify_type"]) == ("7", "0", 15)


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"emp_code": "8"}, "SN1 sent a punch of 8, whom nobody knows: it is unregistered."),
        ({"at": "2026-01-05T13:00"}, "7 will punch at SN1 once the clock gets there."),
    ],
)
def test_what_became_of_a_punch_is_said(gate, visitor, fields, text) -> None:
    assert said(visitor.act("punch", **{"emp_code": "7", "terminal": SN, **fields})) == text


@pytest.mark.parametrize(
    ("name", "fields", "text"),
    [
        ("punch", {"terminal": SN}, "Person: is needed."),
        ("punch", {"emp_code": "7", "terminal": "NONE"}, "There is no terminal NONE."),
        ("punch", {"emp_code": "7", "terminal": SN, "state": "17"},
         "State: 17 is none of the choices."),
        ("fault", {"do.status": "many"}, "Status: takes a number."),
        ("fault", {"do.status": "503", "match.query": "{"}, "Query: takes JSON (Expecting "),
        ("fault", {"do.status": "7"}, "do.status: takes a whole number from 200 to 599"),
        ("clock", {"mode": "scaled"}, "scale: A scaled clock needs one."),
        ("snapshot", {"name": "No Name"}, "name: "),
        ("reset", {"to": "snapshot:other"}, "Back to: snapshot:other is none of the choices."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_form_is_said(gate, visitor, name, fields, text) -> None:
    answer = visitor.act(name, **fields)
    assert 400 <= answer.status_code < 500
    assert said(answer).startswith(text)
    assert "hx-trigger" not in answer.headers


def test_a_form_without_its_token_is_refused_with_a_page(gate, visitor) -> None:
    answer = visitor.client.post(f"{visitor.root}act/punch", data={"emp_code": "7"})
    assert answer.status_code == 403
    assert read(answer.text).texts("h1") == ["The form was refused"]
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert gate.client.get("/iclock/api/transactions/").json()["count"] == 0


@pytest.mark.parametrize("path", ["act/punch", "preview/punch", f"terminals/{SN}/press"])
def test_forms_are_only_posted(visitor, path) -> None:
    assert visitor.get(path).status_code == 405


def test_an_unknown_form_is_not_there(visitor) -> None:
    assert visitor.act("nosuch").status_code == 404


def test_the_clock_faults_settings_and_snapshots_are_driven_by_hand(gate, visitor) -> None:
    assert said(visitor.act("advance", by="PT8H")) == (
        "It is 2026-01-05 20:00:00 there. 0 things fell due."
    )
    assert said(visitor.act("clock", mode="frozen", now="2026-02-01T08:00")) == (
        "The clock is frozen: 2026-02-01 08:00:00."
    )
    fields = {"match.operation": "areas_list", "do.status": "503", "times": "1"}
    assert said(visitor.act("fault", **fields)).endswith(" is armed.")
    (rule,) = gate.control("GET", "/faults").json()["faults"]
    assert (rule["match"], rule["do"], rule["times"]) == (
        {"operation": "areas_list"}, {"status": 503}, 1,
    )  # fmt: skip
    assert said(visitor.act("drop_fault", fault=str(rule["id"]))) == "The rule is gone."
    assert said(visitor.act("scenario", scenario="flaky")) == "flaky is playing."
    assert said(visitor.act("end_scenario", scenario="flaky")) == "The scenario has ended."
    assert said(visitor.act("setting-validate", validate="strict")) == "validate is strict."
    assert gate.control("GET", "/settings").json()["settings"]["validate"] == "strict"
    name = f"console-{gate.name}"
    assert said(visitor.act("snapshot", name=name)).startswith(f"Saved as {name}: ")
    assert said(visitor.act("restore", snapshot=name)).startswith(f"Back to snapshot:{name}: ")
    archive = visitor.get(f"snapshots/{name}.json")
    assert archive.headers["content-disposition"] == f'attachment; filename="{name}.json"'
    assert len(archive.json()) > 1
    assert said(visitor.act("forget_snapshot", snapshot=name)) == "The snapshot is gone."
    assert said(visitor.act("reset", to="empty")).startswith("Back to fixture:empty: ")
    assert gate.client.get("/personnel/api/employees/").json()["count"] == 0


def test_the_last_changes_are_taken_back(fresh, visitor) -> None:
    areas = "/personnel/api/areas/"
    for code in ("A", "B", "C"):
        fresh.client.post(areas, json={"area_code": code, "area_name": code})
    page = visitor.page("snapshots")
    assert [row[1] for row in page.rows()] == [f"POST {areas}"] * 3
    assert page.texts("button", type="submit").count("Undo to here") == 2
    answer = visitor.act("undo", steps="2")
    if answer.status_code == 501:  # not on this system
        return
    assert said(answer) == "Taken back: 2 changes."
    codes = [one["area_code"] for one in fresh.client.get(areas).json()["data"]]
    assert codes == ["1", "A"]


def test_people_work_some_days_and_enrol(gate, visitor) -> None:
    shares = dict.fromkeys(("absence", "missed", "duplicates"), "0")
    worked = said(visitor.act("days", **{"days": "2", "from": "2026-01-01", **shares}))
    assert worked == "1 person made 4 punches from 2026-01-01 on: 4 stored."
    enrolled = said(visitor.act("enroll", sn=SN, emp_code="7", bio_type="1", finger="6"))
    assert enrolled.startswith("The terminal ")
    (template,) = gate.client.get("/iclock/api/biodatas/").json()["data"]
    assert (template["bio_type"], template["bio_no"]) == (1, 6)
    assert said(visitor.act("poll", sn=SN)) == "The terminal called; nothing was waiting for it."


def test_worlds_are_made_and_dropped(live, visitor) -> None:
    name = f"{visitor.root.split('/')[3]}-made"
    made = said(visitor.act("new_world", **{"name": name, "from": "empty", "ttl_s": "60"}))
    assert made == f"{name} is at {live.url}/_etp/w/{name}."
    assert live.client.get(f"/_etp/worlds/{name}").json()["origin"] == "fixture:empty"
    assert said(visitor.act("drop_world", world=name)) == "The world is gone."
    assert live.client.get(f"/_etp/worlds/{name}").status_code == 404


def test_a_device_is_pressed_goes_offline_and_comes_back(gate, visitor) -> None:
    def press(code: str) -> str:
        answer = visitor.send(f"terminals/{SN}/press", emp_code=code, verify="1", state="0")
        return read(answer.text).all("div")[0].text

    assert press("7").split() == ["Asha", "7", "·", "in", "Thank", "you", "12:00:00"]
    assert "not registered" in press("99")
    assert "Who is it?" in press(" ")
    assert said(visitor.act("offline", sn=SN)) == "Offline: it keeps what it records."
    assert "unplugged" in visitor.page(f"terminals/{SN}").text()
    gate.control("POST", "/clock/advance", {"by": "PT1M"})
    assert "kept until the server answers" in press("7")
    back = "Online again; it sent 1 punch that it had kept."
    assert said(visitor.act("online", sn=SN)) == back


@pytest.mark.parametrize("verify", ["²", "9" * 5000])
def test_a_way_to_punch_that_is_no_number_breaks_no_page(gate, visitor, verify) -> None:
    answer = visitor.send(f"terminals/{SN}/press", emp_code="7", verify=verify)
    assert (answer.status_code, "Thank you" in answer.text) == (200, True)


def test_a_serial_with_a_blank_is_found(fresh, visitor) -> None:
    made = fresh.client.post("/iclock/api/terminals/", json={"sn": "Gate 7"})
    assert made.status_code == 201, made.text
    assert said(visitor.act("offline", sn="Gate 7")) == "Offline: it keeps what it records."
    assert "unplugged" in visitor.page("terminals/Gate%207").text()
    http, curl, _line = read(visitor.send("preview/offline", sn="Gate 7").text).texts("pre")
    assert http.endswith("/simulate/terminals/Gate%207/offline")
    assert curl.endswith("/simulate/terminals/Gate%207/offline")


def test_commands_are_answered_and_failed_by_hand(gate, visitor) -> None:
    def commands() -> list:
        return gate.control("GET", f"/terminals/{SN}/commands").json()["commands"]

    gate.client.post(
        "/personnel/api/employees/",
        json={"emp_code": "8", "first_name": "Ravi", "department": 1, "area": [1]},
    )
    first, second = (str(command["id"]) for command in commands()[:2])
    assert said(visitor.act("answer_done", sn=SN, command=first)) == "Answered with 0: done."
    assert said(visitor.act("answer_failed", sn=SN, command=second)) == "Answered with -1: failed."
    states = {str(command["id"]): command["state"] for command in commands()}
    assert (states[first], states[second]) == ("done", "failed")


def test_a_button_answers_with_a_toast(visitor) -> None:
    answer = visitor.act("clear_faults", **{"as": "toast"})
    assert [one["class"] for one in read(answer.text).all("div")] == ["toast"]


def test_the_call_that_a_form_stands_for_follows_its_fields(visitor, live) -> None:
    world = visitor.root.split("/")[3]
    fields = {"match.operation": "areas_list", "do.status": "503", "times": "2"}
    http, curl, line = read(visitor.send("preview/fault", **fields).text).texts("pre")
    body = '{"match":{"operation":"areas_list"},"do":{"status":503},"times":2}'
    assert http.startswith(f"POST /_etp/worlds/{world}/faults {{")
    assert curl == (
        f"curl -X POST {live.url}/_etp/worlds/{world}/faults -H 'Content-Type: application/json'"
        f" -d '{body}'"
    )
    assert line == f"etpserver fault add areas_list --status 503 --times 2 --world {world}"


EXAMPLES = {
    "add_trainee": ({"name": "Ravi Kumar"}, "training add 'Ravi Kumar'"),
    "remove_trainee": ({"trainee": "ravi-kumar"}, "training remove ravi-kumar"),
    "reset": ({"to": "empty", "keep": "faults,clock"}, "reset empty --keep faults --keep clock"),
    "undo": ({"steps": "3"}, "undo 3"),
    "snapshot": ({"name": "a", "note": "b c"}, "snapshot save a --note 'b c'"),
    "restore": ({"snapshot": "a"}, "snapshot load a"),
    "forget_snapshot": ({"snapshot": "a"}, "snapshot rm a"),
    "new_world": (
        {"name": "w", "from": "empty", "ttl_s": "60"},
        "world new w --from empty --ttl 60",
    ),
    "drop_world": ({"world": "w"}, "world rm w"),
    "advance": ({"by": "PT8H"}, "clock advance PT8H"),
    "advance_to": ({"to": "2026-01-05T18:00"}, "clock advance 2026-01-05T18:00"),
    "clock": ({"mode": "scaled", "scale": "60"}, "clock scale 60"),
    "fault": (
        {"match.path": "/a", "do.status": "503"},
        """fault add --rule '{"match": {"path": "/a"}, "do": {"status": 503}}'""",
    ),
    "drop_fault": ({"fault": "7"}, "fault rm 7"),
    "clear_faults": ({}, "fault clear"),
    "scenario": ({"scenario": "flaky"}, "fault scenario flaky"),
    "forget_requests": ({}, "requests clear"),
    "punch": ({"emp_code": "7", "terminal": "SN1", "state": "1"}, "punch 7 SN1 --state 1"),
    "online": ({"sn": "SN1"}, "terminals online SN1"),
    "offline": ({"sn": "SN1"}, "terminals offline SN1"),
    "answer_done": ({"sn": "SN1", "command": "7"}, "terminals answer SN1 7"),
    "answer_failed": ({"sn": "SN1", "command": "7"}, "terminals answer SN1 7 -- -1"),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_command_line_of_a_form_is(name) -> None:
    values, line = EXAMPLES[name]
    assert ACTIONS[name].line_for(values) == line


def test_the_path_of_a_call_takes_what_is_entered_as_one_part() -> None:
    assert ACTIONS["restore"].path_for({"snapshot": "../reset"}) == "snapshots/..%2Freset/restore"
    assert ACTIONS["restore"].path_for({}) == "snapshots/<snapshot>/restore"


def test_blank_fields_are_left_out_of_the_body() -> None:
    body = ACTIONS["fault"].body_for({"do.status": "503", "do.body": "", "match.path": " "})
    assert body == {"do": {"status": 503}}
    with pytest.raises(FieldError, match="Name: is needed"):
        ACTIONS["snapshot"].body_for({"name": "  "})


@pytest.mark.parametrize(
    ("now", "offered"),
    [("17:59", "2026-01-05T18:00"), ("18:00", "2026-01-06T18:00"), ("23:36", "2026-01-06T18:00")],
)
def test_a_clock_is_offered_an_evening_that_is_to_come(fresh, visitor, now, offered) -> None:
    fresh.control("PUT", "/clock", {"mode": "frozen", "now": f"2026-01-05T{now}:00+05:30"})
    (until,) = [one for one in visitor.page("clock").all("input") if one["name"] == "to"]
    assert until["value"] == offered


def test_people_are_added_written_to_resigned_and_taken_back_by_the_documented_api(
    fresh, visitor
) -> None:
    fresh.control("PUT", "/clock", {"mode": "frozen", "now": NOW})
    added = visitor.act("add_person", emp_code="9", first_name="Asha", department="1", area="1, 1")
    assert said(added) == "Asha is added as 9."
    sent = visitor.act(
        "message", employee="9", content="Call us", start_time="2026-01-05T12:30", duration="5"
    )
    assert said(sent) == "The terminals of their areas will show it."
    left = visitor.act("resign", employee="9", resign_date="2026-01-05", resign_type="1")
    assert said(left) == "They have left; terminals will forget them."
    page = visitor.page("people/9")
    assert "Quit on 05 Jan 2026 ." in page.text() or "Quit on 05 Jan 2026." in page.text()
    assert "Call us" in page.text()
    assert said(visitor.act("rehire", emp_code="9")) == "They are back."
    found = fresh.control("GET", "/requests").json()["requests"]
    assert [(one["operation"], one["status"], one["user"]) for one in found] == [
        ("employees_create", 201, "admin"),
        ("private_messages_create", 201, "admin"),
        ("resigns_create", 201, "admin"),
        ("resigns_rehire", 200, "admin"),
    ]


def test_what_the_api_refuses_is_said_in_its_words(visitor) -> None:
    answer = visitor.act("add_person", emp_code="9/9", department="1", area="1")
    assert answer.status_code == 400
    assert "Codes are made of letters" in answer.text


def test_a_form_of_the_api_shows_its_request_with_a_token(visitor, live) -> None:
    world = visitor.root.split("/")[3]
    http, curl = read(visitor.send("preview/rehire", emp_code="9").text).texts("pre")
    path = f"/_etp/w/{world}/personnel/api/resigns/rehire/"
    assert http.startswith(f"POST {path} {{")
    assert curl == (
        f"curl -X POST {live.url}{path} -H 'Authorization: Token <token>'"
        """ -H 'Content-Type: application/json' -d '{"emp_code":["9"]}'"""
    )
