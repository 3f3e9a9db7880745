from dataclasses import replace

import pytest

from iclock.models import Transaction
from tests.factories import make_employee
from tests.iclock.transactions.punches import (
    COMPANY,
    KEYS,
    TRANSACTIONS,
    make_punch,
    make_terminal,
)
from tests.personnel.employees.answers import FORBIDDEN, NO_LOGIN, envelope, refused


def listed(api, **query):
    answer = api.get(TRANSACTIONS, query)
    assert answer.status_code == 200, answer.json()
    return [record["emp_code"] for record in answer.json()["data"]]


@pytest.fixture
def three(api):
    """C on the first, A on the second and B on the third of June, each at another terminal."""
    make_punch("C", "2025-06-01T09:00:00", terminal_sn="S1", terminal_alias="Gate",
               gps_location="Pune", work_code="W2")  # fmt: skip
    make_punch("A", "2025-06-02T09:00:00", terminal_sn="S2", terminal_alias="Hall",
               area_alias="Mysuru", punch_state="255", verify_type=15)  # fmt: skip
    make_punch("B", "2025-06-03T09:00:00", terminal_sn="S3", terminal_alias="Auto add",
               mobile="Handset", source=3)  # fmt: skip


def test_shows_what_the_manual_shows(api):
    terminal = make_terminal("SN1")
    employee = make_employee(emp_code="11")
    place = "3, 1st Main Rd, Bengaluru"
    punch = make_punch(
        "11", "2025-06-17T17:13:07", emp=employee, terminal=terminal, terminal_sn="SN1",
        verify_type=101, longitude=77.6908821, latitude=12.9961775, gps_location=place,
        mobile="2", source=3, terminal_alias="Gate", area_alias="HQ", temperature=36.0,
        mask_flag=0,
    )  # fmt: skip
    record = {
        "id": punch.pk, "emp_code": "11", "punch_time": "2025-06-17 17:13:07", "punch_state": "0",
        "verify_type": 101, "work_code": "", "terminal_sn": "SN1", "terminal_alias": "Gate",
        "area_alias": "HQ", "longitude": 77.6908821, "latitude": 12.9961775, "gps_location": place,
        "mobile": "2", "source": 3, "purpose": 1, "crc": None, "is_attendance": 1,
        "reserved": None, "upload_time": "2026-01-05 12:00:00", "sync_status": 0,
        "sync_time": None, "temperature": 36.0, "mask_flag": 0, "company": COMPANY,
        "emp": employee.pk, "terminal": terminal.pk,
    }  # fmt: skip
    answer = api.get(TRANSACTIONS)
    assert (answer.status_code, answer.json()) == (200, envelope([record]))
    assert list(answer.json()["data"][0]) == KEYS
    assert b'"temperature":36.0,' in answer.content


def test_what_is_not_known_is_null(api):
    make_punch()
    (record,) = api.get(TRANSACTIONS).json()["data"]
    nulls = [key for key, value in record.items() if value is None]
    assert nulls == [
        "terminal_alias", "area_alias", "longitude", "latitude", "gps_location", "mobile", "crc",
        "reserved", "sync_time", "temperature", "mask_flag", "emp", "terminal",
    ]  # fmt: skip
    assert (record["terminal_sn"], record["work_code"]) == ("", "")


def test_the_newest_come_first_whatever_their_time(api):
    make_punch("first", "2025-06-02T09:00:00")
    make_punch("second", "2025-06-01T09:00:00")
    assert listed(api) == ["second", "first"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"emp_code": "A"}, ["A"]),
        ({"Emp_code": "A"}, ["A"]),
        ({"emp_code": "a"}, []),
        ({"emp_code": "0"}, []),
        ({"emp_code": "9223372036854775808"}, []),
        ({"emp_code": "x" * 5000}, []),
        ({"terminal_sn": "S2"}, ["A"]),
        ({"Terminal_sn": "S2"}, ["A"]),
        ({"terminal_sn": "s2"}, []),
        ({"terminal_alias": "Gate"}, ["C"]),
        ({"Terminal_alias": "Auto add"}, ["B"]),
        ({"terminal_alias": "gate"}, []),
        ({"start_time": "2025-06-02T09:00:00"}, ["B", "A"]),
        ({"Start_time": "2025-06-02 09:00:01"}, ["B"]),
        ({"end_time": "2025-06-02T09:00:00"}, ["A", "C"]),
        ({"End_time": "2025-06-02"}, ["C"]),
        ({"start_time": "2025-06-02", "end_time": "2025-06-02T23:59:59"}, ["A"]),
        ({"start_time": "2025-06-02T09:00:00", "end_time": "2025-06-02T09:00:00"}, ["A"]),
        # An offset is dropped: the times are the server's.
        ({"start_time": "2025-06-03T09:00:00+09:00"}, ["B"]),
        ({"start_time": "0001-01-01", "end_time": "9999-12-31"}, ["B", "A", "C"]),
        ({"emp_code": "A", "start_time": "2025-06-03"}, []),
        ({"search": "pune"}, ["C"]),
        ({"search": "MYSU hall"}, ["A"]),
        ({"search": "handset"}, ["B"]),
        ({"search": "255"}, []),
        ({"ordering": "emp_code"}, ["A", "B", "C"]),
        ({"ordering": "-punch_time"}, ["B", "A", "C"]),
        ({"ordering": "id"}, ["C", "A", "B"]),
        ({"ordering": "+-id"}, ["B", "A", "C"]),
        ({"ordering": "-emp"}, ["C", "B", "A"]),
        ({"ordering": "terminal"}, ["C", "A", "B"]),
        ({"ordering": "wage"}, ["B", "A", "C"]),
        ({"page_size": 2}, ["B", "A"]),
        ({"page_size": 2, "page": 2}, ["C"]),
    ],
    ids=str,
)
def test_filters_searches_orders_and_pages(api, three, strict, query, found):
    assert listed(api, **query) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"start_time": "2025-06-02T09:00:00"}, ["B"]),
        ({"end_time": "2025-06-02T09:00:00"}, ["C"]),
        ({"start_time": "2025-06-02T08:59:59", "end_time": "2025-06-02T09:00:01"}, ["A"]),
        ({"start_time": "2025-06-02T09:00:00", "end_time": "2025-06-02T09:00:00"}, []),
    ],
    ids=str,
)
def test_bounds_may_be_excluded(api, three, world, query, found):
    world.settings = replace(world.settings, time_bounds="exclusive")
    assert listed(api, **query) == found


@pytest.mark.parametrize("name", ["start_time", "end_time", "Start_time", "End_time"])
@pytest.mark.parametrize("value", ["yesterday", "2025-02-30", "2025-06-01T25:00:00", "1", "-1"])
def test_refuses_a_time_that_cannot_be_read(api, name, value):
    answer = api.get(TRANSACTIONS, {name: value})
    expected = refused(-100, f"{value} is no time such as 2025-06-19T04:55:31.", name.lower())
    assert (answer.status_code, answer.json()) == (400, expected)


@pytest.mark.parametrize("names", [("start_time", "end_time"), ("End_time", "Start_time")])
def test_refuses_a_start_after_the_end(api, names):
    bounds = {"start_time": "2025-06-02T09:00:01", "end_time": "2025-06-02T09:00:00"}
    answer = api.get(TRANSACTIONS, {name: bounds[name.lower()] for name in names})
    expected = refused(-101, "start_time is after end_time.", "start_time")
    assert (answer.status_code, answer.json()) == (400, expected)


@pytest.mark.parametrize(
    "name", ["emp_code", "terminal_sn", "terminal_alias", "start_time", "end_time", "search"]
)
def test_an_empty_value_is_no_filter_unless_strict(api, three, world, name):
    assert listed(api, **{name: " "}) == ["B", "A", "C"]
    world.settings = replace(world.settings, validate="strict")
    answer = api.get(TRANSACTIONS, {name: ""})
    assert (answer.status_code, answer.json()) == (400, refused(-92, f"{name} is empty.", name))


# ---- whose punches ------------------------------------------------------------------------------


def test_the_punches_of_a_deleted_employee_stay_findable(api):
    employee = make_employee(emp_code="9")
    make_punch("9", emp=employee)
    employee.delete()
    (record,) = api.get(TRANSACTIONS, {"emp_code": "9"}).json()["data"]
    assert (record["emp_code"], record["emp"]) == ("9", None)


def test_they_stay_findable_beside_an_employee_with_that_id(api):
    make_employee(emp_code="A", id="9")
    make_punch("9", "2025-06-01T09:00:00")
    make_punch("A", "2025-06-02T09:00:00")
    assert listed(api, emp_code="9", start_time="2025-06-02") == []


def test_an_employee_may_be_named_by_id(api):
    employee = make_employee(emp_code="A")
    make_punch("A", emp=employee)
    make_punch("B")
    assert listed(api, emp_code=employee.pk) == ["A"]


def test_a_code_without_punches_comes_before_an_id(api):
    make_employee(emp_code="9")
    make_punch("A", emp=make_employee(emp_code="A", id="9"))
    assert listed(api, emp_code="9") == []


def test_leading_zeros_count(api):
    make_punch("007")
    make_punch("7")
    assert (listed(api, emp_code="007"), listed(api, emp_code="7")) == (["007"], ["7"])


# ---- thousands of them --------------------------------------------------------------------------


@pytest.fixture
def many(api):
    punch = make_punch("0")
    rows = [
        Transaction(emp_code=str(number), punch_time=punch.punch_time, punch_state="0")
        for number in range(1, 3000)
    ]
    Transaction.objects.bulk_create(rows)


def test_the_last_page_of_thousands(api, many):
    answer = api.get(TRANSACTIONS, {"page": 30, "page_size": 100}).json()
    assert (answer["count"], answer["next"]) == (3000, None)
    assert [record["emp_code"] for record in answer["data"]] == [str(n) for n in range(99, -1, -1)]
    assert "page=29" in answer["previous"]


def test_a_page_beyond_the_last_is_not_found(api, many):
    answer = api.get(TRANSACTIONS, {"page": 301})
    assert (answer.status_code, answer.json()) == (404, refused(-1, "Invalid page."))


@pytest.mark.parametrize("punches", [1, 50])
@pytest.mark.parametrize(("query", "queries"), [({}, 3), ({"emp_code": "P"}, 4)])
def test_a_list_costs_the_same_queries(api, django_assert_num_queries, punches, query, queries):
    for number in range(punches):
        make_punch("P", terminal_sn=str(number), emp=make_employee(), terminal=make_terminal(
            f"T{number}"))  # fmt: skip
    with django_assert_num_queries(queries):
        assert len(listed(api, page_size=50, **query)) == punches


# ---- who may ------------------------------------------------------------------------------------


def test_an_anonymous_caller_may_not(anonymous):
    answer = anonymous.get(TRANSACTIONS)
    assert (answer.status_code, answer.json()) == (401, refused(-1, NO_LOGIN))


def test_a_viewer_may(api, viewer, three):
    api.force_authenticate(viewer)
    assert listed(api) == ["B", "A", "C"]


def test_a_user_without_the_right_may_not(api, viewer):
    viewer.user_permissions.clear()
    api.force_authenticate(viewer)
    answer = api.get(TRANSACTIONS)
    assert (answer.status_code, answer.json()) == (403, refused(-1, FORBIDDEN))


def test_staff_see_their_own(staff, person, three):
    make_punch(person.emp_code, emp=person)
    assert listed(staff) == [person.emp_code]
    assert listed(staff, emp_code="A") == []
    assert listed(staff, emp_code=person.pk) == [person.emp_code]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_else_is_taken(api, method):
    answer = getattr(api, method)(TRANSACTIONS, {}, format="json")
    assert answer.status_code == 405
