from dataclasses import replace

import pytest

from tests.factories import make_employee
from tests.iclock.transactions.punches import COMPANY, KEYS, make_terminal, make_unregistered
from tests.personnel.employees.answers import FORBIDDEN, NO_LOGIN, envelope, refused

UNREGISTER = "/iclock/api/unregister/"


def listed(api, **query):
    answer = api.get(UNREGISTER, query)
    assert answer.status_code == 200, answer.json()
    return [record["crc"] for record in answer.json()["data"]]


@pytest.fixture
def three(api):
    """C on the first, A on the second and B on the third of June, each at another terminal."""
    make_unregistered("C", "2025-06-01T09:00:00", terminal_sn="S1", terminal_alias="Gate")
    make_unregistered("A", "2025-06-02T09:00:00", terminal_sn="S2", area_alias="Mysuru")
    make_unregistered("B", "2025-06-03T09:00:00", terminal_sn="S3", terminal_alias="Auto add")


def test_shows_what_the_manual_shows(api):
    terminal = make_terminal("KTB2243000101", id=2007)
    punch = make_unregistered(
        "12", "2025-06-18T10:45:21", punch_state="201", verify_type=1, work_code="0",
        terminal_sn="KTB2243000101", terminal_alias="Auto add", area_alias="Mysuru",
        terminal=terminal,
    )  # fmt: skip
    record = {
        "id": punch.pk, "punch_time": "2025-06-18 10:45:21", "punch_state": "201",
        "verify_type": 1, "work_code": "0", "terminal_sn": "KTB2243000101",
        "terminal_alias": "Auto add", "area_alias": "Mysuru", "longitude": None, "latitude": None,
        "gps_location": None, "mobile": None, "source": 1, "purpose": 9, "crc": "12",
        "is_attendance": None, "reserved": None, "upload_time": "2026-01-05 12:00:00",
        "sync_status": None, "sync_time": None, "temperature": None, "mask_flag": None,
        "company": COMPANY, "emp": None, "terminal": 2007,
    }  # fmt: skip
    answer = api.get(UNREGISTER)
    assert (answer.status_code, answer.json()) == (200, envelope([record]))
    assert list(answer.json()["data"][0]) == [key for key in KEYS if key != "emp_code"]


def test_the_oldest_come_first_whatever_their_time(api):
    make_unregistered("first", "2025-06-02T09:00:00")
    make_unregistered("second", "2025-06-01T09:00:00")
    assert listed(api) == ["first", "second"]


def test_a_punch_stays_when_the_person_comes(api):
    make_unregistered("7")
    make_employee(emp_code="7")
    (record,) = api.get(UNREGISTER).json()["data"]
    assert (record["crc"], record["emp"]) == ("7", None)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"terminal_sn": "S2"}, ["A"]),
        ({"Terminal_sn": "S2"}, ["A"]),
        ({"terminal_sn": "s2"}, []),
        ({"terminal_alias": "Gate"}, ["C"]),
        ({"Terminal_alias": "Auto add"}, ["B"]),
        ({"start_time": "2025-06-02T09:00:00"}, ["A", "B"]),
        ({"Start_time": "2025-06-02T09:00:01"}, ["B"]),
        ({"end_time": "2025-06-02T09:00:00"}, ["C", "A"]),
        ({"End_time": "2025-06-02"}, ["C"]),
        ({"start_time": "2025-06-02", "end_time": "2025-06-03"}, ["A"]),
        ({"search": "mysuru"}, ["A"]),
        ({"search": "b"}, ["B"]),
        ({"ordering": "-punch_time"}, ["B", "A", "C"]),
        ({"ordering": "crc"}, ["A", "B", "C"]),
        ({"ordering": "-start_time"}, ["C", "A", "B"]),
        ({"ordering": "-emp,-id"}, ["B", "A", "C"]),
        ({"page_size": 2, "page": 2}, ["B"]),
    ],
    ids=str,
)
def test_filters_searches_orders_and_pages(api, three, strict, query, found):
    assert listed(api, **query) == found


def test_bounds_may_be_excluded(api, three, world):
    world.settings = replace(world.settings, time_bounds="exclusive")
    assert listed(api, start_time="2025-06-01T09:00:00", end_time="2025-06-03T09:00:00") == ["A"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"start_time": "x"}, -100),
        ({"End_time": "x"}, -100),
        ({"start_time": "2025-06-02", "end_time": "2025-06-01"}, -101),
        ({"page": "0"}, -90),
    ],
    ids=str,
)
def test_refuses_nonsense(api, query, code):
    answer = api.get(UNREGISTER, query)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_knows_no_filter_by_person(api, three, strict):
    answer = api.get(UNREGISTER, {"emp_code": "A"})
    expected = refused(-1, "Unknown query parameters: emp_code.", "emp_code")
    assert (answer.status_code, answer.json()) == (400, expected)


@pytest.mark.parametrize("punches", [1, 50])
def test_a_list_costs_three_queries(api, django_assert_num_queries, punches):
    for number in range(punches):
        make_unregistered(str(number), terminal=make_terminal(str(number)))
    with django_assert_num_queries(3):
        assert len(listed(api, page_size=50)) == punches


def test_an_anonymous_caller_may_not(anonymous):
    answer = anonymous.get(UNREGISTER)
    assert (answer.status_code, answer.json()) == (401, refused(-1, NO_LOGIN))


def test_a_viewer_may(api, viewer, three):
    api.force_authenticate(viewer)
    assert listed(api) == ["C", "A", "B"]


def test_staff_may_not(staff, three):
    answer = staff.get(UNREGISTER)
    assert (answer.status_code, answer.json()) == (403, refused(-1, FORBIDDEN))


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", ["", "action/"])
def test_nothing_else_is_taken(api, method, path):
    answer = getattr(api, method)(f"{UNREGISTER}{path}", {}, format="json")
    assert answer.status_code == 405
