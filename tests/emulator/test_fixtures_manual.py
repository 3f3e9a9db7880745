"""The people of the fixture `manual`: what the manual's examples answer, value by value."""

import json
from pathlib import Path

import pytest
import yaml

from etpserver import packaged
from etpserver.emulator import fixtures
from iclock.biodata.models import BioData
from personnel.models import Employee, EmployeePhoto, Resignation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bare")]

# The examples 3.3.1, 3.3.2, 3.3.3 and 4.4.11, as this operation answers them. Of whom the manual
# tells but an id or a code: the defaults, and what was chosen for the rest.
ANSWERS = json.loads((Path(__file__).parent / "manual_employees.json").read_text(encoding="utf-8"))
SHOWN = {
    "11": ("Ver string:1", "-"),
    "70761": ("Ver 10:1", "-"),
    "100024": ("Ver 10:1", "-"),
    "100027": ("Ver 10:1", "Ver 39:1"),
}

TEMPLATE = ("bio_type", "bio_no", "bio_index", "bio_tmp", "major_ver", "sn")


@pytest.fixture(scope="session")
def examples():
    """The answers that the manual prints, by section."""
    operations = yaml.safe_load(packaged.contract_file().read_text(encoding="utf-8"))
    return {one["section"]: one["response_example"] for one in operations}


@pytest.fixture
def manual(bare, api):
    """A client of a server that starts with `manual`."""
    fixtures.load("manual")
    return api


@pytest.mark.parametrize("expected", ANSWERS, ids=[answer["emp_code"] for answer in ANSWERS])
def test_an_employee_is_answered_in_full(manual, expected):
    answer = manual.get(f"/personnel/api/employees/{expected['emp_code']}/")

    assert answer.status_code == 200
    assert answer.json() == expected


def test_the_list_counts_thirteen_and_goes_on(manual):
    answer = manual.get("/personnel/api/employees/").json()

    assert (answer["count"], len(answer["data"])) == (13, 10)
    assert answer["next"].endswith("/personnel/api/employees/?page=2")


def test_no_code_is_another_employees_id():
    fixtures.load("manual")
    codes = set(Employee.objects.values_list("emp_code", flat=True))

    assert len(codes) == 13
    assert not codes & set(Employee.objects.values_list("pk", flat=True))


def test_an_employee_is_found_by_the_id_the_manual_passes_for_a_code(manual):
    for key in ("3528301449533", "1582301128473", "8982075597391", "034186661926"):
        assert manual.get(f"/personnel/api/employees/{key}/").json()["id"] == key


def test_the_examples_of_the_manual_come_back(manual, examples):
    people = manual.get("/personnel/api/employees/?emp_code=1001").json()
    resigned = manual.get("/personnel/api/resigns/?resign_type=3").json()

    assert people["data"] == examples["3.3.1"]["data"]
    assert resigned == examples["4.7.1"]
    assert manual.get("/personnel/api/resigns/?emp_code=14").json() == examples["4.7.1"]
    assert manual.get("/personnel/api/resigns/12/").json() == examples["4.7.3"]


def test_the_enrolled_employees_are_those_of_the_manual(manual, examples):
    renamed = {"aadhaar_no": "ssn"}
    for person in examples["4.4.11"]["data"]:
        shown = {renamed.get(name, name): value for name, value in person.items()}
        assert shown.pop("status") == 0
        # Department, position and area show more here and there; the answers above tell them.
        nested = {"department", "position", "area"}
        answer = manual.get(f"/personnel/api/employees/{person['emp_code']}/").json()
        assert {name: answer[name] for name in shown if name not in nested} == {
            name: value for name, value in shown.items() if name not in nested
        }


def test_a_reason_that_the_manual_leaves_blank_is_blank_and_the_other_null():
    fixtures.load("manual")

    assert dict(Resignation.objects.values_list("id", "reason")) == {16: None, 18: ""}


def test_those_who_resigned_have_the_status():
    fixtures.load("manual")

    assert list(
        Employee.objects.exclude(status=0).values_list("emp_code", "status", "enable_att")
    ) == [("14", 100, False), ("12", 100, True)]


def test_template_8_is_the_one_of_the_manual(examples):
    fixtures.load("manual")

    template = BioData.objects.get(pk=8)
    assert {
        "id": template.pk,
        "employee": template.employee.emp_code,
        "update_time": str(template.update_time),
        **{name: getattr(template, name) for name in TEMPLATE},
    } == examples["4.1.3"]


def test_the_other_templates_carry_the_biometric_columns():
    fixtures.load("manual")

    templates = BioData.objects.exclude(pk=8).values_list(
        "employee__emp_code", "bio_type", "major_ver", "sn"
    )
    assert set(templates) == {
        ("11", 1, "string", "BYEL201260001"),
        ("100024", 1, "10", "CLH8224760441"),
        ("100027", 1, "10", "CLH8224760441"),
        ("100027", 2, "39", "CLH8224760441"),
    }
    assert min(BioData.objects.exclude(pk=8).values_list("pk", flat=True)) > 8
    assert {a["emp_code"]: (a["fingerprint"], a["face"]) for a in ANSWERS} == {
        **{a["emp_code"]: ("-", "-") for a in ANSWERS},
        **SHOWN,
    }


def test_nobody_has_a_photo():
    fixtures.load("manual")

    assert not EmployeePhoto.objects.exists()
