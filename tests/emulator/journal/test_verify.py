"""Verifying calls: how many, in which order, and which came closest."""

from typing import Any

import httpx
import pytest

from tests.emulator.journal.conftest import AREAS, entry, steady
from tests.emulator.live import Fresh

EMPLOYEES = "/personnel/api/employees/"


def verify(world: Fresh, **body: Any) -> httpx.Response:
    return world.control("POST", "/requests/verify", body)


def make(world: Fresh, code: str, **fields: Any) -> httpx.Response:
    return world.client.post(AREAS, json={"area_code": code, "area_name": f"A{code}", **fields})


def refused(answer: httpx.Response) -> dict[str, Any]:
    """What a refusal says beside being one, without what varies."""
    assert answer.status_code == 409
    assert answer.headers["Content-Type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    head = {name: told.pop(name) for name in ("type", "title", "status", "world", "verified")}
    assert head == {
        "type": "about:blank",
        "title": "Conflict",
        "status": 409,
        "world": head["world"],
        "verified": False,
    }
    if told.get("closest"):
        told["closest"] = steady(told["closest"])
    return told


@pytest.mark.parametrize(
    "count",
    [
        {"exactly": 2},
        {"at_least": 2},
        {"at_least": 1},
        {"at_most": 2},
        {"at_most": 5},
        {"at_least": 2, "at_most": 2},
        None,
    ],
)
def test_counts(fresh: Fresh, count: dict[str, int] | None) -> None:
    make(fresh, "7")
    make(fresh, "8")
    fresh.client.get(AREAS)

    answer = verify(fresh, match={"operation": "areas_create"}, count=count)

    assert answer.status_code == 200
    assert answer.json() == {"world": fresh.name, "verified": True, "found": 2}


def test_none_at_all_can_be_what_is_wanted(fresh: Fresh) -> None:
    answer = verify(fresh, match={"operation": "areas_delete"}, count={"exactly": 0})

    assert (answer.status_code, answer.json()["found"]) == (200, 0)


def test_too_many_are_named_by_their_ids(fresh: Fresh) -> None:
    for code in "78":
        make(fresh, code)
    ids = [one["id"] for one in fresh.control("GET", "/requests").json()["requests"]]

    for count, words in (({"exactly": 1}, "exactly 1"), ({"at_most": 1}, "at most 1")):
        assert refused(verify(fresh, match={"operation": "areas_create"}, count=count)) == {
            "detail": f"Expected {words} such call, found 2.",
            "found": 2,
            "calls": ids,
        }


def test_too_few_name_the_closest_and_the_field_that_differs(fresh: Fresh) -> None:
    fresh.client.get(AREAS)
    make(fresh, "7", parent_area=1)
    make(fresh, "8")
    match = {"operation": "areas_create", "body": {"area_code": "7", "parent_area": 2}}

    assert refused(verify(fresh, match=match, count={"at_least": 1, "at_most": 3})) == {
        "detail": "Expected at least 1 and at most 3 such calls, found 0.",
        "found": 0,
        "closest": entry(
            "POST",
            AREAS,
            201,
            operation="areas_create",
            user="admin",
            differences=[{"field": "body.parent_area", "wanted": 2, "got": 1}],
        ),
    }


def test_one_too_few_is_compared_with_those_that_do_not_fit(fresh: Fresh) -> None:
    make(fresh, "7")
    make(fresh, "8")

    told = refused(verify(fresh, match={"body": {"area_code": "7"}}, count={"exactly": 2}))

    assert (told["detail"], told["found"]) == ("Expected exactly 2 such calls, found 1.", 1)
    assert told["closest"]["differences"] == [
        {"field": "body.area_code", "wanted": "7", "got": "8"}
    ]


def test_nothing_is_closest_where_nothing_was_called(fresh: Fresh) -> None:
    assert refused(verify(fresh, match={})) == {
        "detail": "Expected at least 1 such call, found 0.",
        "found": 0,
        "closest": None,
    }


@pytest.mark.parametrize(
    ("match", "differences"),
    [
        (
            {"operation": "employees_list"},
            [{"field": "operation", "wanted": "employees_list", "got": "areas_create"}],
        ),
        ({"method": "PUT"}, [{"field": "method", "wanted": "PUT", "got": "POST"}]),
        (
            {"path": "/personnel/api/areas/7/"},
            [{"field": "path", "wanted": "/personnel/api/areas/7/", "got": AREAS}],
        ),
        (
            {"query": {"note": "b", "page": 1}},
            [
                {"field": "query.note", "wanted": "b", "got": "a"},
                {"field": "query.page", "wanted": 1, "got": None},
            ],
        ),
        ({"query": {"note": None}}, [{"field": "query.note", "wanted": None, "got": "a"}]),
        (
            {"header": {"x-note": "blue"}},
            [{"field": "header.x-note", "wanted": "blue", "got": "red"}],
        ),
        ({"status": [400, "5*"]}, [{"field": "status", "wanted": [400, "5*"], "got": 201}]),
        (
            {"body": "Eight"},
            [{"field": "body", "wanted": "Eight", "got": '{"area_code":"7","area_name":"A7"}'}],
        ),
        (
            {"body": {"path": "$.area_code", "equals": "8"}},
            [{"field": "body $.area_code", "wanted": "8", "got": "7"}],
        ),
        (
            {"body": {"path": "$.parent_area"}},
            [{"field": "body $.parent_area", "wanted": None, "got": None}],
        ),
    ],
)
def test_each_kind_of_difference_is_told(
    fresh: Fresh, match: dict[str, Any], differences: list[dict[str, Any]]
) -> None:
    body = {"area_code": "7", "area_name": "A7"}
    fresh.client.post(f"{AREAS}?note=a", json=body, headers={"X-Note": "red"})

    told = refused(verify(fresh, match=match))

    assert told["closest"]["differences"] == differences


def test_the_closest_has_the_fewest_differences_then_the_most_alike_texts(fresh: Fresh) -> None:
    make(fresh, "1001")
    make(fresh, "2999")
    fresh.client.put(f"{AREAS}1001/", json={"area_code": "1003"})

    told = refused(
        verify(fresh, match={"operation": "areas_create", "body": {"area_code": "1002"}})
    )

    assert told["closest"]["operation"] == "areas_create"
    assert told["closest"]["differences"] == [
        {"field": "body.area_code", "wanted": "1002", "got": "1001"}
    ]


def test_forms_are_compared_by_field(fresh: Fresh) -> None:
    fresh.client.post(AREAS, data={"area_code": "7", "area_name": "A7"})

    told = refused(verify(fresh, match={"body": {"area_code": "8"}}))

    assert told["closest"]["differences"] == [
        {"field": "body.area_code", "wanted": "8", "got": ["7"]}
    ]


def test_calls_in_their_order_with_others_between(fresh: Fresh) -> None:
    make(fresh, "7")
    fresh.client.get(AREAS)
    fresh.client.delete(f"{AREAS}7/")

    order = [{"operation": "areas_create"}, {"operation": "areas_delete"}]

    answer = verify(fresh, order=order)
    assert answer.status_code == 200
    assert answer.json() == {"world": fresh.name, "verified": True, "found": 2}


def test_an_order_that_was_another_names_the_call_that_is_missing(fresh: Fresh) -> None:
    make(fresh, "7")
    fresh.client.delete(f"{AREAS}7/")
    fresh.client.get(AREAS)
    second = fresh.control("GET", "/requests").json()["requests"][1]["id"]
    order = [{"operation": "areas_delete"}, {"operation": "areas_create"}]

    assert refused(verify(fresh, order=order)) == {
        "detail": f"Call 2 of 2 in the order was not made after call {second}.",
        "found": 1,
        "closest": entry(
            "GET",
            AREAS,
            operation="areas_list",
            user="admin",
            differences=[{"field": "operation", "wanted": "areas_create", "got": "areas_list"}],
        ),
    }


def test_one_call_stands_for_one_place_in_the_order(fresh: Fresh) -> None:
    fresh.client.get(AREAS)

    told = refused(verify(fresh, order=[{"operation": "areas_list"}] * 2))

    assert (told["found"], told["closest"]) == (1, None)


def test_count_and_order_can_be_asked_at_once(fresh: Fresh) -> None:
    make(fresh, "7")
    fresh.client.get(AREAS)
    match, order = {"operation": "areas_*"}, [{"method": "POST"}, {"method": "GET"}]

    both = verify(fresh, match=match, count={"exactly": 2}, order=order)
    assert (both.status_code, both.json()["found"]) == (200, 2)
    assert verify(fresh, match=match, count={"exactly": 3}, order=order).status_code == 409
    assert verify(fresh, match=match, order=order[::-1]).status_code == 409


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({}, "Say match, order or both."),
        ({"match": None}, "Say match, order or both."),
        ({"count": {"exactly": 1}}, "Say match, order or both."),
        (
            {"order": [{}], "count": {"exactly": 1}},
            "count counts the calls that match describes.",
        ),
        ({"match": {}, "count": {}}, "count: Say exactly, at_least or at_most."),
        ({"match": {}, "count": {"exactly": 1, "at_most": 2}}, "count: exactly stands alone."),
        (
            {"match": {}, "count": {"at_least": 3, "at_most": 2}},
            "count: at_least is greater than at_most.",
        ),
        ({"match": {}, "count": {"exactly": -1}}, "count.exactly: takes a whole number from 0"),
        ({"match": {}, "count": {"times": 1}}, "Unknown: times. Known: exactly, at_least, at_most"),
        ({"match": {}, "colour": 1}, "Unknown: colour. Known: match, count, order."),
        ({"match": {"colour": 1}}, "Unknown: colour. Known: operation, method"),
        ({"match": {"operation": "areas_lst"}}, "match.operation: There is no operation"),
        ({"match": {"status": {}}}, "match.status: takes a text, a number, true or false"),
        ({"order": []}, "order: Ensure this field has at least 1 elements."),
        ({"order": [{}] * 101}, "order: Ensure this field has no more than 100 elements."),
        ({"order": [{"colour": 1}]}, "Unknown: colour."),
        ({"order": [{"body": {"path": "$["}}]}, "order.0.body: $[ is no JSONPath"),
    ],
)
def test_refuses_what_cannot_be_verified(fresh: Fresh, body: dict[str, Any], detail: str) -> None:
    answer = verify(fresh, **body)

    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"].startswith(detail)


def test_a_difference_of_a_megabyte_is_told_soon(fresh: Fresh) -> None:
    for _ in range(30):
        make(fresh, "7" * 20)

    # Texts are compared letter by letter, which of a whole megabyte would take minutes.
    told = refused(verify(fresh, match={"body": "ab" * 450_000}))

    assert told["closest"]["differences"][0]["field"] == "body"
