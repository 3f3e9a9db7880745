"""Manual 4.4.1 and 4.4.5."""

import pytest

from iclock.terminals.shapes import TERMINAL
from tests.factories import make_area
from tests.iclock.factories import make_terminal
from tests.iclock.terminals.records import TERMINALS, read
from tests.kernel.answers import envelope, vendor_error

EXPORT = f"{TERMINALS}export/"


def listed(api, **query):
    """The serials of a list, and of its export, which agree."""
    answer = api.get(TERMINALS, {"page_size": 100, **query})
    assert answer.status_code == 200, answer.json()
    serials = [record["sn"] for record in answer.json()["data"]]
    given = {"export_type": "csv", "export_headers": "sn", **query}
    assert api.get(EXPORT, given).getvalue().decode().split() == ["sn", *serials]
    return serials


def test_lists_the_short_records_by_id(api):
    first = make_terminal(sn="Z", alias="one")
    second = make_terminal(make_area(), sn="A", user_count=7, is_attendance=0)
    answer = api.get(TERMINALS)
    assert (answer.status_code, answer.json()) == (200, envelope([read(first), read(second)]))


def test_pages(api):
    made = [make_terminal() for _ in range(12)]
    answer = api.get(TERMINALS, {"page": 2, "sn_icontains": "SN"}).json()
    assert answer["data"] == [read(terminal) for terminal in made[10:]]
    assert (answer["count"], answer["next"]) == (12, None)
    assert answer["previous"] == f"http://testserver{TERMINALS}?sn_icontains=SN"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"sn": "AB1"}, ["AB1"]),
        ({"sn": "ab1"}, []),
        ({"sn_icontains": "b"}, ["AB1", "ab2"]),
        ({"alias": "Gate"}, ["ab2"]),
        ({"alias": "gate"}, []),
        ({"alias_icontains": "GA"}, ["ab2"]),
        ({"ip_address": "10.0.0.1"}, ["C3"]),
        ({"ip_address": "10.0.0"}, []),
        ({"area_code": "yard"}, ["C3"]),
        ({"area_code": "NO"}, []),
        ({"area_code": "1"}, ["AB1", "ab2"]),
        ({"state": "1"}, ["AB1", "ab2", "C3"]),
        ({"state": "0"}, []),
        ({"state": "5"}, []),
        ({"state": "9" * 18}, []),
        ({"sn": "AB1", "alias": "Gate"}, []),
        ({"search": "gate"}, ["ab2"]),
        ({"search": "10.0"}, ["C3"]),
        ({"search": "ver IN02"}, ["C3"]),
        ({"search": "backyard"}, ["C3"]),
        ({"search": "default"}, []),
        ({"ordering": "sn"}, ["AB1", "C3", "ab2"]),
        ({"ordering": "-sn"}, ["ab2", "C3", "AB1"]),
        ({"ordering": "alias,-id"}, ["C3", "AB1", "ab2"]),
        ({"ordering": "-area"}, ["C3", "AB1", "ab2"]),
        ({"ordering": "area_name,-sn"}, ["C3", "ab2", "AB1"]),
        ({"ordering": "heartbeat,colour"}, ["AB1", "ab2", "C3"]),
    ],
    ids=repr,
)
def test_filters_search_and_order(api, query, found):
    yard = make_area(area_code="yard", area_name="Backyard")
    make_terminal(sn="AB1")
    make_terminal(sn="ab2", alias="Gate")
    make_terminal(yard, sn="C3", ip_address="10.0.0.1", fw_ver="Ver 8", terminal_name="IN02-A/ID")
    assert listed(api, **query) == found


@pytest.mark.parametrize("value", ["x", "1.0", "online", "9" * 400])
def test_refuses_a_state_that_is_no_number(api, value):
    answer = api.get(TERMINALS, {"state": value})
    expected = vendor_error(-1, f"{value[:50]} is no whole number.", "state")
    assert (answer.status_code, answer.json()) == (400, expected)


def test_every_documented_parameter_is_known(api, strict):
    names = "sn sn_icontains alias alias_icontains ip_address state area_code search ordering"
    query = dict.fromkeys(names.split(), "1")
    assert api.get(TERMINALS, {**query, "page": 1, "page_size": 5}).json() == envelope([])
    assert api.get(EXPORT, {**query, "export_type": "csv", "export_headers": "sn"}).getvalue()


@pytest.mark.parametrize("number", [1, 50])
def test_a_list_costs_the_same_however_long(api, django_assert_num_queries, number):
    for _ in range(number):
        make_terminal(make_area())
    with django_assert_num_queries(3):
        assert api.get(TERMINALS, {"page_size": 100}).json()["count"] == number


COLUMNS = (
    "id,sn,ip_address,alias,terminal_name,fw_ver,push_ver,state,terminal_tz,area_code,area_name,"
    "last_activity,user_count,fp_count,face_count,palm_count,transaction_count,push_time,"
    "transfer_time,transfer_interval,is_attendance,company_name"
)


def test_exports_every_field(api):
    terminal = make_terminal(sn="SN1", user_count=3, push_time="2025-06-18 12:07:08")
    name = terminal.area.area_name
    answer = api.get(EXPORT, {"export_type": "csv"})
    row = (
        f"{terminal.pk},SN1,,Auto add,,,,1,330,1,{name},,3,,,,,2025-06-18 12:07:08,00:00;14:05,1,1,"
        "default"
    )
    assert answer.getvalue().decode() == f"{COLUMNS}\r\n{row}\r\n"
    assert answer["Content-Disposition"].startswith('attachment; filename="terminals_')


def test_exports_any_field_by_name(api):
    make_terminal()
    for key in TERMINAL.fields:
        answer = api.get(EXPORT, {"export_type": "txt", "export_headers": key})
        assert answer.status_code == 200, key
        assert answer.getvalue()


@pytest.mark.parametrize("how", ["query", "json"])
def test_exports_by_post(api, how):
    make_terminal(sn="A")
    make_terminal(sn="B")
    given = {"export_type": "csv", "export_headers": "sn", "sn": "B"}
    url = f"{EXPORT}?export_type=csv&export_headers=sn&sn=B"
    answer = api.post(url) if how == "query" else api.post(EXPORT, given, format="json")
    assert answer.getvalue() == b"sn\r\nB\r\n"


def test_refuses_an_unknown_format(api):
    answer = api.get(EXPORT, {"export_type": "pdf"})
    expected = vendor_error(-71, "export_type is one of: csv, txt, xls.", "export_type")
    assert (answer.status_code, answer.json()) == (400, expected)
