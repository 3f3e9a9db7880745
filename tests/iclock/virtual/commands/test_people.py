"""DATA UPDATE USERINFO, messages, work codes and the small tables."""

from datetime import datetime

import pytest

from iclock.virtual.device_models import BY_NAME
from iclock.virtual.exchange import Reply
from iclock.virtual.inprocess import run_until_idle
from iclock.virtual.records import Message, User
from tests.iclock.virtual.scripted import FINGERS, ScriptedServer, carry_out, codes, make_terminal

START = datetime.fromisoformat("2026-01-05T09:00:00")


def test_a_person_is_put_into_the_table():
    terminal = make_terminal()
    line = "PIN=0007\tName=Asha Rao\tPri=14\tPasswd=4711\tCard=123456\t\tGrp=2\tVerify=0"
    server = carry_out(terminal, f"DATA UPDATE USERINFO {line}")
    assert terminal.memory.users == {
        "0007": User(
            "0007",
            name="Asha Rao",
            privilege="14",
            password="4711",
            card="123456",
            group="2",
            verify="0",
        )
    }
    assert server.results() == ["ID=1&Return=0&CMD=DATA"]


def test_what_is_not_sent_stays():
    terminal = make_terminal()
    terminal.memory.put_user(User("7", name="Asha", card="123"))
    carry_out(terminal, "DATA UPDATE USERINFO PIN=7\tPasswd=1")
    assert terminal.memory.users == {"7": User("7", name="Asha", card="123", password="1")}


def test_other_spellings_of_password_and_privilege_are_known():
    terminal = make_terminal()
    carry_out(terminal, "DATA UPDATE USERINFO pin=7\tPassword=1\tPrivilege=2")
    assert terminal.memory.users == {"7": User("7", password="1", privilege="2")}


def test_what_the_server_sent_does_not_go_back():
    terminal = make_terminal()
    server = carry_out(terminal, "DATA UPDATE USERINFO PIN=7\tName=Asha")
    assert server.uploaded("OPERLOG") == []


def test_a_card_in_hex_becomes_decimals():
    terminal = make_terminal()
    carry_out(terminal, "DATA UPDATE USERINFO PIN=7\tCard=[15CD5B07]")
    assert terminal.memory.users["7"].card == "123456789"


@pytest.mark.parametrize("fields", ["Name=Asha", "PIN=", "PIN=7\tPri=boss", "PIN=7\tCard=[xyz]"])
def test_refuses_a_person_without_sense(fields):
    terminal = make_terminal()
    server = carry_out(terminal, f"DATA UPDATE USERINFO {fields}")
    assert (codes(server), terminal.memory.users) == ([-1], {})


def test_a_full_terminal_takes_nobody_else_but_changes_those_it_has():
    full = [str(pin) for pin in range(BY_NAME[FINGERS].users)]
    terminal = make_terminal(FINGERS, users=tuple(full))
    server = carry_out(
        terminal, "DATA UPDATE USERINFO PIN=new", "DATA UPDATE USERINFO PIN=7\tName=Asha"
    )
    assert codes(server) == [-1001, 0]
    assert list(terminal.memory.users) == full
    assert terminal.memory.users["7"].name == "Asha"


def test_several_records_may_follow_one_command():
    terminal = make_terminal()
    server = carry_out(terminal, "DATA UPDATE USERINFO PIN=7\tName=Asha\nPIN=8\tName=Ravi")
    assert {pin: user.name for pin, user in terminal.memory.users.items()} == {
        "7": "Asha",
        "8": "Ravi",
    }
    assert codes(server) == [0]


def test_a_message_is_kept_and_linked():
    terminal = make_terminal(users=("7",))
    carry_out(
        terminal,
        "DATA UPDATE SMS MSG=Tea at 5\tTAG=254\tUID=3\tMIN=60\tStartTime=2026-01-05 09:00:00",
        "DATA UPDATE USER_SMS PIN=7\tUID=3",
    )
    assert terminal.memory.messages == {3: Message(3, "Tea at 5", 254, 60, START)}
    assert terminal.memory.message_links == {("7", 3)}


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("SMS MSG=a\tTAG=1\tUID=3\tMIN=60\tStartTime=2026-01-05 09:00:00", -1),
        ("SMS MSG=a\tTAG=253\tUID=x\tMIN=60\tStartTime=2026-01-05 09:00:00", -1),
        ("SMS MSG=a\tTAG=253\tUID=3\tMIN=60\tStartTime=tomorrow", -1),
        (f"SMS MSG={'é' * 161}\tTAG=253\tUID=3\tMIN=60\tStartTime=2026-01-05 09:00:00", -1006),
        ("USER_SMS PIN=8\tUID=3", -10),
        ("USER_SMS PIN=7\tUID=3", -1),
    ],
)
def test_refuses_messages_without_sense(line, code):
    terminal = make_terminal(users=("7",))
    server = carry_out(terminal, f"DATA UPDATE {line}")
    assert codes(server) == [code]
    assert (terminal.memory.messages, terminal.memory.message_links) == ({}, set())


def test_a_work_code_is_kept():
    terminal = make_terminal()
    carry_out(terminal, "DATA UPDATE WORKCODE PIN=1\tCODE=12\tNAME=Paint shop")
    assert terminal.memory.work_codes == {"12": "Paint shop"}


@pytest.mark.parametrize(
    ("table", "key", "fields"),
    [
        ("ADPIC", "2", "Index=2\tSize=4\tExtension=jpg\tContent=QUJD"),
        ("ShortcutKey", "8", "KeyID=8\tKeyFun=1\tStatusCode=0\tShowName=In"),
        ("AccGroup", "5", "ID=5\tVerify=0\tValidHoliday=0\tTZ=1;0;0"),
        ("AccTimeZone", "1", "UID=1\t" + "\t".join(
            f"{day}Start=0800\t{day}End=1800"
            for day in ("Sun", "Mon", "Tues", "Wed", "Thurs", "Fri", "Sat")
        )),
        ("AccHoliday", "1", "UID=1\tHolidayName=Diwali\tStartDate=1108\tEndDate=1108\tTimeZone=1"),
        ("AccUnLockComb", "1", "UID=1\tGroup1=1\tGroup2=2"),
    ],
)  # fmt: skip
def test_rows_of_the_small_tables_are_kept_as_they_come(table, key, fields):
    terminal = make_terminal()
    server = carry_out(terminal, f"DATA UPDATE {table} {fields}")
    kept = dict(pair.split("=", 1) for pair in fields.split("\t"))
    assert codes(server) == [0]
    assert terminal.memory.rows == {
        table.lower(): {key: {name.lower(): value for name, value in kept.items()}}
    }


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("ShortcutKey KeyID=9\tKeyFun=1", -1),
        ("ShortcutKey KeyID=1", -1),
        ("ADPIC Index=1\tExtension=jpg\tContent=%%%", -1),
        ("AccHoliday UID=1", -1),
        ("IDCARD PIN=7", -1004),
        ("Blacklist IDNum=7", -1004),
        ("NOTHING PIN=7", -1004),
        ("", -1004),
    ],
)
def test_refuses_rows_without_sense_and_tables_it_does_not_have(line, code):
    terminal = make_terminal()
    server = carry_out(terminal, f"DATA UPDATE {line}")
    assert (codes(server), terminal.memory.rows) == ([code], {})


def test_all_results_of_one_poll_go_in_one_post():
    terminal = make_terminal()
    commands = [f"DATA UPDATE USERINFO PIN={pin}" for pin in range(3)]
    server = carry_out(terminal, *commands)
    (body,) = [r.body for r in server.requests if r.path.endswith("devicecmd")]
    assert body.decode().splitlines() == [f"ID={n}&Return=0&CMD=DATA" for n in (1, 2, 3)]


def test_a_command_that_comes_again_before_it_is_answered_is_not_carried_out_twice():
    terminal, server = make_terminal(users=("7",)), ScriptedServer()
    # The server offers it with every poll, while the person is before the terminal.
    again = Reply(200, b"C:1:ENROLL_FP PIN=7\tFID=6\tRETRY=3\tOVERWRITE=1\n")
    server.replies["getrequest"] = again
    run_until_idle(terminal, server, max_requests=5)
    assert server.said().count("GET getrequest") + server.said().count("GET getrequest INFO") == 4
    del server.replies["getrequest"]
    run_until_idle(terminal, server)
    assert terminal.work.executed == {"ENROLL_FP": 1}
    assert server.results() == ["ID=1&Return=0&CMD=ENROLL_FP"]
