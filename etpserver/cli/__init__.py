"""The command `etpserver`, short `etp`."""


def main() -> None:
    """Run the command line."""
    from etpserver.cli.commands import app  # noqa: PLC0415  workers import this package too

    app()
