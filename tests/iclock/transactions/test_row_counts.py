"""The number of punches that the database keeps is the one that counting finds, however written."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management.color import no_style
from django.db import connection, transaction

from etpserver.api import row_counts, statements
from iclock.models import Transaction, UnregisteredPunch
from tests.factories import make_employee
from tests.iclock.transactions.punches import (
    NOON,
    TRANSACTIONS,
    log,
    make_punch,
    make_terminal,
    make_unregistered,
    upload,
)

COUNTED = (Transaction, UnregisteredPunch)


def unsaved(code: str, minutes: int) -> Transaction:
    at = NOON + timedelta(minutes=minutes)
    return Transaction(emp_code=code, punch_time=at, punch_state="0", upload_time=NOON)


def run(sql: str, *parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def of_all() -> None:
    Transaction.objects.all()._raw_delete(connection.alias)


def rolled_back() -> None:
    try:
        with transaction.atomic():
            make_punch("9")
            Transaction.objects.filter(emp_code="1").delete()
            raise LookupError
    except LookupError:
        pass


def by_sql() -> None:
    run(
        "INSERT INTO iclock_transaction (emp_code, punch_time, punch_state, verify_type, work_code,"
        " terminal_sn, source, purpose, company_id, upload_time)"
        " SELECT 'sql', punch_time, punch_state, verify_type, work_code, emp_code, source,"
        " purpose, company_id, upload_time FROM iclock_transaction"
    )


WRITES: dict[str, tuple[Callable[[], object], int]] = {
    "one": (lambda: make_punch("9"), 5),
    "many": (lambda: Transaction.objects.bulk_create([unsaved("9", n) for n in range(300)]), 304),
    "many, known ones ignored": (
        lambda: Transaction.objects.bulk_create(
            [unsaved("9", n // 2) for n in range(10)], ignore_conflicts=True
        ),
        9,
    ),
    "changed": (lambda: Transaction.objects.update(punch_state="1"), 4),
    "one less": (lambda: Transaction.objects.get(emp_code="1").delete(), 3),
    "some less": (lambda: Transaction.objects.filter(emp_code__in="123").delete(), 1),
    "none": (of_all, 0),
    "SQL of others": (by_sql, 8),
    "SQL that deletes": (lambda: run("DELETE FROM iclock_transaction WHERE emp_code > '2'"), 2),
    "the terminal goes": (lambda: make_terminal("SN1").delete(), 4),
    "taken back": (rolled_back, 4),
}


@pytest.fixture
def four(db: None) -> None:
    for code in "1234":
        make_punch(code)


def assert_is_true(expected: int) -> None:
    assert statements.count(Transaction.objects.all()) == expected
    assert [statements.count(model.objects.all()) for model in COUNTED] == [
        model.objects.count() for model in COUNTED
    ]


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.usefixtures("four")
def test_follows_every_write(write):
    does, expected = WRITES[write]
    does()
    assert_is_true(expected)


@pytest.mark.usefixtures("four")
def test_follows_an_upload_and_its_repetition(api):
    make_terminal()
    make_employee(emp_code="7")
    content = log(*((pin, f"2026-01-0{day} 09:00:00", 1, 0) for day in "123" for pin in "78"))
    for _ in range(2):
        assert upload(api, content).status_code == 200
        assert_is_true(7)
    assert statements.count(UnregisteredPunch.objects.all()) == 3


@pytest.mark.usefixtures("four")
def test_an_employee_who_goes_leaves_the_punches(api):
    person = make_employee(emp_code="1")
    Transaction.objects.filter(emp_code="1").update(emp=person)
    assert api.delete("/personnel/api/employees/1/").status_code in {200, 204}
    assert_is_true(4)


@pytest.mark.usefixtures("four")
def test_is_what_a_list_answers(api):
    assert api.get(TRANSACTIONS).json()["count"] == 4
    make_punch("9")
    assert api.get(TRANSACTIONS).json()["count"] == 5


@pytest.mark.usefixtures("four")
def test_each_table_has_its_own_number():
    make_unregistered("1")
    assert statements.count(UnregisteredPunch.objects.all()) == 1
    assert_is_true(4)


@pytest.mark.usefixtures("four")
def test_an_emptied_database_holds_none():
    make_unregistered("1")
    tables = [table for table in connection.introspection.table_names() if "iclock" in table]
    connection.check_constraints()  # PostgreSQL empties no table that waits to be checked
    for statement in connection.ops.sql_flush(no_style(), tables):
        run(statement)
    assert_is_true(0)


@pytest.mark.usefixtures("four")
def test_counting_begins_with_what_is_there():
    editor = connection.SchemaEditorClass(connection, atomic=False)
    row_counts.unfollow("iclock_transaction", editor)
    make_punch("5")
    row_counts.follow("iclock_transaction", editor)
    make_punch("6")
    assert_is_true(6)


@pytest.mark.django_db
def test_counts_without_reading_the_punches(django_assert_num_queries):
    make_punch("1")
    with django_assert_num_queries(1) as asked:
        statements.count(Transaction.objects.all())
    assert 'iclock_transaction"' not in asked.captured_queries[0]["sql"]
