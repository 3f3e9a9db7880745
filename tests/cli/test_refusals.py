import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Commands


def refusal(commands: Commands, *flags: str, **variables: str) -> str:
    """The one line with which `serve` refuses to start."""
    ended = commands.run("serve", "--port", "0", *flags, **variables)
    assert ended.returncode == 1, ended.stdout
    assert ended.stderr.count("\n") == 1, ended.stderr
    return ended.stderr


def test_names_the_nearest_variable(commands: Commands) -> None:
    said = refusal(commands, ETP_DATABSE="sqlite:///x")
    assert said == "etpserver: ETP_DATABSE is no setting; the nearest is ETP_DATABASE.\n"


def test_names_the_flag_whose_value_does_not_fit(commands: Commands) -> None:
    said = refusal(commands, "--workers", "many")
    assert said == "etpserver: --workers='many': takes a whole number from 1 to 64.\n"


def test_names_the_fixtures_that_exist(commands: Commands) -> None:
    said = refusal(commands, "--fixture", "demmo")
    assert "demmo" in said
    assert "demo" in said.replace("demmo", "")
    assert not (commands.folder / "etp-data" / "etp.sqlite3").exists()


def test_names_a_folder_that_cannot_be_made(commands: Commands, tmp_path: Path) -> None:
    (tmp_path / "etp-data").write_text("a file")
    assert "etp-data cannot be written to" in refusal(commands)


def test_leaves_a_broken_database_alone(commands: Commands, tmp_path: Path) -> None:
    file = tmp_path / "broken.sqlite3"
    file.write_bytes(b"no database" * 1000)
    said = refusal(commands, "--database", f"sqlite:///{file}")
    assert "file is not a database" in said
    assert file.read_bytes() == b"no database" * 1000


def test_leaves_another_application_s_database_alone(commands: Commands, tmp_path: Path) -> None:
    file = tmp_path / "other.sqlite3"
    execute(file, "CREATE TABLE invoices (id INTEGER)")
    assert "another application" in refusal(commands, "--database", f"sqlite:///{file}")


def test_leaves_a_newer_version_s_database_alone(commands: Commands) -> None:
    with commands.serve():
        pass
    file = commands.folder / "etp-data" / "etp.sqlite3"
    execute(
        file,
        "INSERT INTO django_migrations (app, name, applied)"
        " VALUES ('personnel', '0999_future', '2030-01-01')",
    )
    said = refusal(commands)
    assert "newer version" in said
    assert "personnel.0999_future" in said


def test_says_that_a_database_server_is_not_there(commands: Commands) -> None:
    said = refusal(commands, "--database", "postgres://etp:secret@127.0.0.1:9/etp")
    assert "postgres://etp@127.0.0.1:9/etp" in said
    assert "secret" not in said


def test_wants_certificate_and_key_together(commands: Commands) -> None:
    assert "belong together" in refusal(commands, "--fixture", "empty", "--tls-cert", "x.pem")


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "x.pem cannot be read: No such file or directory."), ("nonsense", "cannot be used")],
)
def test_a_certificate_that_is_none_is_refused_before_a_database_is_made(
    commands: Commands, content: str | None, reason: str
) -> None:
    if content:
        (commands.folder / "x.pem").write_text(content)
    assert reason in refusal(commands, "--tls-cert", "x.pem", "--tls-key", "x.pem")
    assert not (commands.folder / "etp-data").exists()


def test_a_control_port_that_is_taken_is_refused_before_a_database_is_made(
    commands: Commands,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        said = refusal(commands, "--control-port", str(taken.getsockname()[1]))
    assert "is in use" in said
    assert not (commands.folder / "etp-data").exists()


def execute(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(statement)
