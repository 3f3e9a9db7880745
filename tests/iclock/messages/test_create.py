import json

import pytest

from iclock.models import PrivateMessage, PublicMessage
from tests.factories import make_employee, make_resignation
from tests.iclock.messages.records import (
    LARGEST,
    NOW,
    PRIVATE,
    PUBLIC,
    SHARED_KEYS,
    START,
    UNREADABLE_TIME,
    make_terminal,
    refuses,
)
from tests.personnel.employees.answers import FORBIDDEN, MISSING, NO_LOGIN, refused

NULL, BLANK = "This field may not be null.", "This field may not be blank."
NO_NUMBER = "A valid integer is required."


@pytest.fixture
def owner(api, kind):
    """An employee or terminal with the code A."""
    return kind.make_owner("A")


def create(api, kind, sent):
    # Escaped, as a text that is no Unicode can only be sent.
    return api.post(kind.url, json.dumps(sent), content_type="application/json")


def refuses_to_create(api, kind, sent, expected, status=400):
    before = kind.stored()
    refuses(create(api, kind, sent), expected, status)
    assert kind.stored() == before


def test_answers_the_manuals_example_of_a_private_message(api, clock):
    make_employee(id="9830830141355", emp_code="11")
    # Manual 4.2.2.
    sent = {
        "employee": "9830830141355",
        "start_time": "2025-06-19T04:55:31.007Z",
        "duration": 60,
        "content": "testing",
    }
    answer = create(api, PRIVATE, sent)
    expected = {**sent, "start_time": "2025-06-19 04:55:31", "last_send": NOW}
    assert (answer.status_code, answer.json()) == (201, expected)
    assert list(answer.json()) == ["employee", *SHARED_KEYS]
    assert answer["X-Etp-Id"] == str(PrivateMessage.objects.get().pk)


def test_answers_the_manuals_example_of_a_public_message(api, clock):
    terminal = make_terminal("SYZ8240100553")
    # Manual 4.3.2.
    sent = {
        "terminal": "SYZ8240100553",
        "start_time": "2025-06-19T06:56:38.376Z",
        "duration": 60,
        "content": "meeting",
    }
    answer = create(api, PUBLIC, sent)
    shown = {"terminal": terminal.pk, "start_time": "2025-06-19 06:56:38", "last_send": NOW}
    assert (answer.status_code, answer.json()) == (201, {**sent, **shown})
    assert list(answer.json()) == ["terminal", *SHARED_KEYS]
    assert answer["X-Etp-Id"] == str(PublicMessage.objects.get().pk)


def test_stores_the_message(api, kind, owner, clock):
    create(api, kind, kind.body())
    message = kind.model.objects.get()
    assert getattr(message, kind.owner) == owner
    assert (str(message.start_time), str(message.last_send)) == (START, NOW)
    assert (message.duration, message.content) == (60, "testing")


@pytest.mark.parametrize("name", ["owner", "alias"])
@pytest.mark.parametrize("value", ["12", 12, " 12 "], ids=repr)
def test_the_owner_is_a_code_or_serial(api, kind, name, value):
    owner = kind.make_owner("12")
    sent = {getattr(kind, name): value, **kind.body()}
    sent = {key: value for key, value in sent.items() if key != kind.owner or name == "owner"}
    sent[getattr(kind, name)] = value
    assert create(api, kind, sent).json()[kind.owner] == owner.pk


def test_the_owner_may_be_an_id_unless_it_is_a_code(api, kind, owner):
    for value in (owner.pk, str(owner.pk)):
        assert create(api, kind, kind.body(value)).json()[kind.owner] == owner.pk
    by_code = kind.make_owner(str(owner.pk))
    assert create(api, kind, kind.body(owner.pk)).json()[kind.owner] == by_code.pk


def test_the_terminal_may_be_written_with_a_capital(api, world, strict):
    terminal = make_terminal("A")
    sent = {"Terminal": "A", **PUBLIC.body()}
    del sent["terminal"]
    assert create(api, PUBLIC, sent).json()["terminal"] == terminal.pk


def test_takes_a_form(api, kind, owner, clock):
    form = f"{kind.owner}=A&start_time=2025-06-19+04%3A55%3A31&duration=60&content=+testing+"
    answer = api.post(kind.url, form, content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, answer.json()) == (201, kind.written(owner))


@pytest.mark.parametrize("tail", ["", "/"])
def test_the_trailing_slash_is_optional(api, kind, owner, tail):
    answer = api.post(kind.url.rstrip("/") + tail, kind.body(), format="json")
    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("2025-06-19T04:55:31.007Z", "2025-06-19 04:55:31"),
        ("2025-06-19T04:55:31Z", "2025-06-19 04:55:31"),
        ("2025-06-19T04:55:31+05:30", "2025-06-19 04:55:31"),
        ("2025-06-19 04:55:31.999999", "2025-06-19 04:55:31"),
        ("2025-06-19 04:55", "2025-06-19 04:55:00"),
        ("2025-06-19", "2025-06-19 00:00:00"),
        ("2025-01-01:00:00:00", "2025-01-01 00:00:00"),
        ("9999-12-31 23:59:59", "9999-12-31 23:59:59"),
    ],
)
def test_takes_times_as_clients_write_them(api, kind, owner, sent, stored):
    answer = create(api, kind, kind.body(start_time=sent))
    assert (answer.status_code, answer.json()["start_time"]) == (201, stored)


@pytest.mark.parametrize("duration", [1, 60, "60", 60.0, LARGEST], ids=repr)
def test_takes_minutes(api, kind, owner, duration):
    answer = create(api, kind, kind.body(duration=duration))
    assert (answer.status_code, answer.json()["duration"]) == (201, int(duration))


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("meeting for python team ", "meeting for python team"),
        ("x", "x"),
        ("  x\ty\r\nz  ", "x\ty\r\nz"),
        (f" {'x' * 1024} ", "x" * 1024),
        ("😀" * 1024, "😀" * 1024),
        (123, "123"),
        ("नमस्ते <b>&amp;</b> 'quoted'; DROP", "नमस्ते <b>&amp;</b> 'quoted'; DROP"),
    ],
    ids=lambda text: str(text)[:20],
)
def test_content_is_trimmed_text(api, kind, owner, sent, stored):
    answer = create(api, kind, kind.body(content=sent))
    assert (answer.status_code, answer.json()["content"]) == (201, stored)
    assert kind.model.objects.get().content == stored


def test_an_owner_has_many_messages(api, kind, owner):
    for _ in range(2):
        assert create(api, kind, kind.body()).status_code == 201
    assert kind.model.objects.filter(**{kind.owner: owner}).count() == 2


def test_who_has_resigned_may_be_written_to(api, clock):
    person = make_resignation(make_employee(emp_code="A")).employee
    answer = create(api, PRIVATE, PRIVATE.body())
    assert (answer.status_code, answer.json()) == (201, PRIVATE.written(person))


# ---- refusals ---------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["NO", 999999, 2**63, -1, "9" * 400], ids=lambda v: str(v)[:20])
def test_refuses_an_unknown_owner(api, kind, owner, value):
    expected = refused(kind.unknown, f"Unknown: {str(value)[:100]}.", kind.owner)
    refuses_to_create(api, kind, kind.body(value), expected)


@pytest.mark.parametrize("none", [0, "", "  "], ids=repr)
def test_refuses_nobody(api, kind, owner, none):
    refuses_to_create(api, kind, kind.body(none), refused(kind.unknown, MISSING, kind.owner))


def test_refuses_a_null_owner(api, kind, owner):
    refuses_to_create(api, kind, kind.body(None), refused(kind.unknown, NULL, kind.owner))


@pytest.mark.parametrize("value", [["A"], True, 1.5, {"id": 1}], ids=repr)
def test_refuses_what_names_nobody(api, kind, owner, value):
    expected = refused(kind.unknown, "A reference is a code or an id.", kind.owner)
    refuses_to_create(api, kind, kind.body(value), expected)


@pytest.mark.parametrize(
    "value",
    ["2025-02-30", "2025-06-19 25:00:00", "19.06.2025", "", "now", "0000-01-01", 1750303531, True,
     ["2025-06-19"]],
    ids=repr,
)  # fmt: skip
def test_refuses_times_that_cannot_be_read(api, kind, owner, value):
    expected = refused(-100, UNREADABLE_TIME, "start_time")
    refuses_to_create(api, kind, kind.body(start_time=value), expected)


@pytest.mark.parametrize(
    ("value", "detail"),
    [
        (0, "Ensure this value is greater than or equal to 1."),
        (-5, "Ensure this value is greater than or equal to 1."),
        (LARGEST + 1, f"Ensure this value is less than or equal to {LARGEST}."),
        (10**400, f"Ensure this value is less than or equal to {LARGEST}."),
        ("an hour", NO_NUMBER),
        ("", NO_NUMBER),
        (1.5, NO_NUMBER),
        (True, NO_NUMBER),
        ([60], NO_NUMBER),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_refuses_durations_out_of_range(api, kind, owner, value, detail):
    expected = refused(-222, detail, "duration")
    refuses_to_create(api, kind, kind.body(duration=value), expected)


@pytest.mark.parametrize(
    ("value", "detail"),
    [
        ("", BLANK),
        (" \t\r\n ", BLANK),
        ("x" * 1025, "Ensure this field has no more than 1024 characters."),
        ("x" * 10_000, "Ensure this field has no more than 1024 characters."),
        (1.5, "Not a valid string."),
        (True, "Not a valid string."),
        (["testing"], "Not a valid string."),
        ({}, "Not a valid string."),
    ],
    ids=lambda value: repr(value)[:20],
)
def test_refuses_content_that_cannot_be_shown(api, kind, owner, value, detail):
    refuses_to_create(api, kind, kind.body(content=value), refused(-1, detail, "content"))


@pytest.mark.parametrize("text", ["a\0b", "\ud800"], ids=ascii)
@pytest.mark.parametrize("name", ["owner", "start_time", "content"])
def test_refuses_text_that_cannot_be_stored(api, kind, owner, text, name):
    sent = {**kind.body(), {"owner": kind.owner}.get(name, name): text}
    expected = refused(-1, "Text must not hold NUL characters or unpaired surrogates.")
    refuses_to_create(api, kind, sent, expected)


@pytest.mark.parametrize("name", ["start_time", "duration", "content"])
@pytest.mark.parametrize("is_null", [True, False], ids=["null", "missing"])
def test_refuses_a_message_without(api, kind, owner, name, is_null):
    sent = kind.body()
    del sent[name]
    expected = refused(-1, NULL if is_null else MISSING, name)
    refuses_to_create(api, kind, {**sent, name: None} if is_null else sent, expected)


def test_an_empty_body_misses_everything_the_owner_first(api, kind):
    names = (kind.owner, "start_time", "duration", "content")
    refuses_to_create(api, kind, {}, refused(kind.unknown, MISSING, *names))


def test_the_first_failing_field_of_the_example_gives_the_code(api, kind, owner):
    sent = {"content": "", "duration": 0, "start_time": "x", kind.owner: "A"}
    answer = create(api, kind, sent)
    assert (answer.status_code, answer.json()["code"]) == (400, -100)
    assert list(answer.json()["data"]) == ["start_time", "duration", "content"]
    answer = create(api, kind, {**sent, "start_time": START})
    assert (answer.status_code, answer.json()["code"]) == (400, -222)


@pytest.mark.parametrize("sent", [[], [1], "text", 1, None], ids=repr)
def test_refuses_what_is_no_object(api, kind, owner, sent):
    before = kind.stored()
    answer = create(api, kind, sent)
    assert (answer.status_code, answer.json()["code"]) == (400, -1)
    assert kind.stored() == before


def test_unknown_fields_are_named(api, kind, owner):
    answer = create(api, kind, kind.body(colour="red", last_send="2020-01-01"))
    assert answer.status_code == 201
    assert answer["X-Etp-Warning"] == "unknown body fields: colour, last_send"


def test_unknown_fields_are_refused_where_asked_for(api, kind, owner, strict):
    expected = refused(-1, "This field is not documented.", "colour")
    refuses_to_create(api, kind, kind.body(colour="red"), expected)
    assert create(api, kind, kind.body()).status_code == 201


def test_a_viewer_may_not(api, viewer, kind, owner):
    api.force_authenticate(viewer)
    refuses_to_create(api, kind, kind.body(), refused(-1, FORBIDDEN), 403)


def test_staff_may_not_write_to_themselves(staff, kind):
    kind.make_owner("A")
    refuses_to_create(staff, kind, kind.body(), refused(-1, FORBIDDEN), 403)
    refuses_to_create(staff, kind, kind.body("STAFF"), refused(-1, FORBIDDEN), 403)


def test_an_anonymous_caller_may_not(anonymous, kind):
    kind.make_owner("A")
    refuses_to_create(anonymous, kind, kind.body(), refused(-1, NO_LOGIN), 401)
