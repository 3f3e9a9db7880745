"""Options that move a terminal to another server, which a restart applies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iclock.virtual.addresses import is_url, next_server, url_of
from iclock.virtual.inprocess import run_until_idle
from tests.iclock.virtual.scripted import SERVER, ScriptedServer, make_terminal


def test_moves_to_the_server_that_it_was_told():
    terminal, server = make_terminal(), ScriptedServer()
    server.commands += [
        "SET OPTION WebServerURLModel=0",
        "SET OPTION WebServerIP=10.0.0.7",
        "SET OPTION WebServerPort=9000",
        "REBOOT",
    ]
    run_until_idle(terminal, server)
    called = [request.server for request in server.requests]
    answered = next(n for n, r in enumerate(server.requests) if r.path.endswith("devicecmd"))
    assert set(called[: answered + 1]) == {SERVER}
    assert set(called[answered + 1 :]) == {"http://10.0.0.7:9000"}


def test_stays_until_it_starts_again():
    terminal, server = make_terminal(), ScriptedServer()
    server.commands += ["SET OPTION WebServerIP=10.0.0.7"]
    run_until_idle(terminal, server)
    run_until_idle(terminal, server)
    assert {request.server for request in server.requests} == {SERVER}


@pytest.mark.parametrize(
    ("options", "server"),
    [
        ({}, SERVER),
        ({"WebServerIP": "10.0.0.7", "WebServerPort": "9000"}, "http://10.0.0.7:9000"),
        ({"WebServerIP": "10.0.0.7"}, "http://10.0.0.7:8088"),
        ({"WebServerPort": "9000"}, "http://server:9000"),
        ({"WebServerIP": "fd00::7", "IclockSvrPort": "9000"}, "http://[fd00::7]:9000"),
        ({"WebServerIP": "10.0.0.7", "IsSupportSSL": "1"}, "https://10.0.0.7:8088"),
        ({"WebServerIP": "10.0.0.7", "WebServerPort": "x"}, "http://10.0.0.7"),
        (
            {"WebServerURLModel": "1", "ICLOCKSVRURL": "http://etp.example:80/"},
            "http://etp.example:80",
        ),
        ({"WebServerURLModel": "1", "ICLOCKSVRURL": "etp.example:81"}, "http://etp.example:81"),
        ({"WebServerURLModel": "1", "WebServerIP": "10.0.0.7"}, SERVER),
        ({"WebServerURLModel": "1", "ICLOCKSVRURL": "http://etp.example:99999"}, SERVER),
        ({"WebServerURLModel": "1", "ICLOCKSVRURL": "http://["}, SERVER),
    ],
)
def test_reads_the_options(options, server):
    assert next_server(SERVER, options) == server


@given(
    st.dictionaries(
        st.sampled_from(
            ["WebServerURLModel", "ICLOCKSVRURL", "WebServerIP", "WebServerPort", "IsSupportSSL"]
        ),
        st.one_of(st.text(max_size=12), st.sampled_from(["0", "1", "80", "http://x:1", "[", "::"])),
    )
)
def test_no_options_take_a_terminal_to_what_is_no_server(options):
    assert is_url(next_server(next_server(SERVER, options), options))


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("iclock/doc/biophoto/7.jpg", "http://server:8088/iclock/doc/biophoto/7.jpg"),
        ("/iclock/x", "http://server:8088/iclock/x"),
        ("firmware/x.bin", "http://server:8088/iclock/firmware/x.bin"),
        ("https://cdn.example/x.bin", "https://cdn.example/x.bin"),
    ],
)
def test_resolves_files_against_the_server(text, url):
    assert url_of(SERVER, text) == url
