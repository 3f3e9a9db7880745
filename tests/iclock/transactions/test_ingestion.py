from datetime import datetime

import pytest
from django.db import connection, transaction

from iclock.models import Terminal, Transaction, UnregisteredPunch
from iclock.transactions import ingestion, insertion
from iclock.transactions.attlog import AttlogPunch
from iclock.transactions.ingestion import Stored, store_punches
from iclock.transactions.punch import FILE, TERMINAL
from tests.factories import make_area, make_employee, make_employees, make_resignation
from tests.iclock.transactions.punches import (
    COMPANY,
    NOON,
    make_punch,
    make_terminal,
    stored,
    unregistered,
)
from tests.kernel.databases import copy, postgresql

pytestmark = pytest.mark.django_db


@pytest.fixture
def terminal():
    made = make_terminal("SN1", alias="Gate", area=make_area(area_name="Mysuru"))
    return Terminal.objects.select_related("area").get(pk=made.pk)


def punch(pin="7", time="2025-06-01T09:00:00", **over):
    return AttlogPunch(**{"line": 1, "pin": pin, "time": datetime.fromisoformat(time), **over})


def store(terminal, *rows, source=TERMINAL):
    return store_punches(iter(rows), terminal=terminal, source=source, received_at=NOON)


def values(record):
    return {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}


@pytest.mark.parametrize("source", [TERMINAL, FILE])
def test_a_known_pin_makes_a_transaction(terminal, source):
    employee = make_employee(emp_code="007")
    row = punch("007", state="255", verify_type=15, work_code="W")
    assert store(terminal, row, source=source) == Stored(1, 1, 0)
    (made,) = Transaction.objects.all()
    found = values(made)
    assert str(found.pop("company_id")) == COMPANY
    assert found == {
        "id": made.pk, "emp_code": "007", "emp_id": employee.pk, "punch_time": row.time,
        "punch_state": "255", "verify_type": 15, "work_code": "W", "terminal_sn": "SN1",
        "terminal_alias": "Gate", "area_alias": "Mysuru", "terminal_id": terminal.pk,
        "longitude": None, "latitude": None, "gps_location": None, "mobile": None,
        "source": source, "purpose": 1, "crc": None, "is_attendance": 1, "reserved": None,
        "upload_time": NOON, "sync_status": 0, "sync_time": None, "temperature": None,
        "mask_flag": None,
    }  # fmt: skip
    assert not UnregisteredPunch.objects.exists()


def test_an_unknown_pin_makes_an_unregistered_punch(terminal):
    row = punch("014", state="201", verify_type=1, work_code="0")
    assert store(terminal, row, source=FILE) == Stored(1, 0, 1)
    (made,) = UnregisteredPunch.objects.all()
    found = values(made)
    assert str(found.pop("company_id")) == COMPANY
    assert found == {
        "id": made.pk, "crc": "014", "emp_id": None, "punch_time": row.time,
        "punch_state": "201", "verify_type": 1, "work_code": "0", "terminal_sn": "SN1",
        "terminal_alias": "Gate", "area_alias": "Mysuru", "terminal_id": terminal.pk,
        "longitude": None, "latitude": None, "gps_location": None, "mobile": None,
        "source": 1, "purpose": 9, "is_attendance": None, "reserved": None,
        "upload_time": NOON, "sync_status": None, "sync_time": None, "temperature": None,
        "mask_flag": None,
    }  # fmt: skip
    assert not Transaction.objects.exists()


def test_what_the_terminal_measured_is_kept(terminal):
    make_employee(emp_code="7")
    store(terminal, punch("7", mask_flag=1, temperature=36.55), punch("12", mask_flag=0))
    made, unknown = Transaction.objects.get(), UnregisteredPunch.objects.get()
    assert (made.mask_flag, made.temperature) == (1, 36.55)
    assert (unknown.mask_flag, unknown.temperature) == (0, None)


def test_pins_match_exactly(terminal):
    make_employee(emp_code="7")
    make_employee(emp_code="ab")
    store(terminal, punch("007"), punch("7"), punch("AB"), punch("ab"))
    assert [code for code, _ in stored()] == ["7", "ab"]
    assert [pin for pin, _ in unregistered()] == ["007", "AB"]


def test_an_id_is_no_pin(terminal):
    make_employee(emp_code="7", id="12")
    assert store(terminal, punch("12")) == Stored(1, 0, 1)


def test_who_has_resigned_is_still_known(terminal):
    make_resignation(make_employee(emp_code="7"))
    assert store(terminal, punch("7")) == Stored(1, 1, 0)


def test_the_same_punches_again_change_nothing(terminal):
    make_employee(emp_code="7")
    rows = [punch("7", state="0"), punch("12")]
    assert store(terminal, *rows) == Stored(2, 1, 1)
    before = [values(record) for record in (Transaction.objects.get(),
                                            UnregisteredPunch.objects.get())]  # fmt: skip
    again = [punch("7", state="1", verify_type=4), punch("12", work_code="other")]
    assert store(terminal, *again, source=FILE) == Stored(2, 0, 0)
    after = [values(record) for record in (Transaction.objects.get(),
                                           UnregisteredPunch.objects.get())]  # fmt: skip
    assert after == before


def test_the_same_punch_twice_at_once_is_one(terminal):
    make_employee(emp_code="7")
    rows = [punch("7"), punch("12"), punch("7", state="1"), punch("12")]
    assert store(terminal, *rows) == Stored(4, 1, 1)
    assert Transaction.objects.get().punch_state == "0"


def test_the_same_punch_at_another_terminal_or_second_is_another(terminal):
    make_employee(emp_code="7")
    make_punch("7", terminal_sn="SN2")
    assert store(terminal, punch("7"), punch("7", "2025-06-01T09:00:01")) == Stored(2, 2, 0)


def test_an_unregistered_punch_stays_when_the_person_comes(terminal):
    store(terminal, punch("7"))
    make_employee(emp_code="7")
    assert store(terminal, punch("7"), punch("7", "2025-06-02T09:00:00")) == Stored(2, 2, 0)
    assert len(unregistered()) == 1


def test_they_are_stored_in_their_order(terminal):
    make_employee(emp_code="7")
    times = [f"2025-06-0{day} 09:00:00" for day in (3, 1, 2)]
    store(terminal, *(punch("7", time) for time in times))
    assert stored() == [("7", time) for time in times]


def test_times_are_kept_to_the_letter(terminal):
    """Local times that daylight saving skips or doubles elsewhere are times like any other."""
    make_employee(emp_code="7")
    times = ["2025-03-30 02:30:00", "2025-10-26 02:30:00", "0001-01-01 00:00:00",
             "9999-12-31 23:59:59"]  # fmt: skip
    store(terminal, *(punch("7", time) for time in times))
    assert [time for _, time in stored()] == times


def test_what_the_rows_raise_leaves_nothing(terminal, monkeypatch):
    monkeypatch.setattr(ingestion, "ROWS_AT_ONCE", 2)
    make_employee(emp_code="7")

    def rows():
        for day in range(1, 6):
            yield punch("7", f"2025-06-0{day}T09:00:00")
            yield punch("12", f"2025-06-0{day}T09:00:00")
        raise ValueError

    with pytest.raises(ValueError), transaction.atomic():  # noqa: PT011  the generator's own
        store_punches(rows(), terminal=terminal, source=FILE, received_at=NOON)
    assert (stored(), unregistered()) == ([], [])


def test_nothing_is_nothing(terminal):
    assert store(terminal) == Stored(0, 0, 0)


@pytest.mark.parametrize("rows", [1, 1500])
def test_a_part_costs_three_statements(terminal, django_assert_num_queries, rows):
    people = make_employees(rows)
    known = [punch(person.emp_code) for person in people]
    unknown = [punch(f"x{number}") for number in range(500)]
    with django_assert_num_queries(3):
        assert store(terminal, *known, *unknown) == Stored(rows + 500, rows, 500)


def test_several_parts(terminal):
    make_employee(emp_code="7")
    days = [f"2025-06-01 {hour:02}:{minute:02}:{second:02}" for hour in range(3)
            for minute in range(60) for second in range(30)]  # fmt: skip
    assert store(terminal, *(punch("7", day) for day in days)) == Stored(5400, 5400, 0)
    assert stored() == [("7", day) for day in days]


def test_the_statement_names_what_the_models_name(terminal, django_assert_num_queries):
    with django_assert_num_queries(2) as context:
        store(terminal, punch("12"))
    (sql,) = [entry["sql"] for entry in context if "INSERT" in entry["sql"]]
    assert UnregisteredPunch._meta.db_table in sql
    assert 'ON CONFLICT ("crc", "punch_time", "terminal_sn") DO NOTHING' in sql
    assert connection.vendor in {"sqlite", "postgresql"}


def test_postgresql_takes_a_part_in_one_statement(terminal, monkeypatch):
    with postgresql() as there:
        copy((UnregisteredPunch,), there)
        table = UnregisteredPunch._meta.db_table
        with there.cursor() as cursor:
            cursor.execute(f"""ALTER TABLE {table} ALTER id SET NOT NULL,
                ALTER id ADD GENERATED BY DEFAULT AS IDENTITY,
                ADD UNIQUE (crc, punch_time, terminal_sn)""")
        monkeypatch.setattr(insertion, "connection", there)
        names = ingestion.OF_AN_UNREGISTERED
        shared = insertion.shared(
            UnregisteredPunch, names, {"terminal_sn": "SN1", "upload_time": NOON}
        )
        rows = [punch("007"), punch("7", state="255", work_code="'%s\u8fdf", mask_flag=1,
                temperature=36.55), punch("007")]  # fmt: skip
        values = [(row.pin, row.time, *row[3:]) for row in rows]
        counts = [
            insertion.insert(UnregisteredPunch, names, sent, shared)
            for sent in (values, values, [])
        ]
        assert counts == [2, 0, 0]
        with there.cursor() as cursor:
            columns = ("id, crc, punch_time, punch_state, work_code, terminal_sn, purpose, "
                       "mask_flag, temperature")  # fmt: skip
            sql = f"SELECT {columns}, is_attendance, company_id::text FROM {table} ORDER BY id"  # noqa: S608
            cursor.execute(sql)
            nine = punch().time
            assert cursor.fetchall() == [
                (1, "007", nine, "0", "", "SN1", 9, None, None, None, COMPANY),
                (2, "7", nine, "255", "'%s\u8fdf", "SN1", 9, 1, 36.55, None, COMPANY),
            ]
