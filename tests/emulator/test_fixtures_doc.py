"""The examples of docs/fixtures.md, loaded word for word."""

import re
from pathlib import Path

import pytest

from etpserver.emulator import fixtures
from etpserver.emulator.fixtures.catalogue import find
from etpserver.emulator.fixtures.errors import FixtureError
from etpserver.emulator.fixtures.files import Header
from personnel.models import Area, Employee

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bare")]

PAGE = (Path(__file__).parents[2] / "docs" / "fixtures.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"^`(?P<file>[\w/]+\.json)`\n\n```json\n(?P<text>.*?)^```", re.M | re.S)


@pytest.fixture
def written(tmp_path, monkeypatch):
    """The files of the page, in the current folder."""
    (tmp_path / "branch").mkdir()
    for example in EXAMPLE.finditer(PAGE):
        (tmp_path / example["file"]).write_text(example["text"])
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_folder_loads(written):
    fixtures.load("./branch")

    assert list(Area.objects.values_list("id", "area_code", "parent_area_id")) == [
        (1, "1", None),
        (2, "COK", None),
        (3, "COK-G1", 2),
    ]
    anjali = Employee.objects.get(emp_code="10001")
    assert (anjali.id, anjali.department_id, anjali.position_id) == ("4100000000001", 20, 1)
    assert set(anjali.area.values_list("area_code", flat=True)) == {"COK", "COK-G1"}


def test_the_single_file_loads(written):
    fixtures.load("branch.json")

    assert Area.objects.get(area_code="COK").parent_area.area_name == "Bangalore"


def test_the_mistake_is_told_in_these_words(written):
    file = written / "branch" / "areas.json"
    file.write_text(file.read_text().replace('"parent_area": "COK"', '"parent_area": "KOCHI"'))

    with pytest.raises(FixtureError) as caught:
        fixtures.load("./branch")

    assert f"\n{caught.value}\n" in PAGE


@pytest.mark.parametrize("name", fixtures.names())
def test_every_fixture_is_in_the_table(name):
    assert f"| `{name}` |" in PAGE


@pytest.mark.parametrize(
    "line", find("demo").parameters()["terminals"], ids=lambda one: one["code"]
)
def test_every_terminal_of_demo_is_in_the_table(line):
    runs = "yes" if line.get("polls", True) else "no: offline, silent for the last three days"

    assert f"| `{line['code']}` | {line['alias']} | {line['model']} | {runs} |" in PAGE


@pytest.mark.parametrize("key", Header.__slots__)
def test_every_key_of_the_header_is_explained(key):
    assert re.search(rf"^\| [^|]*`{key}`", PAGE, re.M)
