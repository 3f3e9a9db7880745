"""The fixture `training`: what the exercises rely on."""

from collections import Counter
from datetime import datetime, time
from itertools import pairwise

import pytest

from etpserver.emulator import fixtures
from iclock.models import Terminal, Transaction, UnregisteredPunch
from personnel.models import Area, Department, Employee, Position

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bare")]

GATE, HALL, ESTATE = "MTC7261200013", "MTC7261200026", "MTM7261200039"


@pytest.fixture(autouse=True)
def loaded(bare) -> None:
    bare()
    fixtures.load("training")


def test_is_small() -> None:
    kinds = (Area, Department, Position, Employee, Terminal, Transaction, UnregisteredPunch)
    assert [kind.objects.count() for kind in kinds] == [6, 8, 5, 26, 3, 238, 4]


def test_ids_go_up_as_punches_arrive() -> None:
    arrivals = list(Transaction.objects.order_by("id").values_list("upload_time", flat=True))
    assert all(one <= other for one, other in pairwise(arrivals))


def test_every_punch_is_of_its_person_and_terminal() -> None:
    rows = Transaction.objects.select_related("emp", "terminal")
    assert all(
        row.emp.emp_code == row.emp_code
        and row.terminal.sn == row.terminal_sn
        and row.terminal.alias == row.terminal_alias
        for row in rows
    )


def test_terminals_count_what_they_recorded() -> None:
    recorded = Counter(Transaction.objects.values_list("terminal_sn", flat=True))
    told = dict(Terminal.objects.values_list("sn", "transaction_count"))
    assert told == {GATE: recorded[GATE], HALL: recorded[HALL], ESTATE: recorded[ESTATE]}


def test_terminals_know_the_people_of_their_area() -> None:
    for terminal in Terminal.objects.all():
        people = Employee.objects.filter(area=terminal.area_id, status=0)
        assert (terminal.sn, terminal.user_count) == (terminal.sn, people.count())


def test_monday_has_every_kind_of_arrival_that_the_exercise_is_about() -> None:
    first: dict[str, datetime] = {}
    monday = Transaction.objects.filter(punch_time__date="2026-01-12", punch_state="0")
    for code, at in monday.order_by("punch_time").values_list("emp_code", "punch_time"):
        first.setdefault(code, at)
    packing = set(
        Employee.objects.filter(department__dept_code="PACK").values_list("emp_code", flat=True)
    )
    late = {code for code, at in first.items() if at.time() > time(9, 10)}
    assert late & packing == {"20005", "20008", "20011"}
    assert late - packing  # others are late too
    assert first["20009"].time() == time(9, 10)  # sharp
    twice = monday.filter(emp_code="20007").values_list("punch_time__time", flat=True)
    assert sorted(twice) == [time(8, 56, 10), time(9, 12, 20)]
