"""What strangers send reaches logs, terminals and copied commands as text, and never as more."""

import io
import json
import logging
import logging.config
import subprocess

import httpx
import pytest
from django.conf import settings
from django.test import Client

from etpserver.cli.control import output
from etpserver.cli.control.requests import _line
from etpserver.console.requests.snippets import LANGUAGES, Sent
from etpserver.logs import JsonFormatter, TextFormatter
from etpserver.printable import printable, printable_lines
from tests.cli.conftest import Commands
from tests.emulator.journal.test_secrets import SECRETS, make_calls
from tests.emulator.live import Fresh, Live, world_of

ESCAPE = "\x1b]0;owned\x07\x1b[2J"
FORGED = "\n2026-01-05 12:00:00,000 CRITICAL etpserver: owned"


@pytest.mark.parametrize("kind", ["text", "json"])
def test_no_path_ends_a_line_of_the_log(kind, db):
    """A request for a path that does not exist is a line of Django's log."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    text = TextFormatter("{levelname} {name}: {message}", style="{")
    handler.setFormatter(text if kind == "text" else JsonFormatter())
    loggers = [logging.getLogger(name) for name in ("django.request", "etpserver.server")]
    for logger in loggers:
        logger.addHandler(handler)
    try:
        Client().get("/personnel/api/nosuch/%0A" + FORGED.strip() + "%1B[2J%E2%80%AE")
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": f"/x{FORGED}{ESCAPE}"}
        try:
            raise ValueError(f"of {ESCAPE}")
        except ValueError:
            loggers[1].exception("%(REQUEST_METHOD)s %(PATH_INFO)s failed", environ)
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
    lines = written.getvalue().split("\n")
    assert "CRITICAL etpserver: owned" in written.getvalue()
    assert [line for line in lines if line.startswith("2026")] == []
    assert [line for line in lines if any(c in line for c in "\x1b\x07\r\u202e")] == []


def test_the_server_logs_with_the_formatter_that_is_tested():
    assert settings.LOGGING["formatters"]["text"]["()"] == "etpserver.logs.TextFormatter"


def test_a_line_of_json_is_an_object_with_a_moment_that_needs_no_zone_of_its_reader():
    record = logging.LogRecord("django.request", 30, "", 1, "Not Found: %s", ("/x",), None)
    record.created = 1_767_607_200.125
    assert json.loads(JsonFormatter().format(record)) == {
        "time": "2026-01-05T10:00:00.125+00:00",
        "level": "WARNING",
        "logger": "django.request",
        "message": "Not Found: /x",
    }


def test_text_of_others_stays_readable():
    assert printable("Zoë, आशा\tof \\x1b\n") == "Zoë, आशा\\tof \\x1b\\n"
    assert printable_lines(f"two\nlines\t{ESCAPE}\x9b") == (
        "two\nlines\t\\x1b]0;owned\\x07\\x1b[2J\\x9b"
    )


@pytest.mark.parametrize("where", ["method", "path", "query"])
def test_no_request_moves_the_cursor_of_who_follows_the_journal(where):
    entry = {"id": 1, "status": 404, "method": "GET", "path": "/x", "query": {}, "ms": 1.0,
             "fault": None, "warnings": [], "operation": None}  # fmt: skip
    entry[where] = {"a": [ESCAPE + FORGED]} if where == "query" else ESCAPE + FORGED
    line = printable(_line(entry))
    assert "owned" in line
    assert not set(line) & set("\x1b\x07\n")


@pytest.mark.parametrize("as_json", [True, False])
def test_no_name_moves_the_cursor_of_who_lists_records(as_json, capsys):
    name = f"{ESCAPE}\x9b2J\u202e"
    output.show_rows([{"name": name}], ("name",), as_json=as_json)
    output.show_facts({"name": name}, as_json=as_json)
    output.say(name, {"name": name}, as_json=as_json)
    printed = capsys.readouterr().out
    assert printed.count("owned") == 3
    assert not set(printed) & set("\x1b\x07\x9b\u202e")


def test_json_for_programs_reads_as_it_was():
    content = {"name": f"आशा {ESCAPE}\x9b\u2028\u202e"}
    assert json.loads(output.json_text(content, indent=2)) == content


@pytest.mark.parametrize("method", ["X`id`", "X|id", "X&id", "X'id", "$HOME", "GET;id"])
def test_a_copied_curl_command_runs_nothing_that_a_method_says(method):
    """A method may hold every one of these (RFC 9110, token), and whoever reads it copies it."""
    written = LANGUAGES["curl"](Sent(method, "http://h/"))
    shown = written.replace("curl ", "printf '%s\\0' ", 1)
    done = subprocess.run(["sh", "-c", shown], capture_output=True, text=True, check=True)
    assert done.stdout.split("\0")[:-1] == ["-X", method, "http://h/"]


@pytest.mark.parametrize("method", ["X`ID`", "GET.__class__", "PURGE", "X'+ID+'"])
def test_a_copied_script_runs_nothing_that_a_method_says(method):
    script = LANGUAGES["Python"](Sent(method, "http://h/"))
    calls: list[object] = []

    class Fake:
        def raise_for_status(self) -> None: ...

        def json(self) -> None: ...

        @classmethod
        def request(cls, *given: object, **_more: object) -> "Fake":
            calls.append(given)
            return cls()

    body = script.replace("import requests\n", "")
    names = {"requests": Fake, "print": lambda _text: None}
    exec(compile(body, "copied", "exec"), names)  # noqa: S102
    assert calls == [(method, "http://h/")]


# ---- a server that says all it can --------------------------------------------------------------


@pytest.fixture(scope="module")
def talkative(tmp_path_factory: pytest.TempPathFactory):
    """A server with a secret in every setting, on the most telling level; and what it wrote."""
    folder = tmp_path_factory.mktemp("live")
    commands = Commands(folder, tmp_path_factory.getbasetemp() / "templates")
    secrets = {"ETP_SECRET_KEY": "SettingS3cret1", "ETP_CONTROL_TOKEN": "SettingS3cret2",
               "ETP_ADMIN_PASSWORD": "SettingS3cret3"}  # fmt: skip
    with commands.serve(ETP_LOG_LEVEL="debug", **secrets) as server:
        with httpx.Client(base_url=server.url, timeout=30) as client:
            yield Live(server.url, client), server, secrets
        server.stop()


def test_no_secret_is_logged_whatever_the_level(talkative):
    live, server, secrets = talkative
    worlds = world_of(live)
    world: Fresh = next(worlds)
    make_calls(world)
    login = {"username": "admin", "password": secrets["ETP_ADMIN_PASSWORD"]}
    tokens = live.client.post("/jwt-api-token-auth/", json=login).json()
    key = live.client.post("/api-token-auth/", json=login).json()["token"]
    for token in (key, tokens["access"], tokens["refresh"]):
        live.client.get("/personnel/api/areas/", params={"access_token": token})
        live.client.get("/nosuch/", params={"access_token": token})
        live.client.get(
            "/personnel/api/nosuch/", headers={"Authorization": f"Bearer {token}", "Cookie": token}
        )
    live.client.get("/_etp/nosuch", headers={"Authorization": "Bearer SettingS3cret2"})
    said = server.said()
    next(worlds, None)
    assert "Not Found: /personnel/api/nosuch/" in said  # it does say something
    hidden = [*SECRETS, *secrets.values(), key, *tokens.values(), world.token]
    assert [secret for secret in hidden if secret in said] == []


def test_no_secret_of_the_server_is_told_by_any_answer(talkative):
    live, _server, secrets = talkative
    login = {"username": "admin", "password": secrets["ETP_ADMIN_PASSWORD"]}
    key = live.client.post("/api-token-auth/", json=login).json()["token"]
    paths = ["/_etp/health", "/_etp/ready", "/_etp/settings", "/_etp/worlds", "/_etp/state",
             "/_etp/requests", "/_etp/requests.har", "/_etp/openapi.json", "/_etp/docs",
             "/_etp/control/openapi.json", "/_etp/ui/", "/_etp/ui/settings", "/_etp/ui/api",
             "/_etp/ui/worlds", "/nosuch", "/livez", "/readyz", "/_etp/admin/login/"]  # fmt: skip
    live.client.post("/_etp/snapshots", json={"name": "told"})
    told = "".join(live.client.get(path).text for path in [*paths, "/_etp/snapshots/told"])
    assert [secret for secret in secrets.values() if secret in told] == []
    assert key in told  # the console of this machine shows the admin's key, which is no secret here
    stranger = "".join(
        live.client.get(path, headers={"Host": "etp.example"}).text for path in paths
    )
    assert [secret for secret in (key, *secrets.values()) if secret in stranger] == []
