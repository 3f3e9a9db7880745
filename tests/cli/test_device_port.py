import socket

import pytest

from tests.cli.conftest import Commands
from tests.server.reading import read_all

POLL = b"GET /iclock/getrequest?SN=SN1&INFO=Ver 2.0.12,0 HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture
def port() -> int:
    """A port that is free now."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def answer(port: int) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(POLL)
        return read_all(connection)


@pytest.mark.parametrize("flags", [(), ("--workers", "2"), ("--tls",)], ids=" ".join)
def test_terminals_may_have_a_port_of_their_own(
    commands: Commands, port: int, flags: tuple[str, ...]
) -> None:
    with commands.serve("--device-port", str(port), *flags):
        found = answer(port)
    # Whatever the server says to a terminal: the request reached it, its space and all.
    assert b"\r\nserver: granian\r\n" in found
    assert not found.startswith(b"HTTP/1.1 400")


def test_the_banner_tells_where_terminals_call(commands: Commands, port: int) -> None:
    with commands.serve(ETP_DEVICE_PORT=str(port)) as server:
        pass
    assert f"Terminals http://127.0.0.1:{port}\n" in server.stop()[1]


@pytest.mark.parametrize("value", ["", "0"])
def test_there_is_none_by_default(commands: Commands, value: str) -> None:
    with commands.serve(ETP_DEVICE_PORT=value) as server:
        pass
    assert "Terminals" not in server.stop()[1]


def test_says_that_the_device_port_is_in_use(commands: Commands) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        ended = commands.run("serve", "--port", "0", "--device-port", port)
    assert ended.returncode == 1
    assert ended.stderr == (
        f"etpserver: Port {port} is in use. Stop what uses it, or pass another --device-port.\n"
    )
