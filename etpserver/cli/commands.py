"""The commands and their flags; what they do lies beside, loaded when it is asked for."""

from typing import Annotated, Any, NoReturn

import typer

from etpserver.env import BY_NAME

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


Url = Annotated[
    str | None, typer.Option("--url", help="The server's URL; default: from ETP_HOST and ETP_PORT.")
]


@app.command()
def serve(  # noqa: PLR0913  a flag each
    *,
    host: Annotated[str | None, setting("host", metavar="ADDRESS")] = None,
    port: Annotated[str | None, setting("port", metavar="PORT")] = None,
    database: Annotated[str | None, setting("database", metavar="URL")] = None,
    data: Annotated[str | None, setting("data", metavar="FOLDER")] = None,
    fixture: Annotated[str | None, setting("fixture", metavar="NAME|FOLDER")] = None,
    workers: Annotated[str | None, setting("workers", metavar="N")] = None,
    shared: Annotated[bool | None, setting("shared")] = None,
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

    flags = {name: _written(value) for name, value in given.items()}
    raise typer.Exit(run(flags))


@app.command()
def ready(url: Url = None) -> None:
    """Say whether the server can answer: exit code 0 or 1, for container health checks."""
    from etpserver.cli.waiting import why_not_ready  # noqa: PLC0415

    reason = why_not_ready(_server_url(url))
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

    reason = wait_until_ready(_server_url(url), timeout)
    if reason:
        fail(f"Not ready within {timeout:g} s: {reason}")
    typer.echo("ready")


@app.command()
def version() -> None:
    """Print the version."""
    from etpserver import __version__  # noqa: PLC0415  reads the package's metadata

    typer.echo(__version__)


def _written(value: Any) -> str:
    """A flag's value as a variable has it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _server_url(url: str | None) -> str:
    from etpserver import env  # noqa: PLC0415
    from etpserver.server.addresses import url as url_of  # noqa: PLC0415

    if url:
        return url.rstrip("/")
    try:
        values = env.current()
    except env.SettingError as problem:
        fail(str(problem))
    scheme = "https" if values["tls"] or values["tls_cert"] else "http"
    return url_of(scheme, values["host"], values["port"])


def fail(reason: str) -> NoReturn:
    """Say on one line why, and end with exit code 1."""
    typer.echo(f"etpserver: {reason}", err=True)
    raise typer.Exit(1)
