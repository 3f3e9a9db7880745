"""The flags of `serve` are read here and by typer: both know the same ones."""

import pytest
import typer

from etpserver.cli.commands import app
from etpserver.cli.flags import SWITCHES, VALUES, plain_serve


def test_both_know_the_same_flags() -> None:
    command: typer.core.TyperGroup = typer.main.get_command(app)  # type: ignore[assignment]
    serve = command.commands["serve"]
    known = {flag for option in serve.params for flag in (*option.opts, *option.secondary_opts)}
    assert known - {"--help"} == VALUES | SWITCHES.keys()


@pytest.mark.parametrize(
    ("arguments", "flags"),
    [
        (["serve"], {}),
        (["serve", "--port", "1"], {"port": "1"}),
        (["serve", "--port=1"], {"port": "1"}),
        (["serve", "--url-file", ""], {"url_file": ""}),
        (["serve", "--port", "1", "--port", "2"], {"port": "2"}),
        (["serve", "--tls", "--no-control"], {"tls": "true", "control": "false"}),
        (["serve", "--control", "--shared"], {"control": "true", "shared": "true"}),
    ],
)
def test_plain_flags_become_start_values(arguments: list[str], flags: dict[str, str]) -> None:
    assert plain_serve(arguments) == flags


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["version"],
        ["serve", "--help"],
        ["serve", "--prt", "1"],
        ["serve", "--port"],
        ["serve", "--port", "--tls"],
        ["serve", "--tls=true"],
        ["serve", "here"],
    ],
)
def test_all_else_is_left_to_typer(arguments: list[str]) -> None:
    assert plain_serve(arguments) is None
