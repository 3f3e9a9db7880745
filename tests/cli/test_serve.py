import signal
import socket
from pathlib import Path

import httpx
import pytest

from tests.cli.conftest import Commands, Server


def test_serves_what_it_announces(server: Server) -> None:
    assert httpx.get(f"{server.url}/_etp/ready").json() == {"ready": True}


def test_lets_the_documented_users_log_in_on_loopback(server: Server) -> None:
    assert server.login("admin", "admin").status_code == 200
    assert server.login("viewer", "viewer").status_code == 200
    assert server.login("admin", "other").status_code != 200


def test_prints_where_it_is_and_who_may_log_in(commands: Commands) -> None:
    with commands.serve() as server:
        url = server.url
    _, printed = server.stop()
    assert f"URL       {url}\n" in printed
    assert "admin / admin" in printed
    assert f"{url}/_etp/docs" in printed
    assert "(new, fixture empty)" in printed


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_ends_with_0_and_takes_its_url_back_when_stopped(
    commands: Commands, number: signal.Signals
) -> None:
    with commands.serve() as server:
        server.process.send_signal(number)
        assert server.process.wait(timeout=10) == 0
        assert not server.url_file.exists()
        assert server.said() == ""


def test_keeps_an_existing_database(commands: Commands) -> None:
    with commands.serve() as first:
        login = first.login("admin", "admin").json()
    with commands.serve("--fixture", "demo") as second:
        assert second.login("admin", "admin").json() == login
    _, printed = second.stop()
    assert "(kept as it was)" in printed


def test_serves_with_several_workers(commands: Commands) -> None:
    with commands.serve("--workers", "2") as server:
        assert httpx.get(f"{server.url}/livez").text == "ok\n"
    assert server.stop()[0] == 0


def test_makes_a_password_of_its_own_on_other_addresses(commands: Commands) -> None:
    with commands.serve("--host", "0.0.0.0") as server:  # noqa: S104
        assert server.login("admin", "admin").status_code != 200
        assert server.login("viewer", "viewer").status_code != 200
        server.process.terminate()
        _, printed = server.stop()
    assert "(shown once: keep it)" in printed


def test_takes_the_password_it_is_given(commands: Commands) -> None:
    with commands.serve("--host", "0.0.0.0", ETP_ADMIN_PASSWORD="tea-at-5") as server:  # noqa: S104
        assert server.login("admin", "tea-at-5").status_code == 200
    assert "tea-at-5" not in server.stop()[1]


def test_warns_when_the_documented_users_are_served_to_others(commands: Commands) -> None:
    with commands.serve() as server:
        pass
    with commands.serve("--host", "0.0.0.0") as server:  # noqa: S104
        pass
    assert "admin/admin and viewer/viewer still log in" in server.stop()[1]


def test_serves_https_with_a_certificate_that_its_ca_signed(
    commands: Commands, tmp_path: Path
) -> None:
    with commands.serve("--tls") as server:
        authority = (tmp_path / "etp-data" / "tls" / "ca.pem").read_bytes()
        answer = httpx.get(f"{server.url}/_etp/ca.pem", verify=_trusting(authority))
        assert answer.content == authority
    with commands.serve("--tls") as server:
        assert httpx.get(f"{server.url}/livez", verify=_trusting(authority)).status_code == 200


def _trusting(authority: bytes) -> "object":
    import ssl

    return ssl.create_default_context(cadata=authority.decode())


def test_says_that_the_port_is_in_use(commands: Commands) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        ended = commands.run("serve", "--port", port)
    assert ended.returncode == 1
    assert ended.stderr == (
        f"etpserver: Port {port} is in use. Stop what uses it, or pass --port 0 for a free one.\n"
    )


def test_refuses_the_port_of_another_etpserver(commands: Commands, server: Server) -> None:
    ended = commands.run("serve", "--port", server.url.rpartition(":")[2])
    assert (ended.returncode, "is in use" in ended.stderr) == (1, True)
