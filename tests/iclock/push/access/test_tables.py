"""Tables of access terminals: what is counted, kept and refused."""

import pytest

from iclock.models import Command, Terminal
from iclock.push import events as log
from iclock.push.parsing.access import LONGEST_LINE
from tests.factories import make_employee
from tests.iclock.factories import make_command, make_terminal
from tests.iclock.push.stored import events, punches, rejected

RTLOG = "POST /iclock/cdata?SN=ACC1&table=rtlog"
TABLE = "POST /iclock/cdata?SN=ACC1&table=tabledata&tablename="
QUERY = "POST /iclock/querydata?SN=ACC1"
AT = "time=2026-01-05 11:59:00"


@pytest.fixture(autouse=True)
def door(db):
    return make_terminal(sn="ACC1", device_type="acc", door_count=1)


def test_a_person_changes_as_with_other_terminals(send) -> None:
    person = make_employee(emp_code="7", first_name="Old", last_name="")
    body = (
        "user uid=1\tcardno=77\tpin=7\tpassword=12\tgroup=1\tstarttime=0\tendtime=0"
        "\tname=Asha\tprivilege=14\r\nuser pin=8\tname=Ravi\r\n"
    )
    assert send(f"{TABLE}user&count=2", body).content == b"user=2"
    person.refresh_from_db()
    found = (person.first_name, person.card_no, person.device_password, person.dev_privilege)
    assert found == ("Asha", "77", "12", 14)
    assert rejected("table", "line", "reason") == [("user", 2, "No employee has this PIN.")]


def test_every_line_is_counted(send) -> None:
    body = f"pin=7\t{AT}\teventtype=0\n\npin=7\tnonsense\n transaction \n"
    assert send(f"{TABLE}transaction", body).content == b"transaction=3"
    assert rejected("table", "line") == [("transaction", 3), ("transaction", 4)]


@pytest.mark.parametrize("name", ["", "<b>", "a%0Ab", "a b", "x" * 21, "%ff", "%00"], ids=repr)
def test_a_name_that_is_none_is_not_repeated(send, name) -> None:
    assert send(f"{TABLE}{name}", "pin=7\nx").content == b"=2"
    assert [line for (line,) in rejected("line")] == [1, 2]


def test_an_unknown_table_is_counted_and_noted(send) -> None:
    assert send(f"{TABLE}timezone&count=1", "timezoneid=1\tsuntime1=2359").content == b"timezone=1"
    assert rejected() == [
        ("timezone", 1, "timezone timezoneid=1\tsuntime1=2359",
         "timezone is no known kind of line."),
    ]  # fmt: skip


def test_a_punch_has_what_the_event_tells(send) -> None:
    make_employee(emp_code="7")
    told = "inoutstatus=1\tverifytype=15\tmaskflag=1\ttemperature=36.5"
    send(RTLOG, f"{AT}\tpin=7\tevent=0\t{told}")
    (found,) = Terminal.objects.get().transaction_set.values(
        "punch_state", "verify_type", "mask_flag", "temperature", "source", "work_code"
    )
    assert found == {
        "punch_state": "1", "verify_type": 15, "mask_flag": 1, "temperature": 36.5, "source": 1,
        "work_code": "",
    }  # fmt: skip


@pytest.mark.parametrize(("event", "is_punch"), [(0, True), (19, True), (20, False), (27, False)])
def test_only_who_is_let_in_has_punched(send, event, is_punch) -> None:
    make_employee(emp_code="7")
    send(RTLOG, f"{AT}\tpin=7\tcardno=77\teventaddr=2\tevent={event}")
    logged = ("RTLOG", str(event), "7", "2026-01-05 11:59:00", "cardno=77, eventaddr=2")
    assert (punches(), events()) == (
        ([("7", "2026-01-05 11:59:00")], []) if is_punch else ([], [logged])
    )


def test_an_event_that_comes_again_is_logged_once(send) -> None:
    for _ in range(2):
        send(RTLOG, f"{AT}\tpin=0\tevent=200\n{AT}\tpin=0\tevent=200\tindex=2")
    assert [detail for *_, detail in events()] == ["", "index=2"]


def test_of_very_many_events_the_newest_are_kept(send, monkeypatch) -> None:
    monkeypatch.setattr(log, "KEPT", 3)
    lines = [f"{AT}\tpin=0\tevent=200\tindex={number}" for number in range(5)]
    assert send(RTLOG, "\n".join(lines)).content == b"OK"
    assert [detail for *_, detail in events()] == ["index=2", "index=3", "index=4"]


def test_a_line_that_is_too_long_is_one_rejection(send) -> None:
    send(RTLOG, f"{AT}\tpin=0\tevent=200\tx={'x' * LONGEST_LINE}\n{AT}\tpin=0\tevent=201")
    assert rejected("line", "reason") == [(1, "The line is too long.")]
    assert [code for _, code, *_ in events()] == ["201"]


@pytest.mark.parametrize(
    ("query", "reply"),
    [
        ("type=count&tablename=user&count=7", b"user=7"),
        ("type=count&tablename=user&count=x", b"user=0"),
        ("type=count&tablename=user&count=-7", b"user=0"),
        ("type=options&count=1", b"options=1"),
        ("", b"=0"),
    ],
)
def test_what_a_query_answered_is_counted(send, query, reply) -> None:
    assert send(f"{QUERY}&{query}", "UserCount=7").content == reply


def test_the_answer_to_another_terminals_command_ends_nothing(send) -> None:
    make_command(make_terminal(sn="SN2"), "CHECK", state="sent")
    key = Command.objects.get().pk
    send(f"{QUERY}&type=count&cmdid={key}&tablename=user&count=1&packcnt=1&packidx=1")
    assert Command.objects.get().state == "sent"


@pytest.mark.parametrize(
    ("codes", "state", "code"), [((0, 0), "done", 0), ((0, -1004), "failed", -1004),
                                 ((-1, 0), "failed", -1)],
)  # fmt: skip
def test_the_worst_result_of_a_command_counts(send, door, codes, state, code) -> None:
    key = make_command(door, "DATA UPDATE USERINFO PIN=7\tName=Asha\tPri=0", state="sent").pk
    body = "\r\n".join(f"ID={key}&Return={number}&CMD=DATA UPDATE" for number in codes)
    send("POST /iclock/devicecmd?SN=ACC1", body)
    assert list(Command.objects.values_list("state", "return_code")) == [(state, code)]


def test_a_command_that_somebody_typed_goes_out_as_it_is(send, door) -> None:
    command = make_command(door, "DATA UPDATE USERINFO nonsense")
    answer = send("GET /iclock/getrequest?SN=ACC1").content
    assert answer == f"C:{command.pk}:DATA UPDATE USERINFO nonsense\r\n\r\n".encode()
