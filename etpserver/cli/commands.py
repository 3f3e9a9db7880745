"""The commands and their flags; what they do lies beside, loaded when it is asked for."""

from typing import Annotated, Any

import typer

from etpserver.cli.control.asking import Url, server_url
from etpserver.cli.control.registering import register
from etpserver.cli.failing import fail
from etpserver.env import BY_NAME
from iclock.virtual.behaviour import Enrolment

app = typer.Typer(
    name="etpserver",
    help="A complete stand-in for a ZKTeco EasyTimePro server.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def setting(name: str, *, metavar: str | None = None) -> Any:
    """The flag of a start value, with its one line of help."""
    known = BY_NAME[name]
    default = f" Default: {known.default}" if known.default and metavar else ""
    return typer.Option(known.flag, help=known.help + default, metavar=metavar)


@app.command()
def serve(  # noqa: PLR0913  a flag each
    *,
    host: Annotated[str | None, setting("host", metavar="ADDRESS")] = None,
    port: Annotated[str | None, setting("port", metavar="PORT")] = None,
    device_port: Annotated[str | None, setting("device_port", metavar="PORT")] = None,
    database: Annotated[str | None, setting("database", metavar="URL")] = None,
    data: Annotated[str | None, setting("data", metavar="FOLDER")] = None,
    fixture: Annotated[str | None, setting("fixture", metavar="NAME|FOLDER")] = None,
    init: Annotated[str | None, setting("init", metavar="FOLDER")] = None,
    workers: Annotated[str | None, setting("workers", metavar="N")] = None,
    shared: Annotated[bool | None, setting("shared")] = None,
    control: Annotated[
        bool | None, typer.Option("--control/--no-control", help=BY_NAME["control"].help)
    ] = None,
    control_port: Annotated[str | None, setting("control_port", metavar="PORT")] = None,
    demo_worlds: Annotated[bool | None, setting("demo_worlds")] = None,
    terminals: Annotated[str | None, setting("terminals", metavar="N|off")] = None,
    tls: Annotated[bool | None, setting("tls")] = None,
    tls_cert: Annotated[str | None, setting("tls_cert", metavar="FILE")] = None,
    tls_key: Annotated[str | None, setting("tls_key", metavar="FILE")] = None,
    public_url: Annotated[str | None, setting("public_url", metavar="URL")] = None,
    url_file: Annotated[str | None, setting("url_file", metavar="FILE")] = None,
    log_format: Annotated[str | None, setting("log_format", metavar="text|json")] = None,
) -> None:
    """Serve until Ctrl-C. A new database starts with a fixture; an existing one is kept.

    Flags go before ETP_* variables (ETP_PORT), these before etp.toml in the current folder.
    """
    given = {name: value for name, value in locals().items() if value is not None}
    from etpserver.cli.serving import run  # noqa: PLC0415  loaded when asked for

    flags = {name: str(v).lower() if isinstance(v, bool) else v for name, v in given.items()}
    raise typer.Exit(run(flags))


@app.command()
def ready(url: Url = None) -> None:
    """Say whether the server can answer: exit code 0 or 1, for container health checks."""
    from etpserver.cli.waiting import why_not_ready  # noqa: PLC0415

    reason = why_not_ready(server_url(url))
    if reason:
        fail(reason)
    typer.echo("ready")


@app.command()
def wait(
    url: Url = None,
    timeout: Annotated[float, typer.Option(help="Seconds to wait at most.")] = 30.0,
) -> None:
    """Wait until the server can answer; exit code 1 when it does not in time."""
    from etpserver.cli.waiting import wait_until_ready  # noqa: PLC0415

    reason = wait_until_ready(server_url(url), timeout)
    if reason:
        fail(f"Not ready within {timeout:g} s: {reason}")
    typer.echo("ready")


@app.command()
def simulate(  # noqa: PLR0913  a flag each
    *,
    server: Annotated[
        str | None,
        typer.Option(
            help="URL of the server, any that terminals can call; default: from ETP_HOST and"
            " ETP_PORT.",
            metavar="URL",
        ),
    ] = None,
    terminals: Annotated[int, typer.Option(help="How many.", min=1, max=5000)] = 10,
    punches_per_minute: Annotated[
        float, typer.Option(help="At each terminal.", min=0, max=6000)
    ] = 6.0,
    duration: Annotated[
        str, typer.Option("--for", help="How long: 90, 60s, 5m, 1h.", metavar="TIME")
    ] = "60s",
    serial_prefix: Annotated[str, typer.Option(help="What serial numbers begin with.")] = "VT",
    seed: Annotated[int, typer.Option(help="The same seed does the same.")] = 1,
    people: Annotated[
        int, typer.Option(help="Made-up people that each terminal uploads.", min=0, max=10_000)
    ] = 0,
    token: Annotated[
        str | None,
        typer.Option(help="Key of the REST API, to send the people of the terminals' areas."),
    ] = None,
    login: Annotated[
        str | None, typer.Option(help="The same by a login.", metavar="USER:PASSWORD")
    ] = None,
    enrolment: Annotated[
        Enrolment, typer.Option(help="How enrolments end that the server starts.")
    ] = Enrolment.SUCCESS,
    speed: Annotated[
        float, typer.Option(help="Wait a fraction of the real times.", min=0.1, max=1000)
    ] = 1.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    live: Annotated[bool, typer.Option("--live", hidden=True)] = False,
) -> None:
    """Let virtual terminals call a server, and report what came of it.

    Exit code 0 when the server has acknowledged every record, else 1.
    """
    from etpserver.cli import simulating  # noqa: PLC0415

    url = server_url(server)
    if live:
        raise typer.Exit(simulating.run_live(url, terminals, seed))
    wanted = simulating.Wanted(
        server=url,
        terminals=terminals,
        punches_per_minute=punches_per_minute,
        duration=duration,
        serial_prefix=serial_prefix,
        seed=seed,
        people=people,
        token=token or "",
        login=login or "",
        enrolment=enrolment,
        speed=speed,
    )
    raise typer.Exit(simulating.run(wanted, as_json=as_json))


@app.command()
def version() -> None:
    """Print the version."""
    from etpserver import __version__  # noqa: PLC0415  reads the package's metadata

    typer.echo(__version__)


register(app)
