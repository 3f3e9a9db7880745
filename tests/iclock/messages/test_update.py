import pytest

from etpserver.api.errors import UnknownRecordError
from iclock.messages import services
from iclock.models import PrivateMessage, PublicMessage
from tests.factories import make_employee
from tests.iclock.messages.records import (
    LARGEST,
    NOW,
    PRIVATE,
    PUBLIC,
    SHARED_KEYS,
    UNREADABLE_TIME,
    make_private,
    make_public,
    make_terminal,
    refuses,
)
from tests.personnel.employees.answers import FORBIDDEN, NO_LOGIN, refused

VERBS = pytest.mark.parametrize("verb", ["put", "patch"])
NULL = "This field may not be null."


def update(api, kind, verb, message, sent):
    return getattr(api, verb)(kind.at(message), sent, format="json")


def refuses_to_update(api, kind, verb, message, sent, expected, status=400):  # noqa: PLR0917
    before = kind.stored()
    refuses(update(api, kind, verb, message, sent), expected, status)
    assert kind.stored() == before


@pytest.fixture
def message(api, kind):
    return kind.make(kind.make_owner("A"))


def test_answers_the_manuals_examples_of_a_private_message(api, clock):
    message = make_private(make_employee(id="9830830141355"))
    # Manual 4.2.6.
    sent = {"start_time": "2025-06-19T06:44:50.676Z", "duration": 60, "content": "Meeting"}
    expected = {"employee": "9830830141355", **sent, "start_time": "2025-06-19 06:44:50"}
    answer = update(api, PRIVATE, "put", message, sent)
    assert (answer.status_code, answer.json()) == (200, {**expected, "last_send": NOW})
    assert list(answer.json()) == ["employee", *SHARED_KEYS]
    assert answer["X-Etp-Id"] == str(message.pk)
    # Manual 4.2.7.
    answer = update(api, PRIVATE, "patch", message, {"start_time": "2025-06-20T06:46:07.452Z"})
    later = {**expected, "start_time": "2025-06-20 06:46:07", "last_send": NOW}
    assert (answer.status_code, answer.json()) == (200, later)


def test_answers_the_manuals_examples_of_a_public_message(api, clock):
    message = make_public()
    # Manual 4.3.6.
    sent = {
        "start_time": "2025-06-20T07:00:15.859Z",
        "duration": 60,
        "content": "meeting at cabin",
    }
    expected = {"terminal": message.terminal_id, **sent, "start_time": "2025-06-20 07:00:15"}
    answer = update(api, PUBLIC, "put", message, sent)
    assert (answer.status_code, answer.json()) == (200, {**expected, "last_send": NOW})
    assert list(answer.json()) == ["terminal", *SHARED_KEYS]
    assert answer["X-Etp-Id"] == str(message.pk)
    # Manual 4.3.7: the trailing blank goes.
    answer = update(api, PUBLIC, "patch", message, {"content": "meeting for python team "})
    later = {**expected, "content": "meeting for python team", "last_send": NOW}
    assert (answer.status_code, answer.json()) == (200, later)


@VERBS
@pytest.mark.parametrize(
    ("name", "value"),
    [("start_time", "2030-01-01 00:00:00"), ("duration", LARGEST), ("content", "new")],
)
def test_keeps_what_is_not_sent(api, kind, message, clock, verb, name, value):  # noqa: PLR0917
    owner = getattr(message, kind.owner)
    answer = update(api, kind, verb, message, {name: value})
    assert (answer.status_code, answer.json()) == (200, kind.written(owner, **{name: value}))
    message.refresh_from_db()
    stored = getattr(message, name)
    assert (str(stored) if name == "start_time" else stored) == value


@VERBS
def test_a_form_keeps_what_it_does_not_send(api, kind, message, clock, verb):
    answer = getattr(api, verb)(kind.at(message), {"duration": "5"}, format="multipart")
    expected = kind.written(getattr(message, kind.owner), duration=5)
    assert (answer.status_code, answer.json()) == (200, expected)


@VERBS
@pytest.mark.parametrize("name", ["owner", "alias"])
@pytest.mark.parametrize("by", ["code", "id"])
def test_the_owner_may_change(api, kind, message, clock, verb, name, by):  # noqa: PLR0917
    other = kind.make_owner("B")
    value = "B" if by == "code" else other.pk
    answer = update(api, kind, verb, message, {getattr(kind, name): value})
    assert (answer.status_code, answer.json()) == (200, kind.written(other))
    message.refresh_from_db()
    assert getattr(message, kind.owner) == other


def test_what_it_answers_may_be_sent_back(api, kind, message, clock):
    shown = update(api, kind, "put", message, {}).json()
    del shown["last_send"]
    answer = update(api, kind, "put", message, shown)
    assert (answer.status_code, answer.json()) == (200, {**shown, "last_send": NOW})


@VERBS
@pytest.mark.parametrize(
    ("name", "value", "code", "detail"),
    [
        ("start_time", "2025-02-30", -100, UNREADABLE_TIME),
        ("start_time", None, -1, NULL),
        ("duration", 0, -222, "Ensure this value is greater than or equal to 1."),
        ("duration", LARGEST + 1, -222, f"Ensure this value is less than or equal to {LARGEST}."),
        ("duration", "x", -222, "A valid integer is required."),
        ("duration", None, -1, NULL),
        ("content", " ", -1, "This field may not be blank."),
        ("content", "x" * 1025, -1, "Ensure this field has no more than 1024 characters."),
        ("content", None, -1, NULL),
    ],
)
def test_refuses_what_a_create_refuses(api, kind, message, verb, name, value, code, detail):  # noqa: PLR0917
    expected = refused(code, detail, name)
    refuses_to_update(api, kind, verb, message, {name: value}, expected)


@VERBS
@pytest.mark.parametrize(
    ("value", "detail"),
    [("NO", "Unknown: NO."), (0, "This field is required."), (None, NULL),
     ({"id": 1}, "A reference is a code or an id.")],
    ids=repr,
)  # fmt: skip
def test_refuses_an_owner_that_does_not_exist(api, kind, message, verb, value, detail):  # noqa: PLR0917
    expected = refused(kind.unknown, detail, kind.owner)
    refuses_to_update(api, kind, verb, message, {kind.owner: value, "duration": 5}, expected)


@VERBS
@pytest.mark.parametrize("code", ["0", "-1", "A", "1.5", "007", "१", 999999, 2**63, "9" * 400])
def test_refuses_ids_that_do_not_exist(api, kind, message, verb, code):
    refuses_to_update(api, kind, verb, code, {"duration": 5}, refused(-1, "Not found."), 404)


def test_of_two_at_once_the_one_on_a_deleted_message_is_told(api, kind, message):
    stale = kind.model.objects.get(pk=message.pk)
    message.delete()
    update = {
        PrivateMessage: services.update_private_message,
        PublicMessage: services.update_public_message,
    }[kind.model]
    with pytest.raises(UnknownRecordError, match=r"^Not found\.$"):
        update(stale, {"duration": 5})


def test_of_two_at_once_each_keeps_what_the_other_sent(api, kind, message):
    stale = kind.model.objects.get(pk=message.pk)
    update(api, kind, "patch", message, {"content": "new"})
    service = services.update_private_message if kind is PRIVATE else services.update_public_message
    after = service(stale, {"duration": 5})
    assert (after.content, after.duration) == ("new", 5)


@VERBS
def test_unknown_fields_are_named_or_refused(api, kind, message, verb, strict):
    expected = refused(-1, "This field is not documented.", "colour")
    refuses_to_update(api, kind, verb, message, {"colour": "red"}, expected)


@VERBS
def test_a_viewer_may_not(api, viewer, kind, message, verb):
    api.force_authenticate(viewer)
    refuses_to_update(api, kind, verb, message, {}, refused(-1, FORBIDDEN), 403)
    refuses_to_update(api, kind, verb, 999999, {}, refused(-1, FORBIDDEN), 403)


@VERBS
def test_staff_may_not_change_their_own(staff, person, verb):
    message = make_private(person)
    refuses_to_update(staff, PRIVATE, verb, message, {}, refused(-1, FORBIDDEN), 403)
    public = make_public(make_terminal())
    refuses_to_update(staff, PUBLIC, verb, public, {}, refused(-1, FORBIDDEN), 403)


@VERBS
def test_an_anonymous_caller_may_not(anonymous, kind, verb):
    message = kind.make()
    refuses_to_update(anonymous, kind, verb, message, {}, refused(-1, NO_LOGIN), 401)
