"""Terminals, punches and messages of the fixture `manual`: the manual's values, one by one."""

import json
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
import yaml

from etpserver import packaged
from etpserver.api.clock import local_now
from etpserver.emulator import fixtures
from etpserver.emulator.fixtures.kinds import kinds
from iclock.models import BioData, Command, Terminal, Transaction
from personnel.models import Employee

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bare")]

# In the order of the lists. Whatever the manual leaves open has its default.
EXPECTED = json.loads((Path(__file__).parent / "manual_devices.json").read_text(encoding="utf-8"))
NESTED = {"area": "area__area_code"}  # a terminal's area by its code
SHOWN = [("4.4.1", "terminals"), ("4.5.1", "transactions"), ("4.6.1", "unregister")]
SHOWN += [("4.2.1", "privatemessages"), ("4.3.1", "publicmessages")]
# References, which the test above compares.
REFERENCES = ("area", "company", "employee", "emp", "terminal")


@pytest.fixture(scope="session")
def examples():
    """The lists that the manual prints, by section."""
    operations = yaml.safe_load(packaged.contract_file().read_text(encoding="utf-8"))
    return {one["section"]: one["response_example"] for one in operations}


def plain(value: object) -> object:
    """Times and UUIDs as the answers write them."""
    return str(value) if isinstance(value, datetime | UUID) else value


def stored(kind: str) -> list[dict[str, object]]:
    """The records of a kind with the expected fields, in the order of their list."""
    names = list(EXPECTED[kind][0])
    rows = kinds()[kind]._default_manager.values_list(*(NESTED.get(name, name) for name in names))
    return [{name: plain(value) for name, value in zip(names, row, strict=True)} for row in rows]


@pytest.mark.parametrize("kind", EXPECTED)
def test_every_value_is_stored_as_expected(kind):
    fixtures.load("manual")

    assert stored(kind) == EXPECTED[kind]


@pytest.mark.parametrize(("section", "kind"), SHOWN)
def test_the_list_begins_with_what_the_manual_prints(examples, section, kind):
    fixtures.load("manual")
    items = examples[section]["data"]

    for item, row in zip(items, kinds()[kind].objects.all(), strict=False):
        own = {name: value for name, value in item.items() if name not in REFERENCES}
        fields = {field.name for field in row._meta.concrete_fields}
        stored_too = [name for name in own if name in fields]
        assert len(stored_too) >= 5
        assert [own[name] for name in stored_too] == [
            plain(getattr(row, name)) for name in stored_too
        ]


def test_a_table_whose_count_the_manual_tells_has_no_more(examples):
    fixtures.load("manual")

    for section, kind in SHOWN[1:]:
        assert kinds()[kind].objects.count() == examples[section]["count"]


def test_terminal_1_is_online_at_any_time():
    fixtures.load("manual")

    terminal = Terminal.objects.get(pk=1)
    silent = (local_now() - terminal.last_activity).total_seconds()
    assert silent < 3 * terminal.heartbeat
    assert not Terminal.objects.exclude(pk=1).exclude(last_activity=None).exists()


def test_four_terminals_come_first_and_the_others_have_higher_ids():
    fixtures.load("manual")

    ids = list(Terminal.objects.values_list("id", flat=True))
    assert ids == [1, 2, 3, 4, 2007, 2008, 2009, 2010]
    assert Terminal.objects.get(pk=2007).area.area_name == "Mysuru"


def test_the_fillers_are_punches_of_employees_who_worked_here_by_then():
    fixtures.load("manual")

    fillers = Transaction.objects.filter(pk__lt=75)
    assert fillers.count() == 8
    for punch in fillers:
        assert punch.emp.emp_code == punch.emp_code
        assert (punch.emp.hire_date or punch.punch_time.date()) <= punch.punch_time.date()
        assert punch.punch_time < punch.upload_time


def test_templates_lie_on_terminals_that_exist():
    fixtures.load("manual")

    serials = set(BioData.objects.values_list("sn", flat=True))
    serials |= set(Employee.objects.exclude(enroll_sn="").values_list("enroll_sn", flat=True))
    assert serials - {None} <= set(Terminal.objects.values_list("sn", flat=True))


def test_no_command_waits():
    fixtures.load("manual")

    assert not Command.objects.exists()


def test_the_kinds_are_named_as_in_the_api():
    assert {*EXPECTED, "biodatas", "commands"} <= set(kinds())
