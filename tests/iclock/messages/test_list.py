import pytest

from tests.factories import make_employee, make_resignation
from tests.iclock.messages.records import (
    LARGEST,
    PRIVATE,
    PUBLIC,
    SHARED_KEYS,
    as_user,
    make_private,
    make_public,
    make_terminal,
    read_private,
    read_public,
    refuses,
)
from tests.personnel.employees.answers import FORBIDDEN, NO_LOGIN, envelope, refused

PRIVATE_KEYS = ["id", "employee", *SHARED_KEYS, "emp_code", "first_name", "last_name"]
PUBLIC_KEYS = ["id", "terminal", *SHARED_KEYS, "terminal_sn", "terminal_alias"]


def listed(api, kind, **query):
    """The contents of a list."""
    answer = api.get(kind.url, query)
    assert answer.status_code == 200, answer.json()
    return [record["content"] for record in answer.json()["data"]]


@pytest.fixture
def private(api):
    """Three messages: to B (Zoe Rao), to A, to B again; the last comes first."""
    zoe = make_employee(emp_code="B", first_name="Zoe", last_name="Rao")
    make_private(zoe, content="Lunch today", start_time="2025-01-03", duration=5)
    make_private(make_employee(emp_code="A"), content="Call Zoe", start_time="2025-01-01",
                 last_send="2025-01-01 00:00:00")  # fmt: skip
    make_private(zoe, content="lunch 100%", start_time="2025-01-02", last_send="2025-06-01")


@pytest.fixture
def public(api):
    """Three messages: on B (Gate), on A, on B again; in this order."""
    gate = make_terminal("B", alias="Gate")
    make_public(gate, content="Fire drill", start_time="2025-01-03", duration=5)
    make_public(make_terminal("A"), content="Visit the gate", start_time="2025-01-01",
                last_send="2025-01-01 00:00:00")  # fmt: skip
    make_public(gate, content="ÜBUNG", start_time="2025-01-02", last_send="2025-06-01")


def test_lists_private_messages_as_the_manual_does_newest_first(api):
    person = make_employee(id="9830830141355", emp_code="11", first_name="string")
    older = make_private(person, content="nfnfvb6fii", duration=LARGEST)
    newer = make_private(person)
    answer = api.get(PRIVATE.url)
    expected = envelope([read_private(newer), read_private(older)])
    assert (answer.status_code, answer.json()) == (200, expected)
    record = answer.json()["data"][0]
    assert list(record) == PRIVATE_KEYS
    names = {"emp_code": "11", "first_name": "string", "last_name": None}
    assert record["employee"] == {"id": "9830830141355", **names}
    assert list(record["employee"]) == ["id", *names]
    assert {key: record[key] for key in names} == names


def test_lists_public_messages_as_the_manual_does_oldest_first(api):
    terminal = make_terminal("BYEL201260001")
    older, newer = make_public(terminal), make_public()
    answer = api.get(PUBLIC.url)
    expected = envelope([read_public(older), read_public(newer)])
    assert (answer.status_code, answer.json()) == (200, expected)
    record = answer.json()["data"][0]
    assert list(record) == PUBLIC_KEYS
    assert record["terminal"] == {
        "id": terminal.pk,
        "sn": "BYEL201260001",
        "alias": "Auto add",
    }
    assert list(record["terminal"]) == ["id", "sn", "alias"]
    assert (record["terminal_sn"], record["terminal_alias"]) == ("BYEL201260001", "Auto add")


def test_none_is_an_empty_list(api, kind):
    assert api.get(kind.url).json() == envelope([])


def test_a_message_that_was_never_sent_has_no_time(api, kind):
    message = kind.make(last_send=None)
    assert api.get(kind.url).json() == envelope([kind.read(message)])
    assert kind.read(message)["last_send"] is None


LUNCH, CALL, FULL = "Lunch today", "Call Zoe", "lunch 100%"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [FULL, CALL, LUNCH]),
        ({"emp_code": "B"}, [FULL, LUNCH]),
        ({"Emp_code": "A"}, [CALL]),
        ({"emp_code": "a"}, []),
        ({"emp_code": "NO"}, []),
        ({"emp_code": "0"}, []),
        ({"emp_code": 2**63}, []),
        ({"emp_code": " "}, [FULL, CALL, LUNCH]),
        ({"search": "LUNCH"}, [FULL, LUNCH]),
        ({"search": "zoe"}, [FULL, CALL, LUNCH]),
        ({"search": "zoe lunch"}, [FULL, LUNCH]),
        ({"search": "rao today"}, [LUNCH]),
        ({"search": "100%"}, [FULL]),
        ({"search": "%"}, [FULL]),
        ({"search": "2025"}, []),
        ({"ordering": "id"}, [LUNCH, CALL, FULL]),
        ({"ordering": "-id"}, [FULL, CALL, LUNCH]),
        ({"ordering": "employee"}, [CALL, LUNCH, FULL]),
        ({"ordering": "-emp_code"}, [LUNCH, FULL, CALL]),
        ({"ordering": "start_time"}, [CALL, FULL, LUNCH]),
        ({"ordering": "duration,content"}, [LUNCH, CALL, FULL]),
        ({"ordering": "-last_send"}, [LUNCH, FULL, CALL]),
        ({"ordering": "content"}, [CALL, LUNCH, FULL]),
        ({"ordering": "punch_time"}, [FULL, CALL, LUNCH]),
        ({"ordering": "+-id"}, [FULL, CALL, LUNCH]),
        ({"page_size": 2}, [FULL, CALL]),
        ({"page_size": 2, "page": 2}, [LUNCH]),
        ({"emp_code": "B", "search": "today", "ordering": "id"}, [LUNCH]),
    ],
    ids=str,
)
def test_filters_searches_orders_and_pages_private_messages(api, private, query, found):
    assert listed(api, PRIVATE, **query) == found


DRILL, VISIT, TRAINING = "Fire drill", "Visit the gate", "ÜBUNG"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [DRILL, VISIT, TRAINING]),
        ({"sn": "B"}, [DRILL, TRAINING]),
        ({"Sn": "A"}, [VISIT]),
        ({"sn": "a"}, []),
        ({"sn": "NO"}, []),
        ({"sn": "0"}, []),
        ({"sn": 2**63}, []),
        ({"search": "GATE"}, [DRILL, VISIT, TRAINING]),
        ({"search": "visit gate"}, [VISIT]),
        ({"search": "übung"}, [TRAINING]),
        ({"search": "auto"}, [VISIT]),
        ({"ordering": "-id"}, [TRAINING, VISIT, DRILL]),
        ({"ordering": "terminal"}, [VISIT, DRILL, TRAINING]),
        ({"ordering": "-terminal_sn,-id"}, [TRAINING, DRILL, VISIT]),
        ({"ordering": "terminal_alias"}, [VISIT, DRILL, TRAINING]),
        ({"ordering": "start_time"}, [VISIT, TRAINING, DRILL]),
        ({"ordering": "duration"}, [DRILL, VISIT, TRAINING]),
        ({"ordering": "last_send"}, [VISIT, TRAINING, DRILL]),
        ({"ordering": "upload_time"}, [DRILL, VISIT, TRAINING]),
        ({"page_size": 2}, [DRILL, VISIT]),
        ({"page_size": 2, "page": 2}, [TRAINING]),
    ],
    ids=str,
)
def test_filters_searches_orders_and_pages_public_messages(api, public, query, found):
    assert listed(api, PUBLIC, **query) == found


def test_the_filters_take_ids_as_text_or_number(api, private, public):
    person, terminal = make_private(content="mine"), make_public(content="here")
    assert listed(api, PRIVATE, emp_code=person.employee_id) == ["mine"]
    assert listed(api, PUBLIC, sn=terminal.terminal_id) == ["here"]
    code = make_terminal(str(terminal.terminal_id))
    assert listed(api, PUBLIC, sn=code.sn) == []


def test_the_documented_parameters_are_known(api, strict, private, public):
    shared = {"ordering": "id", "page": 1, "page_size": 10, "search": "e"}
    assert api.get(PRIVATE.url, {"emp_code": "A", **shared}).status_code == 200
    assert api.get(PUBLIC.url, {"sn": "A", **shared}).status_code == 200


def test_others_are_named_or_refused(api, kind, world):
    answer = api.get(kind.url, {"colour": "red"})
    assert answer["X-Etp-Warning"] == "unknown query parameters: colour"


def test_links_carry_the_query(api, private):
    answer = api.get(PRIVATE.url, {"emp_code": "B", "page_size": 1})
    link = "http://testserver/iclock/api/privatemessages/?emp_code=B&page=2&page_size=1"
    assert (answer.json()["count"], answer.json()["next"]) == (2, link)


def test_refuses_a_nul(api, kind):
    expected = refused(-1, "Text must not hold NUL characters or unpaired surrogates.")
    refuses(api.get(kind.url, {"search": "a\0"}), expected)


def test_who_has_resigned_keeps_the_messages(api):
    message = make_private(make_resignation().employee)
    assert api.get(PRIVATE.url).json() == envelope([read_private(message)])


@pytest.mark.parametrize("rows", [1, 50])
def test_a_list_costs_three_queries(api, kind, django_assert_num_queries, rows):
    for _ in range(rows):
        kind.make()
    with django_assert_num_queries(3):
        assert len(api.get(kind.url, {"page_size": 50}).json()["data"]) == rows


def test_a_viewer_may_list(api, viewer, kind):
    kind.make()
    assert len(listed(as_user(api, viewer), kind)) == 1


def test_staff_see_only_their_own(staff, person, private, public):
    assert staff.get(PRIVATE.url).json() == envelope([])
    mine = make_private(person)
    assert staff.get(PRIVATE.url).json() == envelope([read_private(mine)])
    assert staff.get(PRIVATE.url, {"emp_code": "B"}).json() == envelope([])
    refuses(staff.get(PUBLIC.url), refused(-1, FORBIDDEN), 403)


def test_an_anonymous_caller_may_not_list(anonymous, kind):
    refuses(anonymous.get(kind.url), refused(-1, NO_LOGIN), 401)
