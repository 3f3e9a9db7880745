"""Statements that are compiled once answer what Django's own querysets answer."""

import pytest
from django.db.models import Count, F, Q
from django.db.models.sql.compiler import SQLCompiler

from etpserver.api import statements
from personnel.models import Area, Employee
from tests.factories import make_area, make_employee

pytestmark = pytest.mark.django_db


@pytest.fixture
def areas() -> list[Area]:
    return [make_area(area_name=name) for name in ("C", "A", "B", "A")]


@pytest.mark.parametrize(
    "chosen",
    [
        lambda rows: rows,
        lambda rows: rows.order_by("area_name", "-pk"),
        lambda rows: rows.order_by(F("area_name").desc(), "pk"),
        lambda rows: rows.order_by("parent_area__area_code", "pk"),
        lambda rows: rows.reverse(),
        lambda rows: rows.filter(area_name="A"),
        lambda rows: rows.filter(area_name__in=["A", "B"]).exclude(area_name="B"),
        lambda rows: rows.annotate(n=Count("children")).filter(n=0),
        lambda rows: rows.filter(Q(area_name="A") | Q(children__area_name="B")),
        lambda rows: rows.filter(parent_area__isnull=True),
        lambda rows: rows.filter(area_name="A").order_by("parent_area__area_code", "pk"),
        lambda rows: rows.filter(area_name__icontains="%"),
        lambda rows: rows.filter(pk__in=[]),
        lambda rows: rows.filter(~Q(pk__in=[])),
        lambda rows: rows.filter(area_name="A", pk__in=Area.objects.filter(area_name="A")),
        lambda rows: rows.filter(area_name="A")[:1],
        lambda rows: rows.none(),
        lambda rows: rows.values("area_name").distinct(),
    ],
)
@pytest.mark.usefixtures("areas")
def test_as_django_counts_and_pages(chosen):
    for _ in range(2):  # compiled, and as it was compiled
        rows = chosen(Area.objects.all())
        assert statements.count(rows) == rows.count()
        if rows.query.is_sliced:
            continue
        for page in (rows[:2], rows[1:3], rows[3:100], rows[100:]):
            assert statements.keys(page) == list(page.values_list("pk", flat=True))


def test_orders_are_told_apart(areas):
    up, down = Area.objects.order_by("area_name", "pk"), Area.objects.order_by("-area_name", "pk")

    for _ in range(2):
        assert statements.keys(up[:2]) != statements.keys(down[:2])
        assert statements.keys(up.reverse()[:2]) == list(
            up.reverse().values_list("pk", flat=True)[:2]
        )


@pytest.mark.usefixtures("areas")
def test_no_order_is_not_taken_for_the_models_own(monkeypatch):
    monkeypatch.setattr(statements, "_known", {})
    monkeypatch.setattr(Area._meta, "ordering", ["-id"])
    assert statements.keys(Area.objects.order_by()[:2])

    rows = Area.objects.all()[:2]

    assert statements.keys(rows) == list(rows.values_list("pk", flat=True))


def test_a_key_by_its_code():
    one, other = make_employee(emp_code="7001"), make_employee(emp_code="7002")

    for _ in range(2):
        assert statements.key_by(Employee.objects.all(), "emp_code", "7001") == one.pk
        assert statements.key_by(Employee.objects.all(), "emp_code", "7002") == other.pk
        assert statements.key_by(Employee.objects.all(), "emp_code", "nobody") is None
        assert statements.key_by(Employee.objects.all(), "pk", one.pk) == one.pk


def test_whether_any_row_has_a_value():
    make_employee(emp_code="7001")
    rows = Employee.objects.all()

    for _ in range(2):
        assert statements.has(rows, "emp_code", "7001")
        assert not statements.has(rows, "emp_code", "nobody")
        assert not statements.has(rows.exclude(emp_code="7001"), "emp_code", "7001")


def test_a_key_is_looked_for_among_the_given_rows_alone():
    one, other = make_employee(emp_code="7001"), make_employee(emp_code="7002")
    statements.key_by(Employee.objects.all(), "emp_code", "7001")

    rows = Employee.objects.filter(pk=other.pk)

    assert statements.key_by(rows, "emp_code", "7001") is None
    assert statements.key_by(rows, "emp_code", "7002") == other.pk
    assert statements.key_by(Employee.objects.none(), "emp_code", "7001") is None
    assert one.pk != other.pk


def test_of_equal_values_the_first_in_order_is_found(areas):
    for _ in range(2):
        found = statements.key_by(Area.objects.all(), "area_name", "A")
        assert found == Area.objects.filter(area_name="A").first().pk


@pytest.mark.usefixtures("areas")
def test_a_usual_page_is_compiled_once(django_assert_num_queries, monkeypatch):
    statements.keys(Area.objects.all()[:2])
    statements.key_by(Area.objects.all(), "area_code", "x")

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("compiled again")

    monkeypatch.setattr(SQLCompiler, "as_sql", refuse)
    with django_assert_num_queries(3):
        statements.count(Area.objects.all())
        statements.keys(Area.objects.all()[1:3])
        statements.key_by(Area.objects.all(), "area_code", "y")
