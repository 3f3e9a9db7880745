"""The drawn company: believable, and the same for the same seed and last day."""

from datetime import UTC, date, datetime

import pytest
from django.core import serializers

from etpserver.api.clock import Clock
from etpserver.api.worlds import World, use_world
from etpserver.emulator import fixtures
from etpserver.emulator.fixtures.builder import build_company
from etpserver.emulator.fixtures.catalogue import find
from etpserver.emulator.fixtures.kinds import record_models
from iclock.biodata.models import BioData
from personnel.models import (
    Area,
    Department,
    Employee,
    EmployeePhoto,
    Location,
    Position,
    Resignation,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bare")]


def world(*, day: int) -> World:
    clock = Clock()
    clock.freeze(datetime(2026, 1, day, 9, 30, tzinfo=UTC))
    return World("main", seed=day, clock=clock)


def dump() -> str:
    rows = [row for model in record_models() for row in model._base_manager.order_by("pk")]
    return serializers.serialize("json", rows)


def test_it_is_an_indian_company_with_five_sites():
    fixtures.load("demo")

    sites = Area.objects.filter(parent_area=None).exclude(area_code="1")
    assert [(site.id, site.area_code, site.area_name) for site in sites] == [
        (2, "BLR-HQ", "Bengaluru Head Office"),
        (3, "MYS-PLANT", "Mysuru Plant"),
        (4, "PNQ-PLANT", "Pune Plant"),
        (5, "MAA-WH", "Chennai Warehouse"),
        (6, "GGN-RO", "Gurugram Regional Office"),
    ]
    assert all(site.children.count() >= 3 for site in sites)
    assert Department.objects.exclude(parent_dept=None).count() == 12
    assert Position.objects.exclude(parent_position=None).count() == 15
    assert Location.objects.exclude(location_code="1").count() == 8


def test_a_code_of_digits_cannot_be_taken_for_another_records_id():
    fixtures.load("demo")

    codes = [
        (row.code, str(row.id))
        for model in (Area, Department, Location, Position)
        for row in model.objects.all()
    ]
    codes += Employee.objects.values_list("emp_code", "id")
    for code, key in codes:
        assert not code.isdigit() or code == key or len(code) >= 5


def test_its_people_are_complete():
    fixtures.load("demo")

    people = Employee.objects.all()
    assert people.count() == 250
    assert not people.filter(area=None).exists()
    assert not people.filter(department_id=1).exists()
    assert set(people.filter(status=100)) == {left.employee for left in Resignation.objects.all()}
    assert people.filter(enable_att=False).count() == 2
    assert EmployeePhoto.objects.count() == 60
    assert BioData.objects.count() > 400


def test_its_people_are_answered(api):
    fixtures.load("demo")

    answer = api.get("/personnel/api/employees/10001/").json()

    assert answer["area"][0]["area_code"].endswith("-G1")
    assert answer["fingerprint"].startswith("Ver 10:") or answer["fingerprint"] == "-"


def test_the_same_seed_and_last_day_give_the_same_bytes(bare):
    with use_world(world(day=5)):
        fixtures.load("demo")
        first, first_digest = dump(), fixtures.digest("demo")
    bare()
    with use_world(world(day=5)):
        fixtures.load("demo")
        assert (dump(), fixtures.digest("demo")) == (first, first_digest)


def test_another_last_day_or_seed_is_another_digest(own):
    with use_world(world(day=5)):
        monday = fixtures.digest("demo")
        reseeded = fixtures.digest(own(header={"base": "demo", "seed": 7}))
    with use_world(world(day=6)):
        tuesday = fixtures.digest("demo")

    assert len({monday, reseeded, tuesday}) == 3


def test_another_seed_is_another_company(own, bare):
    fixtures.load(own(header={"base": "demo", "seed": 7}))
    seventh = dump()
    bare()
    fixtures.load("demo")

    assert dump() != seventh


def test_the_builder_depends_on_nothing_but_its_arguments():
    parameters = find("demo").parameters()

    first = build_company(parameters, seed=1, last_day=date(2026, 1, 4))
    second = build_company(parameters, seed=1, last_day=date(2026, 1, 4))
    other = build_company(parameters, seed=2, last_day=date(2026, 1, 4))

    assert first == second
    assert first != other


def test_loading_draws_nothing_from_the_world():
    untouched = world(day=5).generator.random()
    here = world(day=5)
    with use_world(here):
        fixtures.load("demo")

    assert here.generator.random() == untouched
