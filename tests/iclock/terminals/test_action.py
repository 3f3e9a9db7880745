"""Manual 4.4.3, and the paths that BioTime 8 has for single actions."""

import pytest

from iclock.commands.models import DONE, SENT
from iclock.models import Command, Terminal
from tests.iclock.factories import lines, make_command, make_terminal
from tests.iclock.terminals.records import post, stored
from tests.kernel.answers import vendor_error

QUEUED = {
    "reboot": ["REBOOT"],
    "restart": ["REBOOT"],
    "unlock": ["AC_UNLOCK"],
    "lock": ["CONTROL DEVICE 01010100"],
    "unalarm": ["AC_UNALARM"],
    "clear_data": ["CLEAR DATA"],
    "clear_transaction": ["CLEAR LOG"],
    "clear_photo": ["CLEAR PHOTO"],
    "info": ["INFO"],
    "upload_all": ["CHECK"],
    "upload_transaction": [
        "DATA QUERY ATTLOG StartTime=2000-01-01 00:00:00\tEndTime=2026-01-05 23:59:59"
    ],
}
PATHS = {
    "clear_capture": "clear_photo",
    "clear_all": "clear_data",
    "upload_all": "upload_all",
    "upload_transaction": "upload_transaction",
    "reboot": "reboot",
}
KEYS = ("devices_sn", "device_sn", "devices", "terminals", "sn")
KNOWN = (
    "delete, clear_command, reboot, restart, unlock, lock, unalarm, clear_data, "
    "clear_transaction, clear_photo, info, upload_all, upload_transaction"
)


def refuses(api, path, sent, expected):
    before = stored()
    answer = post(api, path, sent)
    assert (answer.status_code, answer.json()) == (400, expected)
    assert stored() == before


@pytest.mark.parametrize("action", QUEUED)
def test_queues_for_each_terminal(api, clock, action):
    one, two, other = make_terminal(sn="A"), make_terminal(), make_terminal()
    sent = ["A", two.pk]
    answer = post(api, "action/", {"object_codes": sent, "action_type": action})
    expected = {"detail": f"Success. {action}:['A', {two.pk}]"}
    assert (answer.status_code, answer.json()) == (200, expected)
    assert [lines(terminal) for terminal in (one, two, other)] == [
        QUEUED[action],
        QUEUED[action],
        [],
    ]
    command = Command.objects.first()
    assert command is not None
    assert (command.origin, command.user, command.state) == ("terminals_action", "admin", "pending")
    assert str(command.created_at) == "2026-01-05 12:00:00"


def test_upload_all_resets_the_stamps(api):
    stamps = {"log_stamp": "9", "op_log_stamp": "8", "capture_stamp": "7"}
    terminal, other = make_terminal(**stamps), make_terminal(**stamps)
    post(api, "action/", {"object_codes": [terminal.sn], "action_type": "upload_all"})
    found = Terminal.objects.order_by("pk").values_list(*stamps)
    assert list(found) == [("0", "0", "0"), ("9", "8", "7")]
    assert lines(other) == []


def test_delete(api):
    gone, kept = make_terminal(), make_terminal()
    make_command(gone)
    answer = post(api, "action/", {"object_codes": [gone.pk], "action_type": "delete"})
    assert answer.json() == {"detail": f"Success. delete:[{gone.pk}]"}
    assert list(Terminal.objects.all()) == [kept]
    assert not Command.objects.exists()


@pytest.mark.parametrize("path", ["action/", "clear_command/"])
def test_clear_command_drops_what_is_pending(api, path):
    terminal, other = make_terminal(), make_terminal()
    for state in ("pending", SENT, DONE):
        make_command(terminal, state, state=state)
    make_command(other)
    key = "object_codes" if path == "action/" else "terminals"
    answer = post(api, path, {key: [terminal.sn], "action_type": "clear_command"})
    assert answer.json() == {"detail": f"Success. clear_command:['{terminal.sn}']"}
    assert lines(terminal) == [SENT, DONE]
    assert lines(other) == ["INFO"]


@pytest.mark.parametrize("action", ["x", "", None, 1, [], {}, "Reboot", " reboot"], ids=repr)
def test_refuses_an_unknown_action(api, action):
    sent = {"object_codes": [make_terminal().pk], "action_type": action}
    refuses(
        api, "action/", sent, vendor_error(-220, f"action_type is one of: {KNOWN}.", "action_type")
    )


@pytest.mark.parametrize("action", ["delete", "clear_command", *QUEUED])
def test_one_unknown_terminal_and_nothing_happens(api, action):
    terminals = [make_terminal(log_stamp="9") for _ in range(30)]
    for terminal in terminals:
        make_command(terminal)
    sent = [*(terminal.sn for terminal in terminals), "NO", 2**63, -1, "x" * 300]
    names = f"NO, {2**63}, -1, {'x' * 100}"
    expected = vendor_error(-1, f"Unknown: {names}.", "object_codes")
    refuses(api, "action/", {"object_codes": sent, "action_type": action}, expected)


@pytest.mark.parametrize(("path", "action"), PATHS.items())
@pytest.mark.parametrize("key", [*KEYS, "object_codes", "objects"])
@pytest.mark.usefixtures("clock", "strict")
def test_single_actions_have_their_own_paths(api, path, action, key):
    one, two = make_terminal(sn="A"), make_terminal()
    answer = post(api, f"{path}/", {key: ["A", two.pk, "A"]})
    expected = {"detail": f"Success. {action}:['A', {two.pk}]"}
    assert (answer.status_code, answer.json()) == (200, expected)
    assert lines(one) == lines(two) == QUEUED[action]


@pytest.mark.parametrize("path", ["clear_command", *PATHS])
@pytest.mark.parametrize("serials", [["SN1", "NO"], "SN1,NO"], ids=repr)
def test_single_actions_refuse_unknown_terminals(api, path, serials):
    make_command(make_terminal(sn="SN1"))
    refuses(api, f"{path}/", {"terminals": serials}, vendor_error(-1, "Unknown: NO.", "devices_sn"))


@pytest.mark.parametrize("path", ["clear_command", *PATHS])
@pytest.mark.parametrize(
    ("body", "detail"),
    [({}, "This field is required."), ({"sn": []}, "Name at least one."),
     ({"sn": ""}, "Name at least one."), ({"sn": None}, "This field may not be null.")],
)  # fmt: skip
def test_single_actions_need_terminals(api, path, body, detail):
    make_terminal()
    refuses(api, f"{path}/", body, vendor_error(-48, detail, "devices_sn"))


def test_costs_the_same_for_many(api, django_assert_max_num_queries):
    serials = [make_terminal().sn for _ in range(150)]
    with django_assert_max_num_queries(10):
        post(api, "action/", {"object_codes": serials, "action_type": "reboot"})
    assert Command.objects.count() == 150
