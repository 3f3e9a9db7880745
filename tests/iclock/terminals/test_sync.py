"""Manual 4.4.6: people, templates and photos to terminals."""

import pytest

from iclock.models import Command
from iclock.terminals import devices
from tests.factories import make_area, make_employee, make_employees
from tests.iclock.factories import (
    IMAGE_TEXT,
    MODERN,
    lines,
    make_photo,
    make_template,
    make_terminal,
)
from tests.iclock.terminals.records import SUCCESS, post, stored
from tests.kernel.answers import vendor_error

PATH = "sync_data_to_device/"
FLAGS = ("emp_code", "finger_print", "face", "finger_vein", "palm", "vl_face")
ALL = dict.fromkeys(FLAGS, True)


def user(code):
    return f"DATA UPDATE USERINFO PIN={code}\tName=\tPri=0\tPasswd=\tCard=\t\tGrp=1\tVerify=0"


def bio_data(code, wire_type, no=0, index=0):
    return (
        f"DATA UPDATE BIODATA Pin={code}\tNo={no}\tIndex={index}\tValid=1\tDuress=0\t"
        f"Type={wire_type}\tMajorVer=10\tMinorVer=0\tTmp=TEMPLATE"
    )


PICTURE = f"DATA UPDATE USERPIC PIN=11\tSize=12\tContent={IMAGE_TEXT}"
PORTRAIT = f"DATA UPDATE BIOPHOTO PIN=11\tType=9\tSize=12\tContent={IMAGE_TEXT}\tFormat=0"


@pytest.fixture
def gate(api):
    return make_area()


@pytest.fixture
def person(gate):
    """Somebody with everything, at the gate."""
    made = make_employee(emp_code="11", areas=(gate,))
    for bio_type in (9, 8, 5, 2, 1):
        make_template(made, bio_type=bio_type, bio_no=3)
    make_photo(made)
    return made


def sync(api, terminal, **flags):
    answer = post(api, PATH, {"devices_sn": [terminal.sn], **flags})
    assert (answer.status_code, answer.json()) == (200, SUCCESS)
    return lines(terminal)


def test_everything_to_a_modern_terminal(api, gate, person):
    support = {
        "bio_data_support": "0:1:1:0:0:0:0:1:1:1",
        "bio_photo_support": "0:0:0:0:0:0:0:0:0:1",
    }
    assert sync(api, make_terminal(gate, **support), **ALL) == [
        user("11"),
        bio_data("11", 1, 3),
        bio_data("11", 2, 3),
        bio_data("11", 7, 3),
        bio_data("11", 8, 3),
        bio_data("11", 9, 3),
        PICTURE,
        PORTRAIT,
    ]


def test_everything_to_an_old_terminal(api, gate, person):
    assert sync(api, make_terminal(gate), **ALL) == [
        user("11"),
        "DATA UPDATE FINGERTMP PIN=11\tFID=3\tSize=8\tValid=1\tTMP=TEMPLATE",
        "DATA UPDATE FACE PIN=11\tFID=0\tValid=1\tSize=8\tTMP=TEMPLATE",
        "DATA UPDATE FVEIN Pin=11\tFID=3\tIndex=0\tValid=1\tSize=8\tTmp=TEMPLATE",
        bio_data("11", 8, 3),
        bio_data("11", 9, 3),
        PICTURE,
    ]


@pytest.mark.parametrize(
    ("flag", "queued"),
    [
        ("emp_code", [user("11"), PICTURE, PORTRAIT]),
        ("employees", [user("11"), PICTURE, PORTRAIT]),
        ("finger_print", [bio_data("11", 1, 3)]),
        ("palm", [bio_data("11", 8, 3)]),
        ("vl_face", [bio_data("11", 9, 3)]),
    ],
)
@pytest.mark.usefixtures("strict", "person")
def test_each_flag_sends_its_own(api, gate, flag, queued):
    assert sync(api, make_terminal(gate, **MODERN), **{flag: True}) == queued
    assert sync(api, make_terminal(gate, **MODERN), **{flag: "true"}) == queued


def test_a_visible_face_without_template_goes_as_a_portrait(api, gate):
    make_photo(make_employee(emp_code="11", areas=(gate,)))
    assert sync(api, make_terminal(gate, **MODERN), vl_face=True) == [PORTRAIT]
    assert sync(api, make_terminal(gate), vl_face=True) == []


@pytest.mark.parametrize("flags", [{}, dict.fromkeys(FLAGS, False), dict.fromkeys(FLAGS)])
def test_no_flag_queues_nothing(api, gate, person, flags):
    assert sync(api, make_terminal(gate, **MODERN), **flags) == []


def test_only_who_works_in_the_terminals_area(api, gate):
    yard = make_area()
    make_employee(id="3", emp_code="both", areas=(gate, yard))
    make_employee(id="1", emp_code="gate", areas=(gate,))
    make_employee(id="2", emp_code="yard", areas=(yard,))
    make_employee(id="0", emp_code="left", areas=(gate,), status=100)
    make_employee(emp_code="else")
    one, two, three = make_terminal(gate), make_terminal(yard), make_terminal(gate)
    answer = post(api, PATH, {"devices_sn": [one.sn, two.sn], "emp_code": True})
    assert answer.json() == SUCCESS
    assert lines(one) == [user("gate"), user("both")]
    assert lines(two) == [user("yard"), user("both")]
    assert lines(three) == []
    origins = set(Command.objects.values_list("origin", "user"))
    assert origins == {("terminals_sync_data_to_device", "admin")}


def test_many_people_go_in_parts(api, monkeypatch):
    monkeypatch.setattr(devices, "PEOPLE_AT_ONCE", 3)
    people = make_employees(10)
    queued = sync(api, make_terminal(), emp_code=True)
    assert queued == [user(person.emp_code) for person in sorted(people, key=lambda one: one.pk)]


def test_costs_the_same_for_many(api, django_assert_max_num_queries):
    terminals = [make_terminal().sn for _ in range(10)]
    for person in make_employees(50):
        make_template(person)
        make_photo(person)
    with django_assert_max_num_queries(30):
        post(api, PATH, {"devices_sn": terminals, **ALL})
    assert Command.objects.count() == 10 * 50 * 3


@pytest.mark.parametrize("flag", FLAGS)
@pytest.mark.parametrize("value", ["x", 2, [], {}], ids=repr)
def test_refuses_what_is_no_flag(api, gate, person, flag, value):
    terminal = make_terminal(gate)
    before = stored()
    answer = post(api, PATH, {"devices_sn": [terminal.sn], **ALL, flag: value})
    expected = vendor_error(-1, "Must be a valid boolean.", flag)
    assert (answer.status_code, answer.json()) == (400, expected)
    assert stored() == before
