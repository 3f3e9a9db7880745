"""How a command ends that cannot do what it was asked."""

from typing import NoReturn

import typer

from etpserver.printable import printable_lines


def fail(reason: str) -> NoReturn:
    """Say on one line why, and end with exit code 1."""
    typer.echo(f"etpserver: {printable_lines(reason)}", err=True)
    raise typer.Exit(1)
