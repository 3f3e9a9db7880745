"""Enrolments that a server starts."""

import pytest

from iclock.virtual.behaviour import Behaviour, Enrolment
from iclock.virtual.commands.enrolling import SECONDS
from iclock.virtual.device_models import FACE, FINGER_VEIN, PALM, VISIBLE_LIGHT_FACE
from iclock.virtual.inprocess import run_until_idle
from iclock.virtual.records import Template
from tests.iclock.virtual.scripted import (
    FACES,
    FINGERS,
    OLDER_FACES,
    VEINS,
    ScriptedServer,
    carry_out,
    codes,
    make_terminal,
)

FINGER = "ENROLL_FP PIN=7\tFID=6\tRETRY=3\tOVERWRITE=1"
OLD = Template("7", 1, 6, 0, "10", "b2xk")


def test_a_finger_is_enrolled_answered_and_then_uploaded():
    terminal, server = make_terminal(users=("7",)), ScriptedServer(commands=[FINGER])
    run_until_idle(terminal, server)
    assert list(terminal.memory.templates) == [("7", 1, 6, 0)]
    said = server.said()
    assert said[said.index("POST devicecmd") :] == [
        "POST devicecmd",
        "POST cdata OPERLOG",
        "POST cdata BIODATA",
        "GET getrequest INFO",
    ]
    assert server.results() == ["ID=1&Return=0&CMD=ENROLL_FP"]


@pytest.mark.parametrize(
    ("model", "bio_type", "keys"),
    [
        (FACES, VISIBLE_LIGHT_FACE, [("7", 9, 0, 0)]),
        (FACES, PALM, [("7", 8, 0, index) for index in range(5)]),
        (FACES, 1, [("7", 1, 6, 0)]),
        (OLDER_FACES, FACE, [("7", 2, 0, index) for index in range(12)]),
        (VEINS, FINGER_VEIN, [("7", 7, 6, index) for index in range(3)]),
    ],
)
def test_other_parts_of_people_are_enrolled(model, bio_type, keys):
    terminal = make_terminal(model, users=("7",))
    line = f"ENROLL_BIO TYPE={bio_type}\tPIN=7\tCardNo=\tRETRY=3\tOVERWRITE=1"
    server = carry_out(terminal, line)
    assert list(terminal.memory.templates) == keys
    assert codes(server) == [0]


def test_newer_firmware_names_the_finger():
    terminal = make_terminal(users=("7",))
    carry_out(terminal, "ENROLL_BIO TYPE=1\tPIN=7\tNO=2\tRETRY=3\tOVERWRITE=1\tMODE=1")
    assert list(terminal.memory.templates) == [("7", 1, 2, 0)]


def test_a_face_comes_with_its_photo():
    terminal = make_terminal(users=("7",))
    carry_out(terminal, "ENROLL_BIO TYPE=9\tPIN=7\tCardNo=\tRETRY=3\tOVERWRITE=1")
    assert list(terminal.memory.bio_photos) == ["7"]


@pytest.mark.parametrize(
    ("how", "code"),
    [
        (Enrolment.POOR_QUALITY, 4),
        (Enrolment.CANCEL, 6),
        (Enrolment.TIMEOUT, -1003),
        (Enrolment.BUSY, 7),
        (Enrolment.ALREADY, 2),
        (Enrolment.OTHER, 5),
    ],
)
def test_an_enrolment_that_fails_changes_nothing(how, code):
    terminal = make_terminal(users=("7",), behaviour=Behaviour(enrolment=how))
    terminal.memory.put_template(OLD)
    server = carry_out(terminal, FINGER)
    assert codes(server) == [code]
    assert terminal.memory.templates == {OLD.key: OLD}
    assert [said for said in server.said() if said.startswith("POST cdata")] == []


@pytest.mark.parametrize("how", [Enrolment.SUCCESS, Enrolment.POOR_QUALITY, Enrolment.TIMEOUT])
def test_the_answer_comes_when_the_dialog_ends_and_polls_go_on_meanwhile(how):
    terminal = make_terminal(users=("7",), behaviour=Behaviour(enrolment=how))
    server = ScriptedServer()
    run_until_idle(terminal, server)
    began = terminal.now
    server.commands += [FINGER]
    run_until_idle(terminal, server)
    assert SECONDS[how] <= terminal.now - began <= SECONDS[how] + 1
    said = server.said()
    assert said[: said.index("POST devicecmd")].count("GET getrequest") >= 3


def test_commands_behind_an_enrolment_wait_for_it_and_those_before_are_answered_at_once():
    terminal, server = make_terminal(), ScriptedServer()
    server.commands += [
        "DATA UPDATE USERINFO PIN=7",
        FINGER,
        "DATA DELETE BIODATA Pin=7\tType=1\tNo=6",
    ]
    run_until_idle(terminal, server)
    bodies = [r.body.decode() for r in server.requests if r.path.endswith("devicecmd")]
    assert bodies == [
        "ID=1&Return=0&CMD=DATA\n",
        "ID=2&Return=0&CMD=ENROLL_FP\nID=3&Return=0&CMD=DATA\n",
    ]
    assert terminal.memory.templates == {}


def test_an_enrolled_finger_is_replaced_only_when_asked_to():
    terminal = make_terminal(users=("7",))
    terminal.memory.put_template(OLD)
    assert codes(carry_out(terminal, FINGER.replace("OVERWRITE=1", "OVERWRITE=0"))) == [2]
    assert terminal.memory.templates == {OLD.key: OLD}
    assert codes(carry_out(terminal, FINGER)) == [0]
    assert terminal.memory.templates[OLD.key].data != OLD.data


def test_is_busy_while_somebody_is_in_the_menu():
    terminal = make_terminal(users=("7",))
    terminal.menu(seconds=30)
    assert codes(carry_out(terminal, FINGER)) == [7]
    terminal.next_request(30)
    terminal.connection_failed(30)
    assert terminal.memory.templates == {}


def test_a_card_is_enrolled():
    terminal = make_terminal(users=("7",))
    server = carry_out(terminal, "ENROLL_MF PIN=7\tRETRY=3")
    card = terminal.memory.users["7"].card
    assert card.isdigit()
    assert codes(server) == [0]
    assert f"\tCard={card}\t" in server.uploaded("OPERLOG")[0]
    assert server.uploaded("OPERLOG")[1].startswith("OPLOG 15\t")


def test_a_card_that_never_comes_is_a_timeout_by_its_own_code():
    terminal = make_terminal(users=("7",), behaviour=Behaviour(enrolment=Enrolment.TIMEOUT))
    assert codes(carry_out(terminal, "ENROLL_MF PIN=7\tRETRY=3")) == [5]
    assert terminal.memory.users["7"].card == ""


@pytest.mark.parametrize(
    ("model", "line", "code"),
    [
        (FACES, "ENROLL_FP PIN=8\tFID=6\tRETRY=3\tOVERWRITE=1", -10),
        (FACES, "ENROLL_FP PIN=7\tFID=10\tRETRY=3\tOVERWRITE=1", -1),
        (FACES, "ENROLL_FP PIN=7\tFID=6", -1002),
        (FACES, "ENROLL_BIO TYPE=2\tPIN=7\tRETRY=3\tOVERWRITE=1", -1004),
        (FINGERS, "ENROLL_BIO TYPE=9\tPIN=7\tRETRY=3\tOVERWRITE=1", -1004),
        (FACES, "ENROLL_BIO PIN=7\tRETRY=3\tOVERWRITE=1", -1),
        (FACES, "ENROLL_MF PIN=8", -10),
    ],
)
def test_refuses_enrolments_that_cannot_be(model, line, code):
    terminal = make_terminal(model, users=("7",))
    assert codes(carry_out(terminal, line)) == [code]
    assert terminal.memory.templates == {}


def test_refuses_when_the_person_was_deleted_meanwhile():
    terminal, server = make_terminal(users=("7",)), ScriptedServer(commands=[FINGER])
    run_until_idle(terminal, server, max_requests=2)
    terminal.delete_user("7")
    run_until_idle(terminal, server)
    assert codes(server) == [-10]
    assert terminal.memory.users == {}


def test_refuses_when_there_is_no_room():
    terminal = make_terminal(FINGERS, users=("7",))
    for number in range(terminal.model.fingers):
        template = Template(f"x{number}", 1, 0, 0, "10", "b2xk")
        terminal.memory.templates[template.key] = template
    assert codes(carry_out(terminal, FINGER)) == [-1001]
    assert not list(terminal.memory.templates_of("7"))
