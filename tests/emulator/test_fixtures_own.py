"""Fixtures that users write themselves."""

import json
from datetime import datetime
from uuid import UUID

import pytest

from etpserver.emulator import fixtures
from personnel.models import Area, Company, Department, Employee

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bare")]


def test_stands_upon_empty_unless_it_says_otherwise(own):
    fixtures.load(own(areas=[{"area_code": "HQ", "area_name": "Head Office"}]))

    assert list(Area.objects.values_list("id", "area_code")) == [(1, "1"), (2, "HQ")]


def test_stands_alone_without_a_base(own):
    fixtures.load(own(header={"base": None}, companies=[{"name": "Elsewhere"}]))

    assert Company.objects.get().name == "Elsewhere"
    assert not Area.objects.exists()


def test_records_may_name_those_that_stand_later_by_code(own):
    fixtures.load(
        own(
            areas=[
                {"area_code": "GATE", "area_name": "Gate", "parent_area": "HQ"},
                {"area_code": "HQ", "area_name": "Head Office", "parent_area": None},
            ]
        )
    )

    assert Area.objects.get(area_code="GATE").parent_area.area_code == "HQ"


def test_a_code_goes_before_an_id(own):
    fixtures.load(
        own(
            areas=[
                {"id": 7, "area_code": "8", "area_name": "Seven"},
                {"id": 8, "area_code": "X", "area_name": "Eight"},
                {"area_code": "BY-CODE", "area_name": "A", "parent_area": "8"},
                {"area_code": "BY-ID", "area_name": "B", "parent_area": 7},
            ]
        )
    )

    assert Area.objects.get(area_code="BY-CODE").parent_area_id == 7
    assert Area.objects.get(area_code="BY-ID").parent_area_id == 7


def test_written_ids_are_kept_and_the_others_go_on_after_them(own):
    fixtures.load(
        own(
            areas=[
                {"area_code": "A", "area_name": "A"},
                {"id": 2, "area_code": "B", "area_name": "B"},
            ]
        )
    )

    assert list(Area.objects.values_list("id", "area_code")) == [(1, "1"), (2, "B"), (3, "A")]


def test_a_list_of_codes_fills_a_many_valued_field(own):
    place = own(
        areas=[{"area_code": "HQ", "area_name": "Head Office"}],
        employees=[
            {"id": "1", "emp_code": "E1", "department": "1", "area": ["1", "HQ", "HQ"]},
            {"id": "2", "emp_code": "E2", "department": 1, "area": []},
            {"id": "3", "emp_code": "E3", "department": 1},
        ],
    )

    fixtures.load(place)

    links = Employee.area.through.objects.order_by("id")
    assert list(links.values_list("id", "employee_id", "area__area_code")) == [
        (1, "1", "1"),
        (2, "1", "HQ"),
    ]


def test_a_time_left_out_is_the_midnight_after_the_last_day(own):
    fixtures.load(
        own(
            header={"last_day": "2026-01-04"},
            employees=[{"id": "1", "emp_code": "E1", "department": "1"}],
        )
    )

    assert Employee.objects.get().update_time == datetime.fromisoformat("2026-01-05 00:00:00")


def test_another_company_is_named_by_its_id(own):
    second = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
    fixtures.load(own(areas=[{"area_code": "HQ", "area_name": "H", "company": second}]))

    assert Area.objects.get(area_code="HQ").company_id == UUID(second)


def test_a_single_file_holds_header_and_tables(tmp_path):
    file = tmp_path / "small.json"
    file.write_text(
        json.dumps(
            {
                "fixture": {"title": "Small", "base": "manual"},
                "departments": [{"dept_code": "IT", "dept_name": "IT", "parent_dept": "12"}],
            }
        )
    )

    fixtures.load(str(file))

    assert Department.objects.get(dept_code="IT").parent_dept_id == 4


def test_a_base_may_be_a_path_beside_it(own):
    own(folder="below", areas=[{"area_code": "HQ", "area_name": "Head Office"}])
    above = own(
        header={"base": "../below"},
        areas=[{"area_code": "GATE", "area_name": "Gate", "parent_area": "HQ"}],
    )

    fixtures.load(above)

    assert Area.objects.get(area_code="GATE").parent_area.area_code == "HQ"


def test_every_change_of_a_file_changes_the_digest(own, tmp_path):
    place = own(header={"last_day": "2026-01-04"}, areas=[])
    before = fixtures.digest(place)
    assert len(before) == 64
    assert fixtures.digest(place) == before

    (tmp_path / "own" / "areas.json").write_text('{"areas": [ ]}')

    assert fixtures.digest(place) != before


def test_a_single_file_has_a_digest_of_its_own(tmp_path):
    one, other = tmp_path / "one.json", tmp_path / "other.json"
    one.write_text('{"areas": []}')
    other.write_text('{"areas": [ ]}')

    assert fixtures.digest(str(one)) != fixtures.digest(str(other))
