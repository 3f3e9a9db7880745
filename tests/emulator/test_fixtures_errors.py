"""What a fixture's author is told, and that nothing is left behind."""

import json

import pytest

from etpserver import packaged
from etpserver.emulator import fixtures
from etpserver.emulator.fixtures.errors import FixtureError
from personnel.models import Area, Company

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bare")]


UNKNOWN = [
    "nosuch",
    "",
    ".",
    "..",
    "manual\0",
    "./a\0",
    "no/such",
    "nosuch.json",
    "./" + "x" * 5000,
]


def complaint(place: str) -> str:
    """The text of the error, without the temporary folder; nothing may have been loaded."""
    with pytest.raises(FixtureError) as caught:
        fixtures.load(place)
    assert not Company.objects.exists()
    return str(caught.value).replace(f"{place}/", "").replace(place, "")


@pytest.mark.parametrize("call", [fixtures.load, fixtures.digest])
@pytest.mark.parametrize("name", UNKNOWN, ids=range(len(UNKNOWN)))
def test_an_unknown_fixture_names_the_known_ones(call, name):
    with pytest.raises(fixtures.UnknownFixtureError, match="demo, empty, manual"):
        call(name)


def test_a_name_cannot_leave_the_folder_of_the_fixtures(own, tmp_path, monkeypatch):
    own(folder="secret")
    own(folder="shipped")
    monkeypatch.setattr(packaged, "fixtures_folder", lambda: tmp_path / "shipped")

    with pytest.raises(fixtures.UnknownFixtureError):
        fixtures.load("../secret")


def test_a_bare_word_is_no_folder(own, tmp_path, monkeypatch):
    own(folder="mine")
    monkeypatch.chdir(tmp_path)

    with pytest.raises(fixtures.UnknownFixtureError):
        fixtures.load("mine")
    fixtures.load("./mine")


def test_a_folder_without_a_header_is_no_fixture(tmp_path):
    with pytest.raises(FixtureError, match=r"holds no fixture\.json"):
        fixtures.load(str(tmp_path))


def test_an_unknown_base_names_the_known_ones(own):
    with pytest.raises(fixtures.UnknownFixtureError, match="no fixture 'nosuch'"):
        fixtures.load(own(header={"base": "nosuch"}))


def test_a_base_may_not_build_upon_what_builds_upon_it(own):
    own(folder="one", header={"base": "../two"})
    place = own(folder="two", header={"base": "../one"})

    with pytest.raises(FixtureError, match=r"base: '\.\./two' builds upon this one"):
        fixtures.load(place)


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ([], "the header must be an object."),
        ({"sead": 1}, "'sead' is no header (did you mean seed?); known:"),
        ({"seed": "1"}, "seed: takes a whole number, not '1'."),
        ({"seed": True}, "seed: takes a whole number, not True."),
        ({"base": 7}, "base: takes text, not 7."),
        ({"last_day": "soon"}, "last_day: takes a date such as 2026-01-31, not 'soon'."),
        ({"builder": "nosuch"}, "'nosuch' is no builder; known: company."),
        ({"builder": "company"}, "parameters/locations.json: is missing"),
    ],
)
def test_a_header_is_checked(own, tmp_path, header, message):
    place = own(header={"title": "Own"})
    (tmp_path / "own" / "fixture.json").write_text(json.dumps(header))

    assert message in complaint(place)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"areas": [', "areas.json: is not valid JSON: "),
        ("\xff", "areas.json: is not valid JSON: "),
        ('{"areas": [{"id": 1, "id": 2}]}', "the key 'id' is given twice"),
        ("[" * 100_000, "areas.json: is not valid JSON: "),
        ("[]", 'areas.json: must be an object such as {"areas": [..]}.'),
        ('{"areas": {}}', "areas.json: areas: must be a list of records."),
        ('{"areas": [1]}', "areas.json: areas record 1: must be an object, not 1."),
        ('{"aereas": []}', "'aereas' is no kind of record (did you mean areas?); known: "),
    ],
)
def test_a_file_that_is_no_table(own, tmp_path, text, message):
    place = own()
    (tmp_path / "own" / "areas.json").write_text(text, encoding="latin-1")

    assert message in complaint(place)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", ": is not valid JSON: "),
        ("[]", ': must be an object such as {"areas": [..]}.'),
        ('{"fixture": 1}', ": fixture: the header must be an object."),
        ('{"aereas": []}', ": 'aereas' is no kind of record"),
    ],
)
def test_a_single_file_is_checked_as_well(tmp_path, text, message):
    file = tmp_path / "small.json"
    file.write_text(text)

    assert complaint(str(file)).startswith(message)


def test_a_file_that_cannot_be_read(own, tmp_path):
    place = own()
    (tmp_path / "own" / "areas.json").mkdir()

    assert complaint(place) == "areas.json: cannot be read: Is a directory."
    with pytest.raises(FixtureError, match="cannot be read"):
        fixtures.digest(place)


def test_the_parameters_of_a_builder_are_checked(own, tmp_path):
    place = own(header={"builder": "company"})
    (tmp_path / "own" / "parameters").mkdir()
    (tmp_path / "own" / "parameters" / "locations.json").write_text('[{"code": "BLR"}]')

    assert complaint(place).startswith("parameters/locations.json: record 1: ")


GOOD = {"area_code": "HQ", "area_name": "Head Office"}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"area_colour": 1}, "area_colour: 'area_colour' is no field of areas"),
        ({"parent_area_id": 1}, "parent_area_id: 'parent_area_id' is no field of areas"),
        ({"parent_area": "nosuch"}, "parent_area: none of the areas has the code or id 'nosuch'."),
        ({"parent_area": []}, "parent_area: takes a code or an id, not []."),
        ({"parent_area": True}, "parent_area: takes a code or an id, not True."),
        ({"company": None}, "company: is required."),
        ({"company": "default"}, "company: none of the companies has the code or id 'default'."),
        ({"id": 1}, "id: 1 is taken."),
        ({"id": "x"}, "id: “x” value must be an integer."),
        ({"id": None}, "id: is required."),
        ({"area_name": None}, "area_name: This field cannot be null."),
        ({"area_name": ""}, "area_name: This field cannot be blank."),
        ({"area_name": ["HQ"]}, "area_name: takes text, not ['HQ']."),
        ({"area_name": "a\0b"}, "area_name: holds a NUL or half a surrogate pair."),
        ({"area_name": "\ud800"}, "area_name: holds a NUL or half a surrogate pair."),
        ({"area_name": "x" * 101}, "area_name: Ensure this value has at most 100 characters"),
    ],
)
def test_a_record_is_named_by_file_number_code_and_field(own, row, message):
    place = own(areas=[{"area_code": "1000", "area_name": "Fine"}, GOOD | row])

    assert complaint(place).startswith(f"areas.json: areas record 2 (area_code 'HQ'): {message}")


def test_a_code_twice_is_refused(own):
    message = complaint(own(areas=[GOOD, GOOD]))

    assert message == "areas.json: areas record 2 (area_code 'HQ'): area_code: 'HQ' is taken."


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"department": None}, "department: is required."),
        ({"area": "1"}, "area: takes a list of codes, not '1'."),
        ({"area": ["1", "nosuch"]}, "area: none of the areas has the code or id 'nosuch'."),
        ({"update_time": "soon"}, "update_time: “soon” value has an invalid format."),
        ({"update_time": []}, "update_time: "),
        ({"app_status": 10**30}, "app_status: Ensure this value is less than or equal to"),
    ],
)
def test_an_employee_is_checked_alike(own, row, message):
    good = {"id": "1", "emp_code": "E1", "department": "1"}
    place = own(employees=[good | row])

    assert complaint(place).startswith(
        f"employees.json: employees record 1 (emp_code 'E1'): {message}"
    )


def test_a_required_field_must_be_there(own):
    message = complaint(own(areas=[{"area_code": "HQ"}]))

    assert message == "areas.json: areas record 1 (area_code 'HQ'): area_name: is required."


def test_a_record_without_a_base_misses_its_company(own):
    message = complaint(own(header={"base": None}, areas=[GOOD]))

    assert "company: its default 6b969e80-f3ff-11e9-afc7-acde48001122 is not there." in message


def test_what_only_the_database_knows_is_told_with_file_and_kind(own):
    employees = [{"id": f"{n}", "emp_code": f"E{n}", "department": "1"} for n in (1, 2)]
    tokens = [{"key": f"k{n}", "employee": "E1"} for n in (1, 2)]

    message = complaint(own(employees=employees, staff_tokens=tokens))

    assert message.startswith("staff_tokens.json: staff_tokens: the database refuses it: ")


def test_all_or_nothing_also_beside_other_records(own):
    fixtures.load("empty")
    place = own(header={"base": None}, areas=[GOOD, GOOD])

    with pytest.raises(FixtureError):
        fixtures.load(place)

    assert list(Area.objects.values_list("area_code", flat=True)) == ["1"]
