"""Lists: what they hold, their filters, their pages."""

import pytest
from django.http import QueryDict
from django.test import RequestFactory

from etpserver.console.paging import paged
from tests.console.conftest import EVIL, SN


def test_people_come_a_page_at_a_time_and_filters_stay(reader) -> None:
    page = reader.page("people?q=Asha")
    assert len(page.rows()) == 24
    assert "1 to 24 of 30" in page.text()
    (following,) = [one["href"] for one in page.all("a", rel="next")]
    assert following == "?q=Asha&page=2"
    page = reader.page(f"people{following}")
    assert len(page.rows()) == 6
    assert [one["href"] for one in page.all("a", rel="next")] == []


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("q=asha+117", ["117"]),
        ("q=4711", ["7"]),
        ("with=finger", ["7"]),
        ("with=card", ["7"]),
        ("with=face", []),
        ("department=nosuch", []),
        ("status=resigned", []),
        ("area=1&q=117", ["117"]),
    ],
)
def test_people_are_found_by(reader, query, codes) -> None:
    found = reader.page(f"people?{query}").rows()
    assert [row[0].split()[-1] for row in found] == codes


def test_nobody_found_says_so(reader) -> None:
    assert "Nobody found" in reader.page("people?q=nosuch").text()


def test_punches_by_person_terminal_and_time(reader) -> None:
    assert len(reader.page("punches").rows()) == 40
    assert len(reader.page("punches?emp_code=7").rows()) == 20
    assert len(reader.page("punches?terminal_sn=nosuch").rows()) == 0
    query = "start_time=2026-01-05T10:00&end_time=2026-01-05T11:02"
    found = reader.page(f"punches?emp_code=100&{query}").rows()
    assert [row[:4] for row in found] == [
        [f"05 Jan 2026 11:0{minute}:00", "Asha 100 100", "Main gate", "out"] for minute in (2, 1, 0)
    ]


def test_terminals_that_were_never_seen_are_not_counted_as_online(visitor, fresh) -> None:
    for sn in ("SN1", "SN2"):
        fresh.client.post("/iclock/api/terminals/", json={"sn": sn})
    fresh.client.get("/iclock/getrequest?SN=SN1")
    page = visitor.page("terminals")
    assert "1 of 2 online" in page.text()
    assert page.texts("span", class_="badge ok") == ["online"]
    assert "Terminals online 1 of 2" in visitor.page().text()


def test_punches_of_nobody_known(reader) -> None:
    found = reader.page("unregistered").rows()
    assert len(found) == 20
    assert {row[1] for row in found} == {"99999"}


def test_the_map_of_a_day_says_who_was_in_when(reader) -> None:
    page = reader.page("punches/day?day=2026-01-05")
    said = [one["aria-label"] for one in page.all("svg", class_="strip")]
    # Ten times in, which one stay is, then ten times out.
    assert said == ["Asha 100: 20 punches, 2 h 00 min", f"{EVIL}: 20 punches, 2 h 00 min"]
    assert "Nobody punched on this day" in reader.page("punches/day?day=2026-01-04").text()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("who=api&path=nosuch", [("GET", "GET /personnel/api/nosuch/", "404")]),
        ("operation=private_messages_create", [
            ("POST", "POST /iclock/api/privatemessages/", "201"),
        ]),
        ("who=terminals&method=POST", [
            ("POST", f"POST /iclock/cdata ?SN={SN}&table=ATTLOG&Stamp=1", "200"),
        ]),
        ("status=5*", []),
        ("faulted=1", []),
    ],
)  # fmt: skip
def test_requests_are_found_by(reader, query, expected) -> None:
    found = reader.page(f"requests?{query}").rows()
    # On a phone the method stands before the path, and its column is not shown.
    assert [(row[2], row[3], row[1]) for row in found] == expected


def test_filters_that_mean_nothing_find_what_they_can(reader) -> None:
    assert reader.get("punches?start_time=soon&end_time=&page=x").status_code == 200
    assert reader.get("punches/day?day=soon&page=-1").status_code == 200
    assert reader.get("requests?status=&page=999999999999").status_code == 200


@pytest.mark.parametrize(
    ("asked", "expected"),
    [("1", (1, [0, 1, 2])), ("3", (3, [6])), ("9", (3, [6])), ("0", (1, [0, 1, 2])),
     ("-1", (1, [0, 1, 2])), ("x", (1, [0, 1, 2])), ("٣", (1, [0, 1, 2]))],
)  # fmt: skip
def test_pages_are_counted_from_one_and_end_with_the_last(asked, expected) -> None:
    request = RequestFactory().get("/", {"page": asked})
    page = paged(request, list(range(7)), 3)
    assert (page.number, page.rows) == expected


def test_links_to_pages_keep_everything_else_of_the_query() -> None:
    request = RequestFactory().get("/?q=a%26b&page=2&with=card")
    page = paged(request, list(range(9)), 3)
    assert QueryDict(page.query) == QueryDict("q=a%26b&with=card")
    assert (page.previous, page.next, page.first, page.last) == (1, 3, 4, 6)
    assert paged(request, [], 3).first == 0


def test_rules_come_a_page_at_a_time(fresh, visitor) -> None:
    rules = [{"do": {"status": 503}, "match": {"path": f"/{n}"}} for n in range(30)]
    assert fresh.control("PUT", "/faults", {"faults": rules}).status_code == 200
    assert "1 to 25 of 30" in visitor.page("faults").text()
    assert len(visitor.page("faults?page=2").rows()) == 5
