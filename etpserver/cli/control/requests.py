"""`etpserver requests`: what a world was asked."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from etpserver.cli.control.asking import Json, Url, World, asking, json_object
from etpserver.cli.control.output import json_text, show_facts, show_json, show_rows, write_file
from etpserver.printable import printable

if TYPE_CHECKING:
    from etpserver.testing.control import Control

requests_app = typer.Typer(
    help="The journal: every request a world has seen.", invoke_without_command=True
)
COLUMNS = ("id", "operation", "method", "path", "query", "status", "ms", "fault", "warnings")
VERIFICATION_FAILED = 2
NOT_VERIFIED = 409
STEP_S = 0.5
MATCH = '{"operation": "areas_list"}'
Limit = Annotated[int, typer.Option("--limit", "-n", help="The newest so many.")]


@requests_app.callback()
def list_requests(
    context: typer.Context,
    limit: Limit = 50,
    url: Url = None,
    world: World = None,
    *,
    as_json: Json = False,
) -> None:
    """List requests, the newest last."""
    if context.invoked_subcommand is not None:
        return
    with asking(url, world) as control:
        rows = control.call("GET", "requests", query={"limit": limit})["requests"]
        show_rows(_shown(rows, as_json), COLUMNS, as_json=as_json, nothing="No requests yet.")


@requests_app.command("show")
def show_request(
    request: Annotated[int, typer.Argument(metavar="ID", help="As the list numbers it.")],
    url: Url = None,
    world: World = None,
) -> None:
    """Show one request whole, as JSON."""
    with asking(url, world) as control:
        show_json(control.call("GET", f"requests/{request}"))


@requests_app.command("tail")
def tail(url: Url = None, world: World = None, *, as_json: Json = False) -> None:
    """Print requests as they come, until Ctrl-C."""
    with asking(url, world) as control:
        for entry in _following(control):
            if as_json:
                typer.echo(json_text(entry))
            else:
                typer.echo(printable(_line(entry)))


@requests_app.command("find")
def find(
    match: Annotated[str, typer.Argument(help=f"JSON such as {MATCH}.")],
    url: Url = None,
    world: World = None,
    *,
    as_json: Json = False,
) -> None:
    """List the requests that match."""
    with asking(url, world) as control:
        found = control.call("POST", "requests/find", {"match": json_object(match, "MATCH", MATCH)})
        rows = _shown(found["requests"], as_json)
        show_rows(rows, COLUMNS, as_json=as_json, nothing="No request matches.")


@requests_app.command("verify")
def verify(  # noqa: PLR0913  a flag each
    match: Annotated[str, typer.Argument(help=f"JSON such as {MATCH}.")],
    *,
    exactly: Annotated[int | None, typer.Option(help="It came so often.")] = None,
    at_least: Annotated[int | None, typer.Option(help="It came so often or more.")] = None,
    at_most: Annotated[int | None, typer.Option(help="It came so often or less.")] = None,
    url: Url = None,
    world: World = None,
    as_json: Json = False,
) -> None:
    """Check how often a request came: exit code 0 if so, 2 if not."""
    bounds = {"exactly": exactly, "at_least": at_least, "at_most": at_most}
    numbers = {name: number for name, number in bounds.items() if number is not None}
    body = {"match": json_object(match, "MATCH", MATCH), "count": numbers or {"at_least": 1}}
    with asking(url, world) as control:
        from etpserver.testing.control import ControlError  # noqa: PLC0415
        from etpserver.testing.requests import why_not_verified  # noqa: PLC0415

        try:
            show_facts(control.call("POST", "requests/verify", body), as_json=as_json)
        except ControlError as problem:
            if problem.status != NOT_VERIFIED:
                raise
            if as_json:
                show_json(problem.problem)
            typer.echo(f"etpserver: {why_not_verified(problem)}", err=True)
            raise typer.Exit(VERIFICATION_FAILED) from problem


@requests_app.command("unmatched")
def unmatched(url: Url = None, world: World = None, *, as_json: Json = False) -> None:
    """List requests to what does not exist, with the nearest path that does."""
    with asking(url, world) as control:
        found = control.call("GET", "requests/unmatched")["requests"]
        columns = ("id", "method", "path", "status", "nearest")
        show_rows(found, columns, as_json=as_json, nothing="Every request found its path.")


@requests_app.command("har")
def har(
    out: Annotated[Path, typer.Argument(help="The file to write; - for standard output.")],
    url: Url = None,
    world: World = None,
) -> None:
    """Write the journal as an HTTP archive, for a browser's developer tools."""
    with asking(url, world) as control:
        content = control.send("GET", "requests.har").content
        if str(out) == "-":
            typer.get_binary_stream("stdout").write(content)
            return
        write_file(out, content)
        typer.echo(f"Wrote {out} ({len(content)} bytes).")


@requests_app.command("clear")
def clear(url: Url = None, world: World = None) -> None:
    """Forget every request."""
    with asking(url, world) as control:
        control.call("DELETE", "requests")
        typer.echo("The journal is empty.")


def _following(control: "Control") -> Iterator[dict[str, Any]]:
    """Entries newer than those that are there, for as long as somebody listens."""
    newest = control.call("GET", "requests", query={"limit": 1})["requests"]
    last = newest[-1]["id"] if newest else 0
    while True:
        found = control.call("GET", "requests", query={"since": last})["requests"]
        for entry in found:
            last = entry["id"]
            yield entry
        if not found:
            time.sleep(STEP_S)


def _shown(entries: list[dict[str, Any]], as_json: bool) -> list[dict[str, Any]]:  # noqa: FBT001
    """Entries as a table shows them; JSON has them whole."""
    from etpserver.testing.requests import short  # noqa: PLC0415  loads httpx

    return entries if as_json else [{**entry, **short(entry)} for entry in entries]


def _line(entry: dict[str, Any]) -> str:
    from etpserver.testing.requests import short  # noqa: PLC0415  loads httpx

    parts = short(entry)
    query = f"?{parts['query']}" if parts["query"] else ""
    fault = f"  [{parts['fault']}]" if parts["fault"] else ""
    return f"{entry['status']} {entry['method']} {entry['path']}{query} {entry['ms']} ms{fault}"
