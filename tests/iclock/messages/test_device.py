"""What terminals are told: the exact lines, in order, in one transaction with the message."""

import pytest

from iclock.models import Command, PrivateMessage, PublicMessage
from tests.factories import make_area, make_employee, make_resignation
from tests.iclock.messages.records import (
    NOW,
    PRIVATE,
    PUBLIC,
    make_private,
    make_public,
    make_terminal,
    private_lines,
    public_line,
    queued,
    removal,
    sms,
)

VERBS = pytest.mark.parametrize("verb", ["put", "patch"])


def create(api, kind, **over):
    answer = api.post(kind.url, kind.body(**over), format="json")
    assert answer.status_code == 201, answer.json()
    return kind.model.objects.get(pk=answer["X-Etp-Id"])


def update(api, kind, message, **changes):
    answer = api.patch(kind.at(message), changes, format="json")
    assert answer.status_code == 200, answer.json()
    message.refresh_from_db()


@pytest.fixture
def west(db):
    return make_area()


@pytest.fixture
def east(db):
    return make_area()


# ---- private messages -------------------------------------------------------------------------


def test_a_private_message_goes_to_every_terminal_of_the_employees_areas(api, west, east):
    first, second = make_terminal(area=east), make_terminal(area=west)
    make_terminal(area=make_area())
    make_employee(emp_code="A", areas=(west, east))
    message = create(api, PRIVATE)
    uid = 2 * message.pk
    lines = [
        f"DATA UPDATE SMS MSG=testing\tTAG=254\tUID={uid}\tMIN=60\tStartTime=2025-06-19 04:55:31",
        f"DATA UPDATE USER_SMS PIN=A\tUID={uid}",
    ]
    assert (queued(first), queued(second)) == (lines, lines)
    assert queued() == [*lines, *lines]


def test_the_commands_say_who_asked_for_them_and_when(api, clock):
    make_terminal()
    make_employee(emp_code="A")
    create(api, PRIVATE)
    found = Command.objects.values_list("origin", "user", "state", "created_at")
    assert {(*texts, str(moment)) for *texts, moment in found} == {
        ("private_messages_create", "admin", "pending", NOW)
    }


def test_without_terminals_nothing_is_queued_but_the_message_counts_as_sent(api, clock):
    make_employee(emp_code="A", areas=(make_area(),))
    make_terminal()
    message = create(api, PRIVATE)
    assert (queued(), str(message.last_send)) == ([], NOW)


def test_nothing_is_queued_for_who_has_resigned(api, clock):
    make_terminal()
    make_resignation(make_employee(emp_code="A"))
    message = create(api, PRIVATE)
    update(api, PRIVATE, message, duration=5)
    assert (queued(), str(message.last_send)) == ([], NOW)


def test_deleting_a_message_of_who_has_resigned_is_queued(api):
    make_terminal()
    message = make_private(make_resignation().employee)
    expected = [removal(message)]
    api.delete(PRIVATE.at(message))
    assert queued() == expected


@VERBS
def test_an_update_sends_the_whole_message_again(api, clock, verb):
    make_terminal()
    message = make_private(last_send="2025-01-01 00:00:00")
    sent = {"start_time": "2025-06-19T06:44:50.676Z", "duration": 90, "content": "Meeting"}
    getattr(api, verb)(PRIVATE.at(message), sent, format="json")
    changed = {**sent, "start_time": "2025-06-19 06:44:50"}
    assert queued() == private_lines(message, **changed)
    message.refresh_from_db()
    assert str(message.last_send) == NOW


@VERBS
def test_an_update_without_changes_sends_it_again_too(api, clock, verb):
    make_terminal()
    message = make_private(last_send=None)
    answer = getattr(api, verb)(PRIVATE.at(message), {}, format="json")
    assert (answer.status_code, answer.json()["last_send"]) == (200, NOW)
    assert queued() == private_lines(message)


def test_another_employees_terminals_forget_the_message_first(api, west, east):
    at_west, at_east = make_terminal(area=west), make_terminal(area=east)
    shared = make_terminal()
    root = shared.area
    message = make_private(make_employee(emp_code="A", areas=(west, root)))
    make_employee(emp_code="B", areas=(east, root))
    update(api, PRIVATE, message, employee="B")
    assert queued(at_west) == [removal(message)]
    assert queued(at_east) == private_lines(message)
    assert queued(shared) == [removal(message), *private_lines(message)]


def test_the_same_employee_again_forgets_nothing(api):
    make_terminal()
    message = make_private(make_employee(emp_code="A"))
    update(api, PRIVATE, message, employee="A")
    assert queued() == private_lines(message)


def test_an_employee_who_resigned_gets_nothing_of_anothers_message(api):
    make_terminal()
    message = make_private()
    make_resignation(make_employee(emp_code="B"))
    update(api, PRIVATE, message, employee="B")
    assert queued() == [removal(message)]


# ---- public messages --------------------------------------------------------------------------


def test_a_public_message_goes_to_its_terminal_alone(api):
    terminal = make_terminal("A")
    make_terminal()
    message = create(api, PUBLIC)
    uid = 2 * message.pk - 1
    line = f"DATA UPDATE SMS MSG=testing\tTAG=253\tUID={uid}\tMIN=60\tStartTime=2025-06-19 04:55:31"
    assert (queued(terminal), queued()) == ([line], [line])
    assert Command.objects.get().origin == "public_messages_create"


@VERBS
def test_an_update_replaces_the_message_on_its_terminal(api, clock, verb):
    terminal = make_terminal()
    message = make_public(terminal, last_send="2025-01-01 00:00:00")
    sent = {"content": "meeting for python team "}
    answer = getattr(api, verb)(PUBLIC.at(message), sent, format="json")
    assert queued(terminal) == [public_line(message, content="meeting for python team")]
    assert answer.json()["last_send"] == NOW


def test_another_terminal_gets_the_message_and_the_old_one_forgets_it(api):
    old, new = make_terminal("A"), make_terminal("B")
    message = make_public(old)
    update(api, PUBLIC, message, terminal="B")
    assert (queued(old), queued(new)) == ([removal(message)], [public_line(message)])
    assert queued() == [removal(message), public_line(message)]


# ---- both -------------------------------------------------------------------------------------


def test_the_two_kinds_never_share_a_number(api):
    terminal = make_terminal()
    for pk in (1, 2, 3):
        make_private(pk=pk)
        make_public(terminal, pk=pk)
        for kind in (PRIVATE, PUBLIC):
            api.delete(kind.at(pk))
    assert queued(terminal) == [f"DATA DELETE SMS UID={uid}" for uid in (2, 1, 4, 3, 6, 5)]


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        ("a\tb\nc\rd\r\ne", "a b c d  e"),
        ("DATA\tTAG=253\nC:1:REBOOT", "DATA TAG=253 C:1:REBOOT"),
        ("x" * 320, "x" * 320),
        ("x" * 321, "x" * 320),
        ("x" * 1024, "x" * 320),
        ("😀" * 80, "😀" * 80),
        ("😀" * 81, "😀" * 80),
        ("x" + "😀" * 80, "x" + "😀" * 79),
        ("xxx" + "न" * 200, "xxx" + "न" * 105),
        ("\t" + "x" * 400, "x" * 320),
        ("x\t" + "y" * 400, "x " + "y" * 318),
    ],
    ids=lambda text: ascii(text)[:20],
)
def test_content_is_one_line_of_320_bytes_on_the_wire(api, kind, content, shown):
    make_terminal("A")
    make_employee(emp_code="A")
    message = create(api, kind, content=content)
    tag = 254 if kind is PRIVATE else 253
    uid = 2 * message.pk if kind is PRIVATE else 2 * message.pk - 1
    assert queued()[0] == sms(uid, tag, content=shown)
    assert len(shown.encode()) <= 320
    assert not set("\n\r") & set("".join(queued()))
    assert message.content == content.strip()


def test_the_largest_duration_and_midnight_reach_the_wire(api, kind):
    make_terminal("A")
    make_employee(emp_code="A")
    create(api, kind, duration=2**31 - 1, start_time="2025-06-20")
    assert queued()[0].endswith("MIN=2147483647\tStartTime=2025-06-20 00:00:00")


def test_a_refused_write_queues_nothing(api, kind):
    make_terminal("A")
    make_employee(emp_code="A")
    message = kind.make()
    assert api.post(kind.url, kind.body(duration=0), format="json").status_code == 400
    for sent in ({"content": ""}, {kind.owner: "NO"}, {"start_time": "x", "content": "new"}):
        assert api.put(kind.at(message), sent, format="json").status_code == 400
    assert queued() == []


@pytest.mark.parametrize("write", ["post", "put", "delete", "action"])
def test_a_write_and_its_commands_are_one_transaction(api, kind, monkeypatch, write):
    make_terminal("A")
    make_employee(emp_code="A")
    message = kind.make()
    other = kind.make_owner("B")

    def fails(contents):
        raise RuntimeError

    monkeypatch.setattr("iclock.messages.delivery.enqueue", fails)
    before = kind.stored()
    sent = {"object_ids": [message.pk], "action_type": "delete"}
    with pytest.raises(RuntimeError):
        {
            "post": lambda: api.post(kind.url, kind.body(), format="json"),
            "put": lambda: api.put(kind.at(message), {kind.owner: other.pk}, format="json"),
            "delete": lambda: api.delete(kind.at(message)),
            "action": lambda: api.post(f"{kind.url}action/", sent, format="json"),
        }[write]()
    assert kind.stored() == before


@pytest.mark.parametrize("number", [1, 40])  # beyond, commands are stored in parts
def test_a_write_costs_the_same_for_many_terminals(api, django_assert_num_queries, number):
    for _ in range(number):
        make_terminal()
    make_employee(emp_code="A")
    # Employee, message, areas, terminals, commands, answer; and two savepoints.
    with django_assert_num_queries(10):
        message = api.post(PRIVATE.url, PRIVATE.body(), format="json")["X-Etp-Id"]
    assert len(queued()) == 2 * number
    # The message twice, employee, areas, terminals, change, commands, answer; two savepoints.
    with django_assert_num_queries(12):
        api.patch(PRIVATE.at(message), {"duration": 5}, format="json")
    # The message twice, areas, terminals, commands, the deletion; two savepoints.
    with django_assert_num_queries(10):
        api.delete(PRIVATE.at(message))
    assert len(queued()) == 5 * number


# ---- deleting ---------------------------------------------------------------------------------


def test_a_deleted_message_leaves_the_terminals(api, west, east):
    here, there = make_terminal(area=west), make_terminal(area=east)
    elsewhere = make_terminal()
    private = make_private(make_employee(areas=(west, east)))
    public = make_public(elsewhere)
    expected = removal(private), removal(public)
    api.delete(PRIVATE.at(private))
    api.delete(PUBLIC.at(public))
    assert (queued(here), queued(there)) == ([expected[0]], [expected[0]])
    assert queued(elsewhere) == [expected[1]]


def test_many_deleted_messages_leave_in_the_order_of_their_ids(api, kind):
    terminal = make_terminal("A")
    owner = kind.make_owner("B" if kind is PUBLIC else "A")
    messages = [kind.make(owner) for _ in range(3)]
    expected = [removal(message) for message in messages]
    sent = {"object_ids": [m.pk for m in reversed(messages)], "action_type": "delete"}
    assert api.post(f"{kind.url}action/", sent, format="json").status_code == 200
    assert queued(owner if kind is PUBLIC else terminal) == expected


@pytest.mark.parametrize("number", [1, 50])
def test_deleting_many_costs_few_queries(api, kind, django_assert_max_num_queries, number):
    owner = make_terminal("A")
    messages = [
        make_private() if kind is PRIVATE else make_public(owner if n % 2 else None)
        for n in range(number)
    ]
    sent = {"object_ids": [m.pk for m in messages], "action_type": "delete"}
    with django_assert_max_num_queries(12):
        assert api.post(f"{kind.url}action/", sent, format="json").status_code == 200
    assert len(queued()) == number


# ---- who a message belongs to goes ------------------------------------------------------------


def test_a_deleted_employee_takes_the_messages_along(api, strict):
    kept = make_private()
    gone = make_employee(emp_code="A")
    make_private(gone)
    make_private(gone)
    assert api.delete("/personnel/api/employees/A/").status_code == 200
    assert list(PrivateMessage.objects.all()) == [kept]
    other = kept.employee
    sent = {"object_codes": [other.emp_code], "action_type": "delete"}
    assert api.post("/personnel/api/employees/action/", sent, format="json").status_code == 200
    assert not PrivateMessage.objects.exists()


def test_a_deleted_terminal_takes_the_messages_along(api):
    kept, gone, other = make_public(), make_public(), make_public()
    assert api.delete(f"/iclock/api/terminals/{gone.terminal.sn}/").status_code == 200
    assert set(PublicMessage.objects.all()) == {kept, other}
    sent = {"object_codes": [other.terminal.sn], "action_type": "delete"}
    assert api.post("/iclock/api/terminals/action/", sent, format="json").status_code == 200
    assert list(PublicMessage.objects.all()) == [kept]
