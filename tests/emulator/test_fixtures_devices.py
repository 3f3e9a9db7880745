"""Terminals and punches in fixtures that users write themselves."""

from datetime import datetime

import pytest

from etpserver.emulator import fixtures
from etpserver.emulator.fixtures.errors import FixtureError
from iclock.models import Command, PrivateMessage, PublicMessage, Transaction
from personnel.companies.models import DEFAULT_COMPANY_ID
from personnel.models import Employee

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bare")]

STRANGER = {"crc": "X", "punch_time": "2026-01-04 09:00:00", "punch_state": "0"}


def test_values_that_python_takes_for_equal_stay_apart(own):
    """`1` and `true` are one key of a dict."""
    people = [
        {"id": str(n), "emp_code": f"E{n}", "department": "1", "nickname": nickname}
        for n, nickname in enumerate((1, "1", 1.0, "", None))
    ]

    fixtures.load(own(employees=people))

    names = Employee.objects.order_by("id").values_list("nickname", flat=True)
    assert list(names) == ["1", "1", "1.0", "", None]


def test_a_terminal_its_people_and_punches_name_each_other_by_serial_and_code(own):
    fixtures.load(
        own(
            terminals=[{"sn": "NDX1", "alias": "Gate", "area": "1"}],
            employees=[{"id": "4", "emp_code": "10001", "department": "1", "area": ["1"]}],
            transactions=[
                {
                    "emp_code": "10001",
                    "emp": "10001",
                    "punch_time": f"2026-01-04 {hour}:00:00",
                    "punch_state": "255",
                    "terminal_sn": "NDX1",
                    "terminal": "NDX1",
                }
                for hour in ("09", "18")
            ],
            privatemessages=[
                {
                    "employee": "10001",
                    "start_time": "2026-01-04 09:00:00",
                    "duration": 60,
                    "content": "Hello",
                }
            ],
            publicmessages=[
                {
                    "terminal": "NDX1",
                    "start_time": "2026-01-04 09:00:00",
                    "duration": 60,
                    "content": "Hello",
                }
            ],
            commands=[{"terminal": "NDX1", "content": "REBOOT"}],
        )
    )

    punches = Transaction.objects.order_by("id")
    assert list(punches.values_list("id", "emp", "terminal__sn", "source", "company")) == [
        (1, "4", "NDX1", 1, DEFAULT_COMPANY_ID),
        (2, "4", "NDX1", 1, DEFAULT_COMPANY_ID),
    ]
    assert PrivateMessage.objects.get().employee.emp_code == "10001"
    assert PublicMessage.objects.get().terminal.sn == "NDX1"
    assert Command.objects.get().state == "pending"
    assert (
        Transaction.objects.create(
            emp_code="10001", punch_time=datetime.fromisoformat("2026-01-05 09:00:00")
        ).id
        == 3
    )


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"terminal": "NOSUCH"}, "terminal: none of the terminals has the code or id 'NOSUCH'."),
        ({"punch_time": "2026-01-04 25:00:00"}, "punch_time: “2026-01-04 25:00:00” value has"),
        ({"punch_state": None}, "punch_state: This field cannot be null."),
        ({"verify_type": "face"}, "verify_type: “face” value must be an integer."),
        ({"source": 10**30}, "source: Ensure this value is less than or equal to"),
        ({"terminal_sn": "x" * 51}, "terminal_sn: Ensure this value has at most 50 characters"),
    ],
)
def test_a_row_after_a_thousand_alike_is_still_checked(own, row, message):
    rows = [STRANGER | {"crc": str(number)} for number in range(1000)]

    with pytest.raises(FixtureError) as caught:
        fixtures.load(own(unregister=[*rows, STRANGER | row]))

    assert f"unregister.json: unregister record 1001: {message}" in str(caught.value)


def test_a_punch_twice_is_refused_by_the_database(own):
    with pytest.raises(FixtureError, match=r"unregister\.json: unregister: the database refuses"):
        fixtures.load(own(unregister=[STRANGER, STRANGER]))
