"""The driver by calls of a function."""

import pytest

from iclock.virtual.exchange import Reply
from iclock.virtual.inprocess import Exchange, run_until_idle
from tests.iclock.virtual.scripted import ScriptedServer, make_terminal


def test_ends_when_there_is_nothing_left_to_say():
    terminal, server = make_terminal(), ScriptedServer(commands=["LOG"])
    exchanges = run_until_idle(terminal, server)
    assert [exchange.request for exchange in exchanges] == server.requests
    assert terminal.is_idle
    assert [e.reply.body for e in exchanges[-2:]] == [b"OK", b"OK"]


def test_polls_again_each_time():
    terminal, server = make_terminal(), ScriptedServer()
    run_until_idle(terminal, server)
    assert len(run_until_idle(terminal, server)) == 1


def test_ends_after_so_many_requests():
    terminal, server = make_terminal(), ScriptedServer()
    assert len(run_until_idle(terminal, server, max_requests=1)) == 1
    assert not terminal.is_idle


def test_ends_when_the_server_refuses_and_tries_at_once_the_next_time():
    terminal = make_terminal()
    assert run_until_idle(terminal, lambda _: Reply(503)) == [
        Exchange(terminal_request(terminal), Reply(503))
    ]
    assert terminal.is_failing
    run_until_idle(terminal, ScriptedServer())
    assert terminal.is_idle


def terminal_request(_terminal):
    return make_terminal().next_request(0)


def test_takes_an_os_error_for_a_broken_connection():
    def breaks(_request):
        raise ConnectionRefusedError

    terminal = make_terminal()
    (exchange,) = run_until_idle(terminal, breaks)
    assert exchange.reply is None
    assert terminal.is_failing


def test_says_nothing_while_unplugged():
    terminal = make_terminal()
    terminal.set_online(False)
    assert run_until_idle(terminal, ScriptedServer()) == []


def test_a_driver_must_answer_before_it_asks_again():
    terminal = make_terminal()
    with pytest.raises(RuntimeError, match="No request"):
        terminal.receive(Reply(200), 0)
    terminal.next_request(0)
    with pytest.raises(RuntimeError, match="awaited"):
        terminal.next_request(0)
