"""Which requests a rule is about: pure, by examples and by properties."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from django.utils.datastructures import CaseInsensitiveMapping
from hypothesis import given
from hypothesis import strategies as st

from etpserver.emulator.faults.matching import NOTHING, Asked, Content, Match, as_text, covers

LIST = "/personnel/api/employees/"


def asked(
    method: str = "GET",
    path: str = LIST,
    query: Mapping[str, Sequence[str]] | None = None,
    headers: Mapping[str, str] | None = None,
    content: Content | None = None,
) -> Asked:
    return Asked(
        method,
        path,
        query or {},
        CaseInsensitiveMapping(headers or {}),
        lambda: content or Content(),
    )


def fits(match: Mapping[str, Any], request: Asked) -> bool:
    return Match.read(match).fits(request)


# ---- by examples ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("match", "is_fit"),
    [
        ({}, True),
        ({"method": "GET"}, True),
        ({"method": ["POST", "GET"]}, True),
        ({"method": "POST"}, False),
        ({"path": "/personnel/api/employees"}, True),
        ({"path": "/personnel/api/employees/"}, True),
        ({"path": "/personnel/*"}, True),
        ({"path": "*"}, True),
        ({"path": "/personnel/api/[de]mployees"}, True),
        ({"path": "/personnel/api/employee"}, False),
        ({"path": ["/iclock/*", "/personnel/api/employee?"]}, True),
        ({"operation": "employees_list"}, True),
        ({"operation": "employees_*"}, True),
        ({"operation": ["areas_list", "employees_list"]}, True),
        ({"operation": "employees_create"}, False),
        ({"query": {"page": 2}}, True),
        ({"query": {"page": "2", "enable_att": True}}, True),
        ({"query": {"page": [1, 2]}}, True),
        ({"query": {"page": 3}}, False),
        ({"query": {"Page": 2}}, False),
        ({"query": {"emp_code": "ETP-*"}}, True),
        ({"query": {"emp_code": "X"}}, True),
        ({"query": {"search": None}}, True),
        ({"query": {"page": None}}, False),
        ({"header": {"authorization": "token *"}}, True),
        ({"header": {"Authorization": "Basic *"}}, False),
        ({"header": {"Cookie": None}}, True),
        ({"header": {"Authorization": None}}, False),
        ({"method": "GET", "path": "/personnel/*", "query": {"page": 9}}, False),
    ],
)
def test_every_part_must_fit(match: dict[str, Any], *, is_fit: bool) -> None:
    request = asked(
        query={"page": ["2"], "enable_att": ["true"], "emp_code": ["X", "ETP-1"]},
        headers={"Authorization": "Token abc"},
    )

    assert fits(match, request) is is_fit


@pytest.mark.parametrize(
    ("body", "is_fit"),
    [
        ({"emp_code": "7"}, True),
        ({"emp_code": 7}, False),
        ({"area": [2]}, True),
        ({"area": [2, 1]}, True),
        ({"area": [4]}, False),
        ({"area": 2}, False),
        ({"nested": {"deep": {"is": True}}}, True),
        ({"nested": {"deep": {"is": 1}}}, False),
        ({"nested": {"deep": {}}}, True),
        ({"count": 1}, True),
        ({"count": 1.0}, True),
        ({"count": True}, False),
        ({"nothing": None, "missing": None}, True),
        ({"emp_code": None}, False),
        ({"missing": {}}, False),
        ('"emp_code": "7"', True),
        ("emp_code=7", False),
        ({}, True),
    ],
)
def test_a_json_body_is_searched_for_a_part(body: object, *, is_fit: bool) -> None:
    json = {
        "emp_code": "7",
        "area": [1, 2, 3],
        "nested": {"deep": {"is": True, "more": 1}},
        "count": 1,
        "nothing": None,
    }
    content = Content(text='{"emp_code": "7", ..', json=json)

    assert fits({"body": body}, asked("POST", content=content)) is is_fit


@pytest.mark.parametrize(
    ("body", "is_fit"),
    [
        ({"emp_code": "7"}, True),
        ({"emp_code": 7}, True),
        ({"emp_code": ["7", "8"]}, True),
        ({"emp_code": ["7", "9"]}, False),
        ({"flag": True}, True),
        ({"missing": None}, True),
        ({"missing": ""}, False),
        ({"emp_code": {"a": 1}}, False),
    ],
)
def test_the_fields_of_a_form_are_texts(body: object, *, is_fit: bool) -> None:
    content = Content(form={"emp_code": ["7", "8"], "flag": ["true"]})

    assert fits({"body": body}, asked("POST", content=content)) is is_fit


def test_text_that_is_no_json_fits_no_object() -> None:
    content = Content(text="7\t2026-01-05 08:00:00\t0\t1\n")

    assert fits({"body": "7\t2026"}, asked("POST", content=content))
    assert not fits({"body": {}}, asked("POST", content=content))


def test_terminals_may_write_names_of_parameters_in_either_case() -> None:
    request = asked("POST", "/iclock/cdata", {"sn": ["SN1"], "Table": ["ATTLOG"]})

    assert fits({"operation": "push_cdata", "query": {"SN": "SN1", "table": "ATTLOG"}}, request)
    assert not fits({"query": {"SN": "sn1"}}, request)


@pytest.mark.parametrize(
    ("method", "path", "operation"),
    [
        ("GET", "/personnel/api/employees/7", "employees_read"),
        ("HEAD", "/personnel/api/employees/7/", "employees_read"),
        ("POST", "/personnel/api/employees/export/", "employees_export"),
        ("POST", "/personnel/api/resigns/reinstatement/", "resigns_rehire"),
        ("POST", "/iclock/api/transactions/action/", "transactions_action"),
        ("POST", "/api-token-auth/", "auth_api_token"),
        ("GET", "/iclock/cdata.aspx", "push_cdata"),
        ("POST", "/iclock/FDATA/", "push_cdata"),
        ("GET", "/iclock/getrequest", "push_getrequest"),
        ("POST", "/iclock/devicecmd", "push_devicecmd"),
        ("GET", "/iclock/ping", "push_other"),
        ("GET", "/iclock/doc/biophoto/1.jpg", "push_other"),
        ("GET", "/nothing", None),
        ("DELETE", "/personnel/api/employees/", None),
        ("OPTIONS", "/personnel/api/employees/", None),
        ("GET", "/files/photo/7.jpg", None),
        ("GET", "/_etp/state", None),
    ],
)
def test_a_request_is_an_operation_by_method_and_path(
    method: str, path: str, operation: str | None
) -> None:
    assert asked(method, path).operation == operation


# ---- by properties -------------------------------------------------------------------------------

# No characters of globs; some that a query or a header has to carry with care.
plain = st.text('abXY09 é名&=+%"{}:,-', min_size=1, max_size=6)
segments = st.text("abcxyz019-_.", min_size=1, max_size=6)
scalars = st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-2, 2, width=16) | plain
bodies = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(plain, inner, max_size=3),
    max_leaves=5,
)
requests = st.builds(
    lambda method, path, query, headers, body: (method, path, query, headers, body),
    st.sampled_from(["GET", "POST", "PUT", "DELETE"]),
    st.lists(segments, min_size=1, max_size=3).map(lambda parts: "/" + "/".join(parts)),
    st.dictionaries(segments, st.lists(plain, min_size=1, max_size=2), max_size=2),
    st.dictionaries(segments, plain, max_size=2),
    st.dictionaries(plain, bodies, max_size=2),
)


@given(requests, st.data())
def test_what_is_taken_from_a_request_fits_it(
    request: tuple[Any, ...], data: st.DataObject
) -> None:
    method, path, query, headers, body = request
    match: dict[str, Any] = {}
    if data.draw(st.booleans()):
        match["method"] = [method, "PATCH"]
    if data.draw(st.booleans()):
        end = data.draw(st.integers(0, len(path)))
        match["path"] = data.draw(st.sampled_from([path, f"{path}/", path[:end] + "*"]))
    for name, values in query.items():
        if data.draw(st.booleans()):
            match.setdefault("query", {})[name] = data.draw(st.sampled_from(values))
    for name, value in headers.items():
        if data.draw(st.booleans()):
            match.setdefault("header", {})[name.upper()] = value.swapcase()
    match["body"] = {name: value for name, value in body.items() if data.draw(st.booleans())}
    asking = asked(method, path, query, headers, Content(json=body))

    assert fits(match, asking)


@given(requests, st.data())
def test_one_part_that_differs_is_enough(request: tuple[Any, ...], data: st.DataObject) -> None:
    method, path, query, headers, body = request
    asking = asked(method, path, query, headers, Content(json=body))
    other = data.draw(
        st.sampled_from(
            [
                {"method": "PATCH"},
                {"path": f"{path}/more"},
                {"path": path[:-1] + "!"},
                {"query": {"not-there": "x"}},
                {"query": dict.fromkeys(query)} if query else {"method": "HEAD"},
                {"header": {"not-there": "*"}},
                {"body": {**body, "not there at all": 1}},
                {"body": "no such text"},
            ]
        )
    )

    assert not fits({"method": method, "path": path, "body": {}, **other}, asking)


@given(bodies)
def test_json_covers_itself(value: Any) -> None:
    assert covers(value, value)


@given(st.dictionaries(plain, bodies, min_size=1), st.data())
def test_json_covers_what_has_less(value: dict[str, Any], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(value)))

    assert covers(value, {k: v for k, v in value.items() if k != name})
    assert covers(value, {name: value[name]})


@given(st.lists(bodies, max_size=4), st.data())
def test_the_order_of_items_does_not_matter(items: list[Any], data: st.DataObject) -> None:
    assert covers(items, data.draw(st.permutations(items)))


@given(scalars, scalars)
def test_single_values_are_equal_or_not(one: Any, other: Any) -> None:
    is_same_kind = isinstance(one, bool) == isinstance(other, bool)

    assert covers(one, other) is (is_same_kind and one == other)
    assert covers({"a": one}, {"a": other}) is covers(one, other)


@given(scalars.filter(lambda value: value is not None))
def test_a_value_fits_a_parameter_as_a_query_string_carries_it(value: Any) -> None:
    request = asked(query={"p": [as_text(value)]})

    assert fits({"query": {"p": value}}, request)


@given(bodies)
def test_no_json_fits_no_object_but_any_json_object_fits_the_empty_one(value: Any) -> None:
    is_object = isinstance(value, dict)

    assert fits({"body": {}}, asked(content=Content(json=value))) is is_object
    assert not fits({"body": {}}, asked(content=Content(json=NOTHING)))
