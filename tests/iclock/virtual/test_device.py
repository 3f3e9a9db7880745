"""What people do at a terminal, without any server."""

from datetime import timedelta

import pytest

from iclock.virtual.behaviour import Behaviour
from iclock.virtual.device_models import FACE, FINGERPRINT, PALM, VISIBLE_LIGHT_FACE
from iclock.virtual.outbox import Table
from iclock.virtual.records import Template, User
from iclock.virtual.refusals import RefusedError
from tests.iclock.virtual.scripted import FACES, FINGERS, OLDER_FACES, Ticks, make_terminal


def queued(terminal, table=Table.OPERLOG):
    return [record.text for record in terminal.outbox.queues[table]]


@pytest.mark.parametrize(
    ("model", "bio_type", "verify"),
    [
        (FACES, FINGERPRINT, 1),
        (FACES, VISIBLE_LIGHT_FACE, 15),
        (FACES, PALM, 25),
        (OLDER_FACES, FACE, 15),
    ],
)
def test_a_punch_says_how_the_person_was_known(model, bio_type, verify):
    terminal = make_terminal(model)
    terminal.enroll("7", bio_type)
    assert terminal.punch("7").verify == verify


def test_a_card_or_password_will_do():
    terminal = make_terminal()
    terminal.add_user(User("7", card="123"))
    terminal.add_user(User("8", password="4711"))
    assert (terminal.punch("7").verify, terminal.punch("8").verify) == (4, 3)


def test_whoever_is_known_opens_the_door_for_a_while():
    terminal = make_terminal(users=("7",), behaviour=Behaviour(door_s=5))
    terminal.punch("stranger")
    assert not terminal.door.is_open(0)
    terminal.punch("7")
    assert terminal.door.is_open(4.9)
    assert not terminal.door.is_open(5)


def test_the_same_person_is_not_taken_again_within_the_period():
    ticks = Ticks()
    terminal = make_terminal(ticks=ticks)
    terminal.options["AlarmReRec"] = "2"
    assert terminal.punch("7")
    ticks.seconds = 119
    assert terminal.punch("7") is None
    assert terminal.punch("8")
    ticks.seconds = 120
    assert terminal.punch("7")
    assert [punch.pin for punch in terminal.memory.punches] == ["7", "8", "7"]


def test_a_period_beyond_a_day_is_a_day():
    ticks = Ticks()
    terminal = make_terminal(ticks=ticks)
    terminal.options["AlarmReRec"] = "999999999999999"
    terminal.punch("7")
    ticks.seconds = 86_399
    assert terminal.punch("7") is None
    ticks.seconds = 86_400
    assert terminal.punch("7")


def test_a_full_log_forgets_the_oldest():
    terminal = make_terminal(FINGERS)
    first = terminal.punch("7")
    terminal.memory.punches *= terminal.model.logs
    terminal.punch("8")
    assert len(terminal.memory.punches) == terminal.model.logs
    assert terminal.memory.punches[0] == first
    assert terminal.memory.punches[-1].pin == "8"


@pytest.mark.parametrize(("model", "code"), [(FACES, 103), (FINGERS, 9)])
def test_a_deleted_user_is_gone_with_all_that_belongs_to_them(model, code):
    terminal = make_terminal(model)
    terminal.enroll("7", FINGERPRINT, 6)
    terminal.memory.pictures["7"] = b"."
    terminal.delete_user("7")
    assert (terminal.memory.users, terminal.memory.templates) == ({}, {})
    assert terminal.memory.pictures == {}
    assert queued(terminal)[-1] == f"OPLOG {code}\t0\t2026-01-05 12:00:00\t7\t0\t0\t0"


def test_deleting_a_stranger_is_not_logged():
    terminal = make_terminal()
    terminal.delete_user("7")
    assert queued(terminal) == []


def test_the_menu_is_logged():
    terminal = make_terminal()
    terminal.menu()
    assert queued(terminal) == ["OPLOG 4\t0\t2026-01-05 12:00:00\t0\t0\t0\t0"]


def test_tampering_sets_off_the_alarm():
    terminal = make_terminal()
    terminal.tamper()
    assert terminal.door.is_alarmed
    assert queued(terminal) == ["OPLOG 3\t0\t2026-01-05 12:00:00\t55\t0\t0\t0"]


def test_a_changed_user_is_no_new_one():
    terminal = make_terminal(users=("7",))
    terminal.add_user(User("7", name="Asha"))
    assert [line.split("\t")[1] for line in queued(terminal)] == ["Name=Asha"]


def test_enrolling_again_replaces_the_templates():
    terminal = make_terminal()
    terminal.enroll("7", PALM)
    terminal.enroll("7", PALM)
    assert len(terminal.memory.templates) == 5


@pytest.mark.parametrize("bio_type", [FACE, 5, 99])
def test_refuses_what_it_has_no_sensor_for(bio_type):
    terminal = make_terminal(FACES)
    with pytest.raises(RefusedError, match="-1004"):
        terminal.enroll("7", bio_type)
    assert terminal.memory.users == {}


def test_nobody_is_entered_whose_finger_has_no_room():
    terminal = make_terminal(FINGERS)
    for number in range(terminal.model.fingers):
        template = Template(f"x{number}", FINGERPRINT, 0, 0, "10", "b2xk")
        terminal.memory.templates[template.key] = template
    with pytest.raises(RefusedError, match="-1001"):
        terminal.enroll("7", FINGERPRINT, 6)
    assert terminal.memory.users == {}


def test_a_terminal_starts_with_a_log_of_its_start():
    from iclock.virtual.chance import generator
    from iclock.virtual.device import Surroundings
    from iclock.virtual.device_models import DEFAULT
    from iclock.virtual.terminal import VirtualTerminal

    terminal = VirtualTerminal(
        "SN1", DEFAULT, Surroundings(Ticks(), generator(1)), server="http://server/"
    )
    assert queued(terminal) == ["OPLOG 0\t0\t2000-01-01 00:00:00\t0\t0\t0\t0"]
    assert terminal.server == "http://server"


def test_a_clock_that_no_server_has_set_runs_on_too():
    ticks = Ticks()
    terminal = make_terminal(ticks=ticks)
    before = terminal.clock.now()
    ticks.seconds = 3600
    assert terminal.clock.now() - before == timedelta(hours=1)
    assert not terminal.clock.is_set
