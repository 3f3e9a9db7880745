"""The command `etpserver`, short `etp`."""

import gc
import sys

START_THRESHOLD = 50_000  # objects; what is loaded at a start is no garbage


def main() -> None:
    """Run the command line."""
    from etpserver.cli.flags import plain_serve  # noqa: PLC0415  workers import this package too

    flags = plain_serve(sys.argv[1:])
    if flags is not None:
        gc.set_threshold(START_THRESHOLD)
        from etpserver.cli.serving import run  # noqa: PLC0415

        sys.exit(run(flags))
    from etpserver.cli.commands import app  # noqa: PLC0415

    app()
