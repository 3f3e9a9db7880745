import pytest

from tests.factories import make_employee, make_resignation
from tests.personnel.employees.answers import NO_LOGIN, envelope, refused
from tests.personnel.resignations.records import READ_KEYS, RESIGNS, read


def listed(api, **query):
    answer = api.get(RESIGNS, query)
    assert answer.status_code == 200, answer.json()
    return [record["employee"]["emp_code"] for record in answer.json()["data"]]


@pytest.fixture
def three(api):
    """C (Zoe Rao, quit), A (Asha, dismissed) and B (resigned), in this order."""
    make_resignation(make_employee(emp_code="C", first_name="Zoe", last_name="Rao"), resign_type=1,
                     resign_date="2025-01-03")  # fmt: skip
    make_resignation(make_employee(emp_code="A", first_name="Asha"), resign_type=2,
                     resign_date="2025-01-01")  # fmt: skip
    make_resignation(make_employee(emp_code="B"), resign_date="2025-01-02", reason="Rao")


def test_lists_records_without_their_reasons(api):
    first = make_resignation(make_employee(first_name="Guru Prasad"), reason="Pay", disableatt=True)
    second = make_resignation()
    answer = api.get(RESIGNS)
    assert (answer.status_code, answer.json()) == (200, envelope([read(first), read(second)]))
    assert list(answer.json()["data"][0]) == READ_KEYS


def test_who_works_is_not_listed(api):
    make_employee()
    assert api.get(RESIGNS).json() == envelope([])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"emp_code": "A"}, ["A"]),
        ({"Emp_code": "A"}, ["A"]),
        ({"emp_code": "a"}, []),
        ({"emp_code": "NO"}, []),
        ({"resign_type": 1}, ["C"]),
        ({"resign_type": "2"}, ["A"]),
        ({"resign_type": 4}, []),
        ({"search": "rao"}, ["C"]),
        ({"search": "zoe rao"}, ["C"]),
        ({"search": "ASH"}, ["A"]),
        ({"search": "nothing"}, []),
        ({"ordering": "employee"}, ["A", "B", "C"]),
        ({"ordering": "-employee"}, ["C", "B", "A"]),
        ({"ordering": "resign_date"}, ["A", "B", "C"]),
        ({"ordering": "-resign_type"}, ["B", "A", "C"]),
        ({"ordering": "-id"}, ["B", "A", "C"]),
        ({"ordering": "reason"}, ["C", "A", "B"]),
        ({"page_size": 2}, ["C", "A"]),
        ({"page_size": 2, "page": 2}, ["B"]),
    ],
    ids=str,
)
def test_filters_searches_orders_and_pages(api, three, strict, query, found):
    assert listed(api, **query) == found


def test_a_filter_takes_the_employees_id(api, three):
    person = make_resignation().employee
    assert listed(api, emp_code=person.pk) == [person.emp_code]


@pytest.mark.parametrize("value", ["x", "1.5"])
def test_refuses_a_type_that_is_no_number(api, value):
    answer = api.get(RESIGNS, {"resign_type": value})
    expected = refused(-1, f"{value} is no whole number.", "resign_type")
    assert (answer.status_code, answer.json()) == (400, expected)


@pytest.mark.parametrize("rows", [1, 50])
def test_a_list_costs_three_queries(api, django_assert_num_queries, rows):
    for _ in range(rows):
        make_resignation()
    with django_assert_num_queries(3):
        assert len(api.get(RESIGNS, {"page_size": 50}).json()["data"]) == rows


def test_an_anonymous_caller_may_not_list(anonymous):
    answer = anonymous.get(RESIGNS)
    assert (answer.status_code, answer.json()) == (401, refused(-1, NO_LOGIN))


def test_a_viewer_may_list(api, viewer, three):
    api.force_authenticate(viewer)
    assert listed(api) == ["C", "A", "B"]


def test_staff_see_only_their_own(staff, person, three):
    assert staff.get(RESIGNS).json() == envelope([])
    mine = make_resignation(person)
    assert staff.get(RESIGNS).json() == envelope([read(mine)])


def test_search_finds_the_employees_code(api, three):
    make_resignation(make_employee(emp_code="55001"))
    assert listed(api, search="5500") == ["55001"]
