import pytest

from etpserver.api.references import find, find_all, reference_text
from personnel.models import Area, Employee
from tests.factories import make_area, make_employee

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("value", [None, "", "  ", 0, "0", " 0 "], ids=repr)
def test_none(value):
    assert reference_text(value) is None


@pytest.mark.parametrize(("value", "text"), [("A", "A"), (7, "7"), (" A 1 ", "A 1"), (-1, "-1")])
def test_text(value, text):
    assert reference_text(value) == text


@pytest.mark.parametrize("value", [True, False, 1.0, [], {}, b"x"], ids=repr)
def test_nothing_else_is_a_reference(value):
    with pytest.raises(ValueError, match=r"^$"):
        reference_text(value)


def test_finds_by_code_then_by_id():
    first = make_area(area_code="X")
    second = make_area(area_code=str(first.pk))
    assert find(Area.objects.all(), "area_code", str(first.pk)) == second
    assert find(Area.objects.all(), "area_code", str(second.pk)) == second


@pytest.mark.parametrize(
    "text", ["007", "+7", "-7", "7.0", "\u0667", "7" * 19, "x" * 101, "\0", ""]
)
def test_finds_nothing_by_what_is_no_id(text):
    make_area(pk=7)
    assert find(Area.objects.all(), "area_code", text) is None


def test_ids_of_employees_are_text():
    employee = make_employee(id="0099", emp_code="7")
    assert find(Employee.objects.all(), "emp_code", "0099") == employee
    assert find(Employee.objects.all(), "emp_code", "99") is None


def test_finds_all_in_three_queries(django_assert_num_queries):
    areas = [make_area(area_code=f"C{number}") for number in range(20)]
    texts = [area.area_code for area in areas[:10]] + [str(area.pk) for area in areas[10:]]
    with django_assert_num_queries(3):
        found = find_all(Area.objects.all(), "area_code", [*texts, "NOBODY", "x" * 1000])
    assert found == dict(zip(texts, areas, strict=True))


def test_finds_all_prefers_codes():
    first = make_area(area_code="X")
    second = make_area(area_code=str(first.pk))
    found = find_all(Area.objects.all(), "area_code", ["X", str(first.pk)])
    assert found == {"X": first, str(first.pk): second}
