"""Which command is where."""

import typer

from etpserver.cli.control import (
    clocks,
    describing,
    faults,
    requests,
    snapshots,
    terminals,
    training,
    worlds,
)


def register(app: typer.Typer) -> None:
    """Add the commands that drive a running server, in the order of the help."""
    app.command()(worlds.reset)
    app.command()(worlds.state)
    app.command()(worlds.undo)
    app.add_typer(worlds.world_app, name="world")
    app.add_typer(snapshots.snapshot_app, name="snapshot")
    app.add_typer(clocks.clock_app, name="clock")
    app.add_typer(faults.fault_app, name="fault")
    app.add_typer(requests.requests_app, name="requests")
    app.add_typer(terminals.terminals_app, name="terminals")
    app.command()(terminals.punch)
    app.add_typer(training.training_app, name="training")
    app.command()(describing.openapi)
    app.command()(describing.postman)
    app.command()(describing.coverage)
    app.command("env")(describing.print_env)
    app.command()(describing.doctor)
