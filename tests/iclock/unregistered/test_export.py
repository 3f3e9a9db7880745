import pytest

from tests.golden import golden_folder
from tests.iclock.transactions.punches import make_terminal, make_unregistered
from tests.personnel.employees.answers import FORBIDDEN

golden = golden_folder(__file__)
EXPORT = "/iclock/api/unregister/export/"


@pytest.fixture
def two(api):
    terminal = make_terminal("S1", id=2007)
    make_unregistered("012", "2025-06-18T10:45:21", id=1, punch_state="201", verify_type=1,
                      work_code="0", terminal_sn="S1", terminal_alias="Auto add",
                      area_alias="Mysuru", terminal=terminal)  # fmt: skip
    make_unregistered("14", "2025-06-18T10:45:23", id=2, terminal_sn="S2")


@pytest.mark.parametrize("export_type", ["csv", "txt"])
def test_exports_every_field(api, two, clock, export_type):
    answer = api.get(EXPORT, {"export_type": export_type})
    assert answer["Content-Disposition"] == (
        f'attachment; filename="unregister_20260105120000.{export_type}"'
    )
    golden(f"unregister.{export_type}", answer.getvalue())


def test_exports_a_workbook_of_texts(api, two):
    golden("unregister.xlsx", api.get(EXPORT, {"export_type": "xls"}).getvalue())


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, b"crc\r\n012\r\n14\r\n"),
        ({"terminal_sn": "S2"}, b"crc\r\n14\r\n"),
        ({"terminal_alias": "Auto add"}, b"crc\r\n012\r\n"),
        ({"start_time": "2025-06-18T10:45:22"}, b"crc\r\n14\r\n"),
        ({"end_time": "2025-06-18"}, b"crc\r\n"),
        ({"search": "mysuru"}, b"crc\r\n012\r\n"),
        ({"ordering": "-id"}, b"crc\r\n14\r\n012\r\n"),
    ],
    ids=str,
)
def test_filters_and_orders_as_the_list(api, two, strict, query, found):
    asked = {"export_type": "csv", "export_headers": "crc", **query}
    for answer in (api.get(EXPORT, asked), api.post(EXPORT, asked, format="json")):
        assert (answer.status_code, answer.getvalue()) == (200, found)


def test_refuses_an_unknown_format(api):
    assert api.get(EXPORT).json()["code"] == -71


def test_staff_may_not(staff):
    answer = staff.get(EXPORT, {"export_type": "csv"})
    assert (answer.status_code, answer.json()["detail"]) == (403, FORBIDDEN)
