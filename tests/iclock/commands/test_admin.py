"""Terminals and queues in Django's admin."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from etpserver.accounts.models import User
from iclock.models import Command, Terminal
from tests.iclock.factories import make_command, make_terminal

TERMINALS, COMMANDS = "/_etp/admin/iclock/terminal/", "/_etp/admin/iclock/command/"


@pytest.fixture
def pages(admin, clock):
    client = Client()
    client.force_login(admin)
    return client


def act(pages, action, *commands):
    chosen = {"action": action, "_selected_action": [command.pk for command in commands]}
    return pages.post(COMMANDS, chosen, follow=True).content.decode()


def test_lists_terminals_with_their_state(pages):
    make_terminal(sn="AWAY", last_activity="2026-01-01 12:00:00")
    make_command(make_terminal(sn="HERE"))
    text = pages.get(TERMINALS).content.decode()
    assert "AWAY" in text
    assert text.count('alt="True"') == text.count('alt="False"') == 1


def test_changes_settings_and_shows_the_rest(pages):
    terminal = make_terminal(sn="SN1", fw_ver="Ver 8", change_time="2025-01-01 12:00:00")
    page = pages.get(f"{TERMINALS}{terminal.pk}/change/")
    form = page.context["adminform"].form
    assert "sn" not in form.fields
    assert "fw_ver" not in form.fields
    assert "Ver 8" in page.content.decode()
    sent = {name: "" if value is None else value for name, value in form.initial.items()}
    answer = pages.post(f"{TERMINALS}{terminal.pk}/change/", {**sent, "alias": "Gate", "sn": "X"})
    assert answer.status_code == 302
    terminal.refresh_from_db()
    assert (terminal.sn, terminal.alias, terminal.fw_ver) == ("SN1", "Gate", "Ver 8")
    assert str(terminal.change_time) == "2026-01-05 12:00:00"


def test_adds_and_deletes_a_terminal(pages):
    page = pages.get(f"{TERMINALS}add/")
    form = page.context["adminform"].form
    sent = {name: form[name].initial for name in form.fields if form[name].initial is not None}
    answer = pages.post(f"{TERMINALS}add/", {**sent, "sn": "SN1"})
    assert answer.status_code == 302
    made = Terminal.objects.get(sn="SN1")
    make_command(made)
    assert pages.post(f"{TERMINALS}{made.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Terminal.objects.exists()


def test_commands_are_only_shown(pages):
    command = make_command(make_terminal(sn="SN1"), "REBOOT")
    assert "REBOOT" in pages.get(COMMANDS).content.decode()
    page = pages.get(f"{COMMANDS}{command.pk}/change/")
    assert page.context["adminform"].form.fields == {}
    assert pages.get(f"{COMMANDS}add/").status_code == 403
    pages.post(f"{COMMANDS}{command.pk}/change/", {"content": "CLEAR DATA", "state": "done"})
    command.refresh_from_db()
    assert (command.content, command.state) == ("REBOOT", "pending")


def test_answers_for_devices(pages):
    terminal = make_terminal()
    waiting, done = make_command(terminal), make_command(terminal, state="failed", return_code=-1)
    assert "Commands answered: 1." in act(pages, "answer_with_success", waiting, done)
    states = Command.objects.order_by("id").values_list("state", "return_code")
    assert list(states) == [("done", 0), ("failed", -1)]


def test_drops_what_has_no_answer(pages):
    terminal = make_terminal()
    made = [make_command(terminal, state=state) for state in ("pending", "sent", "done")]
    assert "Commands dropped: 2." in act(pages, "drop", *made)
    assert [command.state for command in Command.objects.all()] == ["done"]


def test_history_is_not_deleted_in_bulk(pages):
    command = make_command(make_terminal(), state="done")
    act(pages, "delete_selected", command)
    assert Command.objects.exists()


def test_who_may_only_look_is_offered_no_action(pages, db):
    user = User.objects.create(username="looker", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    looker = Client()
    looker.force_login(user)
    command = make_command(make_terminal())
    assert looker.get(COMMANDS).status_code == 200
    for action in ("drop", "answer_with_success"):
        act(looker, action, command)
    assert Command.objects.get().state == "pending"
