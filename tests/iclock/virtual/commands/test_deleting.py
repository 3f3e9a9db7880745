"""DATA DELETE and CLEAR."""

from datetime import datetime

import pytest

from iclock.virtual.behaviour import Behaviour
from iclock.virtual.outbox import Table
from iclock.virtual.records import Message, User
from tests.iclock.virtual.scripted import FACES, OLDER_FACES, VEINS, carry_out, codes, make_terminal

START = datetime.fromisoformat("2026-01-05T09:00:00")


def full_terminal(model=FACES):
    """Two people, each with everything the model can hold of them."""
    terminal = make_terminal(model, behaviour=Behaviour(takes_photos=True))
    for pin in ("7", "8"):
        terminal.memory.put_user(User(pin))
        for bio_type in (1, 2, 7, 8, 9):
            for no in (6, 3) if terminal.model.knows(bio_type) and bio_type in {1, 7} else (0,):
                if terminal.model.knows(bio_type):
                    terminal.enroll(pin, bio_type, no)
        terminal.memory.pictures[pin] = b"picture"
        terminal.memory.bio_photos[pin] = b"photo"
        terminal.memory.message_links.add((pin, 3))
        terminal.punch(pin)
    terminal.memory.messages[3] = Message(3, "Tea", 254, 60, START)
    terminal.memory.work_codes["12"] = "Paint"
    return terminal


def held(terminal, pin):
    """Type and number of a person's templates."""
    return sorted({(t.bio_type, t.no) for t in terminal.memory.templates_of(pin)})


def test_a_person_goes_with_templates_photos_and_links():
    terminal = full_terminal()
    server = carry_out(terminal, "DATA DELETE USERINFO PIN=7")
    assert codes(server) == [0]
    assert list(terminal.memory.users) == ["8"]
    assert held(terminal, "7") == []
    assert held(terminal, "8") == [(1, 3), (1, 6), (8, 0), (9, 0)]
    assert list(terminal.memory.pictures) == list(terminal.memory.bio_photos) == ["8"]
    assert terminal.memory.message_links == {("8", 3)}
    assert [punch.pin for punch in terminal.memory.punches] == ["7", "8"]


@pytest.mark.parametrize(
    ("model", "line", "left"),
    [
        (FACES, "FINGERTMP PIN=7\tFID=6", [(1, 3), (8, 0), (9, 0)]),
        (FACES, "FINGERTMP PIN=7", [(8, 0), (9, 0)]),
        (FACES, "BIODATA Pin=7\tType=1\tNo=3", [(1, 6), (8, 0), (9, 0)]),
        (FACES, "BIODATA Pin=7\tType=9", [(1, 3), (1, 6), (8, 0)]),
        (FACES, "BIODATA Pin=7", []),
        (OLDER_FACES, "FACE PIN=7", [(1, 3), (1, 6)]),
        (VEINS, "FVEIN Pin=7\tFID=3", [(1, 3), (1, 6), (7, 6)]),
        (VEINS, "FVEIN Pin=7", [(1, 3), (1, 6)]),
    ],
)
def test_templates_go_as_far_as_they_are_named(model, line, left):
    terminal = full_terminal(model)
    others = held(terminal, "8")
    server = carry_out(terminal, f"DATA DELETE {line}")
    assert codes(server) == [0]
    assert (held(terminal, "7"), held(terminal, "8")) == (left, others)


def test_photos_go():
    terminal = full_terminal()
    carry_out(terminal, "DATA DELETE USERPIC PIN=7", "DATA DELETE BIOPHOTO PIN=8")
    assert (list(terminal.memory.pictures), list(terminal.memory.bio_photos)) == (["8"], ["7"])


def test_a_message_goes_with_its_links():
    terminal = full_terminal()
    carry_out(terminal, "DATA DELETE SMS UID=3")
    assert (terminal.memory.messages, terminal.memory.message_links) == ({}, set())


def test_work_codes_and_advertisements_go():
    terminal = full_terminal()
    carry_out(terminal, "DATA UPDATE ADPIC Index=1\tExtension=jpg\tContent=QUJD")
    carry_out(terminal, "DATA DELETE WORKCODE CODE=12", "DATA DELETE ADPIC Index=1")
    assert (terminal.memory.work_codes, terminal.memory.rows) == ({}, {"adpic": {}})


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("USERINFO PIN=stranger", 0),
        ("BIODATA Pin=stranger", 0),
        ("ADPIC Index=1", 0),
        ("USERINFO", -1),
        ("BIODATA Type=1", -1),
        ("FINGERTMP PIN=7\tFID=x", -1),
        ("SMS UID=x", -1),
        ("ADPIC", -1),
        ("AccGroup ID=1", -1004),
    ],
)
def test_what_is_not_there_is_no_mistake_and_what_is_not_named_is_one(line, code):
    terminal = full_terminal()
    server = carry_out(terminal, f"DATA DELETE {line}")
    assert codes(server) == [code]
    assert list(terminal.memory.users) == ["7", "8"]
    assert held(terminal, "7") == held(terminal, "8") == [(1, 3), (1, 6), (8, 0), (9, 0)]


def test_clear_log_forgets_punches_sent_or_not():
    terminal = full_terminal()
    server = carry_out(terminal, "CLEAR LOG")
    assert terminal.memory.punches == []
    assert server.results() == ["ID=1&Return=0&CMD=CLEAR_LOG"]
    assert list(terminal.memory.users) == ["7", "8"]


def test_punches_that_wait_are_gone_after_clear_log():
    from iclock.virtual.commands.execution import execute
    from iclock.virtual.commands.reading import Command

    terminal = full_terminal()
    assert terminal.outbox.queues[Table.ATTLOG]
    execute(terminal, Command("1", "CLEAR LOG", ""))
    assert not terminal.outbox.queues[Table.ATTLOG]


def test_clear_photo_forgets_the_photos_of_punches():
    terminal = full_terminal()
    server = carry_out(terminal, "CLEAR PHOTO")
    assert terminal.memory.punch_photos == {}
    assert len(terminal.memory.punches) == 2
    assert server.results() == ["ID=1&Return=0&CMD=CLEAR_PHOTO"]


def test_clear_bio_data_forgets_templates_only():
    terminal = full_terminal()
    server = carry_out(terminal, "CLEAR BIODATA")
    assert (terminal.memory.templates, terminal.memory.bio_photos) == ({}, {})
    assert list(terminal.memory.users) == ["7", "8"]
    assert server.results() == ["ID=1&Return=0&CMD=CLEAR_BIODATA"]


def test_clear_data_forgets_everything():
    terminal = full_terminal()
    server = carry_out(terminal, "CLEAR DATA")
    empty = make_terminal().memory
    empty.files = terminal.memory.files
    assert terminal.memory == empty
    assert server.results() == ["ID=1&Return=0&CMD=CLEAR_DATA"]


def test_clear_all_userinfo_forgets_people_and_what_is_theirs():
    terminal = full_terminal()
    server = carry_out(terminal, "CLEAR ALL USERINFO")
    assert (terminal.memory.users, terminal.memory.templates) == ({}, {})
    assert (codes(server), len(terminal.memory.punches)) == ([0], 2)


@pytest.mark.parametrize(
    "text", ["CLEAR", "CLEAR EVERYTHING", "CLEAR ALL", "DATA DEL USERINFO PIN=7"]
)
def test_other_words_are_not_known(text):
    terminal = full_terminal()
    assert codes(carry_out(terminal, text)) == [-1002]
    assert list(terminal.memory.users) == ["7", "8"]
