import tracemalloc

import pytest

from iclock.models import Transaction
from tests.golden import golden_folder
from tests.iclock.transactions.punches import KEYS, TRANSACTIONS, make_punch, make_terminal
from tests.personnel.employees.answers import NO_LOGIN, refused

golden = golden_folder(__file__)
EXPORT = f"{TRANSACTIONS}export/"
CODES = {"export_type": "csv", "export_headers": "emp_code"}


def codes(api, **query):
    answer = api.get(EXPORT, {**CODES, **query})
    assert answer.status_code == 200, answer.json()
    return answer.getvalue().decode().split()[1:]


@pytest.fixture
def three(api):
    terminal = make_terminal("S1", id=2007)
    make_punch("007", "2025-06-01T09:00:00", id=1, terminal_sn="S1", terminal_alias="Gate",
               terminal=terminal, area_alias="Mysuru, east", temperature=36.6)  # fmt: skip
    make_punch("8", "2025-06-02T09:00:00", id=2, work_code="=1+1", gps_location='3, "Main"\nRd',
               longitude=77.6908821, latitude=0.1 + 0.2)  # fmt: skip
    make_punch("9", "2025-06-03T09:00:00", id=3, terminal_sn="S1", source=2)


@pytest.mark.parametrize("export_type", ["csv", "txt"])
def test_exports_every_field(api, clock, three, export_type):
    answer = api.get(EXPORT, {"export_type": export_type})
    assert answer["Content-Disposition"] == (
        f'attachment; filename="transactions_20260105120000.{export_type}"'
    )
    golden(f"transactions.{export_type}", answer.getvalue())


def test_exports_a_workbook_of_texts(api, three):
    golden("transactions.xlsx", api.get(EXPORT, {"export_type": "xls"}).getvalue())


def test_nothing_is_a_header(api):
    answer = api.get(EXPORT, {"export_type": "csv"})
    assert answer.getvalue().decode() == ",".join(KEYS) + "\r\n"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["9", "8", "007"]),
        ({"emp_code": "007"}, ["007"]),
        ({"terminal_sn": "S1"}, ["9", "007"]),
        ({"terminal_alias": "Gate"}, ["007"]),
        ({"start_time": "2025-06-02"}, ["9", "8"]),
        ({"end_time": "2025-06-02T09:00:00"}, ["8", "007"]),
        ({"search": "mysuru"}, ["007"]),
        ({"ordering": "id"}, ["007", "8", "9"]),
    ],
    ids=str,
)
def test_filters_and_orders_as_the_list(api, three, strict, query, found):
    assert codes(api, **query) == found


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"export_type": "pdf"}, -71),
        ({}, -71),
        ({"export_type": "csv", "export_headers": "wage"}, -1),
        ({"export_type": "csv", "start_time": "x"}, -100),
        ({"export_type": "csv", "start_time": "2025-06-02", "end_time": "2025-06-01"}, -101),
    ],
    ids=str,
)
def test_refuses_nonsense(api, query, code):
    answer = api.get(EXPORT, query)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_post_exports_too(api, three):
    answer = api.post(EXPORT, {**CODES, "emp_code": "8"}, format="json")
    assert answer.getvalue() == b"emp_code\r\n8\r\n"


def test_thousands_cost_one_query_and_little_memory(api, django_assert_num_queries):
    first = make_punch("0")
    rows = (
        Transaction(emp_code=str(n), punch_time=first.punch_time, punch_state="0")
        for n in range(1, 5000)
    )
    Transaction.objects.bulk_create(rows)
    tracemalloc.start()
    with django_assert_num_queries(1):
        answer = api.get(EXPORT, CODES)
        lines = sum(chunk.count(b"\r\n") for chunk in answer.streaming_content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert lines == 5001
    assert peak < 3_000_000


def test_staff_export_their_own(staff, person, three):
    make_punch(person.emp_code, emp=person, id=99)  # PostgreSQL counts on from none of `three`
    assert codes(staff) == [person.emp_code]


def test_a_viewer_may(api, viewer, three):
    api.force_authenticate(viewer)
    assert codes(api) == ["9", "8", "007"]


def test_an_anonymous_caller_may_not(anonymous):
    answer = anonymous.get(EXPORT, CODES)
    assert (answer.status_code, answer.json()) == (401, refused(-1, NO_LOGIN))
