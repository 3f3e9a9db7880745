"""When a terminal asks for commands."""

from itertools import pairwise

from iclock.virtual.exchange import Request, Wait
from iclock.virtual.records import User
from tests.iclock.virtual.scripted import ScriptedServer, make_terminal


def drive(terminal, server, seconds, now=0.0):
    """Let `seconds` pass; answers when each request was sent and what it was."""
    sent = []
    until = now + seconds
    while now <= until:
        step = terminal.next_request(now)
        if isinstance(step, Wait):
            now = step.until
        else:
            before = len(server.requests)
            terminal.receive(server(step), now)
            sent.append((now, server.said()[before]))
    return sent


def test_polls_come_further_apart_up_to_the_delay():
    sent = drive(make_terminal(), ScriptedServer(), 70)
    gaps = [later - sooner for (sooner, _), (later, _) in pairwise(sent[1:])]
    assert gaps == [1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10]


def test_polls_come_close_again_after_an_upload():
    terminal, server = make_terminal(), ScriptedServer()
    drive(terminal, server, 30)
    terminal.punch("7")
    assert drive(terminal, server, 3, now=32) == [
        (32, "POST cdata ATTLOG"),
        (33, "GET getrequest INFO"),
        (34, "GET getrequest"),
        (35, "GET getrequest"),
    ]


def test_polls_come_close_again_after_a_command():
    terminal, server = make_terminal(), ScriptedServer()
    drive(terminal, server, 29)
    server.commands.append("LOG")
    assert drive(terminal, server, 5, now=37)[:4] == [
        (37, "GET getrequest"),
        (37, "POST devicecmd"),
        (38, "GET getrequest"),
        (39, "GET getrequest"),
    ]


def test_tells_info_again_only_when_a_counter_has_changed():
    terminal, server = make_terminal(), ScriptedServer()
    drive(terminal, server, 5)
    terminal.memory.put_user(User("7"))
    polls = [what for _, what in drive(terminal, server, 10, now=6)]
    assert polls[:2] == ["GET getrequest INFO", "GET getrequest"]
    infos = [r.query.partition("INFO=")[2] for r in server.requests if "INFO" in r.query]
    address = terminal.options["IPAddress"]
    assert infos == [
        f"ZAM170-NF-Ver1.1.27,0,0,0,{address},10,58,12,0,11110",
        f"ZAM170-NF-Ver1.1.27,1,0,0,{address},10,58,12,0,11110",
    ]


def test_polls_although_there_is_always_something_to_upload():
    terminal, server = make_terminal(), ScriptedServer()
    drive(terminal, server, 1)
    sent = []
    for second in range(2, 60):
        terminal.punch(str(second))
        sent += drive(terminal, server, 0, now=float(second))
    polls = [when for when, what in sent if "getrequest" in what]
    assert max(later - sooner for sooner, later in pairwise(polls)) <= 11


def upload_slowly(terminal, server, punches, seconds_each):
    """Every POST takes long; what was sent meanwhile."""
    for number in range(punches):
        terminal.punch(str(number))
    server.options["MaxPostSize"] = "100"  # two punches
    now = 0.0
    while not terminal.is_idle and now < 1000:
        step = terminal.next_request(now)
        if isinstance(step, Request):
            now += seconds_each
            terminal.receive(server(step), now)
        else:
            now = step.until
    return server.said()


def test_pings_while_a_large_upload_keeps_it_from_polling():
    said = upload_slowly(make_terminal(), ScriptedServer(), punches=30, seconds_each=4)
    assert said[:6] == [
        "GET cdata options",
        "POST cdata ATTLOG",
        "POST cdata ATTLOG",
        "POST cdata ATTLOG",
        "GET ping",
        "POST cdata ATTLOG",
    ]
    assert said.index("GET getrequest INFO") > len(said) - said[::-1].index("POST cdata ATTLOG") - 1


def test_polls_instead_where_the_server_knows_no_ping():
    server = ScriptedServer()
    server.options["SupportPing"] = "0"
    said = upload_slowly(make_terminal(), server, punches=30, seconds_each=4)
    assert "GET ping" not in said
    assert said[4] == "GET getrequest INFO"


def test_waits_for_nothing_while_unplugged():
    terminal = make_terminal()
    terminal.set_online(False)
    assert terminal.next_request(5) == Wait(None)
    terminal.set_online(True)
    assert terminal.next_request(5).query.startswith("SN=SN1&options=all")
