"""The people of the drawn company, as the builder draws them."""

import base64
import re
from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from etpserver.emulator.fixtures.builder import build_company
from etpserver.emulator.fixtures.catalogue import find
from etpserver.emulator.fixtures.errors import FixtureError

LAST_DAY = date(2026, 1, 4)
MOBILE = re.compile(r"\+91 98000 0\d{4}")


@pytest.fixture(scope="module")
def parameters():
    return find("demo").parameters()


@pytest.fixture(scope="module")
def tables(parameters):
    return build_company(parameters, seed=2026, last_day=LAST_DAY)


@pytest.fixture(scope="module")
def people(tables):
    return tables["employees"]


def given(people, field):
    """The values of those who have one."""
    return [person[field] for person in people if person.get(field) is not None]


def test_there_are_250_and_what_belongs_to_them(tables):
    assert {kind: len(tables[kind]) for kind in ("employees", "employee_photos", "resigns")} == {
        "employees": 250,
        "employee_photos": 60,
        "resigns": 6,
    }


def test_ids_and_codes_go_up_with_the_hire_date(people):
    keys = [person["id"] for person in people]

    assert keys == sorted(set(keys))
    assert {len(key) for key in keys} == {13}
    assert [person["emp_code"] for person in people] == [str(n) for n in range(10001, 10251)]
    hired = [person["hire_date"] for person in people]
    assert hired == sorted(hired)


def test_nobody_shares_a_name_card_mobile_or_address(people):
    for field in ("card_no", "mobile", "email"):
        values = given(people, field)
        assert len(values) == len(set(values))
    assert len({(person["first_name"], person["last_name"]) for person in people}) == 250
    assert 180 <= len(given(people, "card_no")) <= 220


@pytest.mark.parametrize("seed", [0, 1, 7, 2026])
def test_everybody_is_of_age_and_came_within_nine_years(parameters, seed):
    drawn = build_company(parameters, seed=seed, last_day=date(2028, 2, 29))["employees"]

    for person in drawn:
        born, hired = person["birthday"], person["hire_date"]
        before = (date(2028, 2, 29).month, date(2028, 2, 29).day) < (born.month, born.day)
        assert 20 <= 2028 - born.year - before <= 58
        assert timedelta(0) <= date(2028, 2, 29) - hired <= timedelta(days=9 * 365 + 1)
        assert hired - born >= timedelta(days=18 * 365)
        assert hired.weekday() != 6


def test_every_city_has_its_people_and_managers_are_few(people, tables):
    assert Counter(person["city"] for person in people) == {
        "Mysuru": 92,
        "Pune": 66,
        "Bengaluru": 51,
        "Chennai": 25,
        "Gurugram": 16,
    }
    assert {person["department"] for person in people} == {
        unit["dept_code"] for unit in tables["departments"]
    }
    managers = ("MD", "GM", "PLANT-HEAD", "MGR", "DY-MGR")
    assert sum(person["position"] in managers for person in people) == 22


def test_everybody_may_pass_the_main_gate_of_the_own_site(people, tables):
    city_of = {area["area_code"]: area["area_name"].split(", ")[-1] for area in tables["areas"]}

    for person in people:
        gate, *others = person["area"]
        assert gate.endswith("-G1")
        assert city_of[gate] == person["city"]
        assert others or person["position"] == "GUARD"  # one office has one gate
        assert len(set(person["area"])) == len(person["area"])
    (director,) = (person for person in people if person["position"] == "MD")
    assert {city_of[area] for area in director["area"]} == {person["city"] for person in people}


def test_both_genders_and_several_communities_work_here(people, parameters):
    assert 60 <= sum(person["gender"] == "F" for person in people) <= 110
    for gender in ("M", "F"):
        lines = [line for line in parameters["first_names"] if line["gender"] == gender]
        names = {name for line in lines for name in line["names"]}
        assert len(names) >= 120
        assert {one["first_name"] for one in people if one["gender"] == gender} <= names
    assert len({name for line in parameters["last_names"] for name in line["names"]}) >= 120


def test_contacts_look_indian_and_reach_nobody(people):
    assert all(MOBILE.fullmatch(mobile) for mobile in given(people, "mobile"))
    assert all(email.endswith("@nandi.example") for email in given(people, "email"))
    assert all(re.fullmatch(r"[1-9]\d{5}", code) for code in given(people, "postcode"))
    assert {person["national"] for person in people} == {"Indian"}


def test_some_fields_are_null_as_in_real_lists(people):
    for field in ("last_name", "email", "mobile", "office_tel", "address", "card_no"):
        assert 0 < len(given(people, field)) < 250
    assert not given(people, "religion")


def test_a_contract_is_valid_on_the_last_day_and_nobody_else_has_one(people):
    for person in people:
        if person["emp_type"] == 2:
            assert person["hire_date"] <= person["validity_start"] <= LAST_DAY
            assert person["validity_end"] >= LAST_DAY
        else:
            assert person["emp_type"] == 1
            assert person.get("validity_start") is person.get("validity_end") is None
    assert 10 <= sum(person["emp_type"] == 2 for person in people) <= 50


def test_two_people_administrate_the_terminals(people):
    assert Counter(person["dev_privilege"] for person in people) == {0: 248, 14: 2}
    assert Counter(person["app_status"] for person in people)[1] > 200


def test_six_left_in_the_last_sixty_days(tables, people):
    by_code = {person["emp_code"]: person for person in people}

    assert len({record["employee"] for record in tables["resigns"]}) == 6
    assert {record["resign_type"] for record in tables["resigns"]} == {1, 2, 3, 4, 5}
    assert sum(record["disableatt"] for record in tables["resigns"]) == 2
    for record in tables["resigns"]:
        assert timedelta(0) <= LAST_DAY - record["resign_date"] < timedelta(days=60)
        assert record["report_generation_end_date"] >= record["resign_date"]
        person = by_code[record["employee"]]
        assert (person["status"], person["enable_att"]) == (100, not record["disableatt"])
        assert person["update_time"].date() == record["resign_date"]
    assert sum(person.get("status") == 100 for person in people) == 6


def test_templates_come_from_the_terminal_of_the_site(tables, people):
    by_code = {person["emp_code"]: person for person in people}

    for template in tables["biodatas"]:
        assert by_code[template["employee"]]["enroll_sn"] == template["sn"]
        assert base64.b64decode(template["bio_tmp"], validate=True)
    enrolled = {
        kind: len({t["employee"] for t in tables["biodatas"] if t["bio_type"] == kind})
        for kind in (1, 2, 8, 9)
    }
    assert enrolled == {1: 212, 2: 30, 8: 12, 9: 100}
    with_any = {template["employee"] for template in tables["biodatas"]}
    for person in people:
        assert (person["enroll_sn"] == "") == (person["emp_code"] not in with_any)


def test_photos_are_jpegs_of_different_people(tables):
    photos = tables["employee_photos"]

    assert len({photo["employee"] for photo in photos}) == 60
    assert all(photo["image"].startswith(b"\xff\xd8\xff") for photo in photos)
    assert len({photo["image"] for photo in photos}) > 50


def test_nothing_changed_before_somebody_came_or_after_the_last_day(tables, people):
    hired = {person["emp_code"]: person["hire_date"] for person in people}
    changes = [(person["emp_code"], person["update_time"]) for person in people]
    for kind in ("biodatas", "employee_photos"):
        changes += [(row["employee"], row["update_time"]) for row in tables[kind]]

    for code, changed in changes:
        assert isinstance(changed, datetime)
        assert hired[code] <= changed.date() <= LAST_DAY


@pytest.mark.parametrize(
    ("file", "lines", "message"),
    [
        (
            "staffing",
            [{"site": "DEL", "department": "IT", "positions": {"ENG": 1}}],
            "parameters/sites.json: none of the records has code 'DEL'.",
        ),
        ("localities", [], "parameters/localities.json: has no place or street in "),
        ("last_names", [], "parameters/first_names.json: has no names of the community "),
        ("leavers", None, "parameters/leavers.json: is missing, and the builder needs it."),
    ],
)
def test_wrong_parameters_are_told(parameters, file, lines, message):
    changed = parameters | {file: lines}

    with pytest.raises(FixtureError) as caught:
        build_company(changed, seed=1, last_day=LAST_DAY)

    assert str(caught.value).startswith(message)


def test_too_few_names_are_told(parameters):
    first = [line | {"names": ["Kiran"]} for line in parameters["first_names"]]
    last = [line | {"names": ["Rao"]} for line in parameters["last_names"]]
    changed = parameters | {"first_names": first, "last_names": last}

    with pytest.raises(FixtureError, match="has too few names"):
        build_company(changed, seed=1, last_day=LAST_DAY)


def test_a_small_company_is_drawn_as_well(parameters):
    team = {"site": "GGN-RO", "department": "SALES", "positions": {"EXEC": 3}}

    small = build_company(parameters | {"staffing": [team]}, seed=1, last_day=LAST_DAY)

    assert len(small["employees"]) == 3
    assert len(small["employee_photos"]) == 3
    assert len(small.get("resigns", [])) <= 3
