"""The drawn company: believable, and the same for the same seed and last day."""

import hashlib
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import Count, F, Max, Min

from etpserver.api.clock import Clock
from etpserver.api.worlds import World, use_world
from etpserver.emulator import fixtures
from etpserver.emulator.fixtures.builder import build_company
from etpserver.emulator.fixtures.catalogue import find
from etpserver.emulator.fixtures.kinds import record_models
from iclock.models import (
    BioData,
    PrivateMessage,
    PublicMessage,
    Terminal,
    Transaction,
    UnregisteredPunch,
)
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
    """A digest of every row of every table."""
    rows = hashlib.sha256()
    for model in record_models():
        for row in model._base_manager.order_by("pk").values_list():
            rows.update(repr(row).encode())
    return rows.hexdigest()


def test_it_is_an_indian_company_with_complete_people(api):
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
    people = Employee.objects.all()
    assert people.count() == 250
    assert not people.filter(area=None).exists()
    assert not people.filter(department_id=1).exists()
    assert set(people.filter(status=100)) == {left.employee for left in Resignation.objects.all()}
    assert people.filter(enable_att=False).count() == 2
    assert EmployeePhoto.objects.count() == 60
    assert BioData.objects.count() > 400
    codes = [
        (row.code, str(row.id))
        for model in (Area, Department, Location, Position)
        for row in model.objects.all()
    ]
    # A code of digits that is another record's id would lead a client that knows ids astray.
    for code, key in [*codes, *people.values_list("emp_code", "id")]:
        assert not code.isdigit() or code == key or len(code) >= 5
    answer = api.get("/personnel/api/employees/10001/").json()
    assert answer["area"][0]["area_code"].endswith("-G1")
    assert answer["fingerprint"].startswith("Ver 10:") or answer["fingerprint"] == "-"


def test_its_punches_arrived_in_the_order_of_their_ids_and_know_person_and_terminal():
    with use_world(world(day=5)):
        fixtures.load("demo")

    punches = Transaction.objects.order_by("id")
    days = punches.aggregate(first=Min("punch_time__date"), last=Max("punch_time__date"))
    assert days == {"first": date(2025, 11, 6), "last": date(2026, 1, 4)}
    assert punches.count() >= 25_000
    uploads = list(punches.values_list("upload_time", flat=True))
    assert uploads == sorted(uploads)
    assert not punches.exclude(emp__emp_code=F("emp_code")).exists()
    at_gates, by_phone = punches.filter(source=1), punches.filter(source=3)
    assert at_gates.count() + by_phone.count() == punches.count()
    assert not at_gates.exclude(
        terminal__sn=F("terminal_sn"),
        terminal__alias=F("terminal_alias"),
        terminal__area__area_name=F("area_alias"),
    ).exists()
    assert set(by_phone.values_list("terminal_sn", "terminal", "verify_type")) == {
        ("App", None, 101)
    }
    assert set(punches.values_list("purpose", "is_attendance", "sync_status")) == {(1, 1, 0)}


def test_its_terminals_count_what_they_have():
    with use_world(world(day=5)):
        fixtures.load("demo")

    assert Terminal.objects.count() == 8
    assert not Terminal.objects.exclude(last_activity=None).exists()
    for terminal in Terminal.objects.annotate(
        punches=Count("transaction_set", distinct=True),
        strangers=Count("unregisteredpunch_set", distinct=True),
    ):
        assert terminal.transaction_count == terminal.punches + terminal.strangers
        present = terminal.area.employees.filter(status=0)
        assert terminal.user_count == present.count()
        prints = BioData.objects.filter(employee__in=present, bio_type=1)
        assert terminal.fp_count == prints.count()
        assert terminal.create_time < terminal.push_time
        assert max(terminal.push_time, terminal.upload_time).date() <= date(2026, 1, 4)
    assert UnregisteredPunch.objects.count() == 12
    assert set(UnregisteredPunch.objects.values_list("purpose", "emp", "is_attendance")) == {
        (9, None, None)
    }
    for message in (*PrivateMessage.objects.all(), *PublicMessage.objects.all()):
        assert timedelta(0) < message.start_time - message.last_send < timedelta(hours=1)


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


def test_another_seed_is_another_company(own):
    parameters = find("demo").parameters()

    fixtures.load(own(header={"base": "demo", "seed": 7, "last_day": "2026-01-04"}))

    loaded = set(Employee.objects.values_list("id", flat=True))
    for seed, is_same in ((7, True), (2026, False)):
        people = build_company(parameters, seed=seed, last_day=date(2026, 1, 4))["employees"]
        assert (loaded == {person["id"] for person in people}) is is_same


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
