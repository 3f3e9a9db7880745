import threading
import time

import pytest

from etpserver import __version__
from etpserver.cli import main
from tests.cli.conftest import Commands, Server


def test_prints_the_version(commands: Commands) -> None:
    assert commands.run("version").stdout == f"{__version__}\n"


def test_loads_no_web_framework_to_print_its_help() -> None:
    assert main.__module__ == "etpserver.cli"


def test_ready_is_0_when_the_server_can_answer(commands: Commands, server: Server) -> None:
    assert commands.run("ready", "--url", server.url).returncode == 0


def test_ready_is_1_when_nobody_answers(commands: Commands) -> None:
    ended = commands.run("ready", ETP_HOST="127.0.0.1", ETP_PORT="9")
    assert ended.returncode == 1
    assert ended.stderr.startswith("etpserver: No server answers at http://127.0.0.1:9")


def test_wait_gives_up_in_time(commands: Commands) -> None:
    started = time.monotonic()
    ended = commands.run("wait", "--url", "http://127.0.0.1:9", "--timeout", "0.2")
    assert (ended.returncode, "Not ready within 0.2 s" in ended.stderr) == (1, True)
    assert time.monotonic() - started < 10


def test_wait_returns_once_the_server_is_ready(commands: Commands) -> None:
    from etpserver.server import addresses

    port, held = addresses.reserve("127.0.0.1", 0)
    if held:
        held.close()
    ends: list[int] = []

    def wait() -> None:
        ends.append(commands.run("wait", ETP_PORT=str(port), ETP_HOST="127.0.0.1").returncode)

    waiting = threading.Thread(target=wait)
    waiting.start()
    with commands.serve("--port", str(port)):
        waiting.join()
    assert ends == [0]


@pytest.mark.parametrize(
    "url", ["nonsense", "ftp://127.0.0.1", "http://127.0.0.1:88888", "http://[::1"]
)
def test_ready_refuses_what_is_no_url(commands: Commands, url: str) -> None:
    ended = commands.run("ready", "--url", url)
    assert (ended.returncode, ended.stderr) == (
        1,
        f"etpserver: {url} is no URL; give one such as http://127.0.0.1:8088.\n",
    )


def test_refuses_a_match_that_is_no_object(commands: Commands) -> None:
    broken = commands.run("requests", "find", "{")
    assert (broken.returncode, broken.stderr.partition(":")[2][:20]) == (1, " MATCH is not JSON: ")
    of_many = commands.run("requests", "verify", "[]")
    assert (of_many.returncode, of_many.stderr) == (
        1,
        'etpserver: MATCH takes an object such as {"operation": "areas_list"}.\n',
    )
