"""`etpserver terminals`, `punch`: the device side of a world."""

from typing import Annotated

import typer

from etpserver.cli.control.asking import Json, Url, World, asking
from etpserver.cli.control.output import say, show_rows

terminals_app = typer.Typer(help="The terminals of a world and their queues.", no_args_is_help=True)
COLUMNS = ("id", "sn", "alias", "area", "state", "ip_address", "last_activity", "user_count")
COMMAND_COLUMNS = ("id", "content", "state", "attempts", "created_at", "return_code", "reason")
SHOWN = 70  # characters of a command: one may carry a photo
Serial = Annotated[str, typer.Argument(metavar="SERIAL", help="Which terminal.")]


@terminals_app.command("list")
def list_terminals(url: Url = None, world: World = None, *, as_json: Json = False) -> None:
    """List the terminals, as the documented API answers them."""
    from etpserver.testing.client import MAIN, Etp  # noqa: PLC0415

    with asking(url) as control:
        there = Etp(control, control.server("GET", f"worlds/{world or MAIN}"))
        with there:
            answer = there.client.get("/iclock/api/terminals/", params={"page_size": 1000})
            answer.raise_for_status()
            rows = [{**row, "area": row["area"]["area_name"]} for row in answer.json()["data"]]
            show_rows(rows, COLUMNS, as_json=as_json, nothing="This world has no terminal.")


@terminals_app.command("commands")
def list_commands(
    serial: Serial,
    *,
    state: Annotated[
        str | None, typer.Option(help="pending, sent, done, failed or expired.")
    ] = None,
    url: Url = None,
    world: World = None,
    as_json: Json = False,
) -> None:
    """List a terminal's queue, the newest last."""
    query = {"state": state} if state else None
    with asking(url, world) as control:
        rows = control.call("GET", f"terminals/{serial}/commands", query=query)["commands"]
        if not as_json:
            rows = [{**row, "content": _short(row["content"])} for row in rows]
        nothing = "The queue is empty."
        show_rows(rows, COMMAND_COLUMNS, as_json=as_json, nothing=nothing)


@terminals_app.command("answer")
def answer_command(  # noqa: PLR0913  a flag each
    serial: Serial,
    command: Annotated[int, typer.Argument(metavar="ID", help="As the queue numbers it.")],
    return_code: Annotated[int, typer.Argument(help="0 for success.")] = 0,
    *,
    url: Url = None,
    world: World = None,
    as_json: Json = False,
) -> None:
    """Answer a command in the device's place."""
    path = f"terminals/{serial}/commands/{command}/answer"
    with asking(url, world) as control:
        done = control.call("POST", path, {"return": return_code})
        say(f"Command {command} is {done['command']['state']}.", done, as_json=as_json)


@terminals_app.command("online")
def online(serial: Serial, url: Url = None, world: World = None, *, as_json: Json = False) -> None:
    """Let a simulated terminal call again."""
    _tell(serial, "online", url, world, as_json=as_json)


@terminals_app.command("offline")
def offline(serial: Serial, url: Url = None, world: World = None, *, as_json: Json = False) -> None:
    """Let a simulated terminal keep what it records to itself."""
    _tell(serial, "offline", url, world, as_json=as_json)


def punch(  # noqa: PLR0913  a flag each
    emp_code: Annotated[str, typer.Argument(help="Whose punch; an unknown one is unregistered.")],
    terminal: Annotated[str, typer.Argument(metavar="SERIAL", help="Where.")],
    *,
    at: Annotated[str | None, typer.Option(help="An ISO time; default: the world's now.")] = None,
    state: Annotated[str | None, typer.Option(help="0 in, 1 out, .. 255 none.")] = None,
    url: Url = None,
    world: World = None,
    as_json: Json = False,
) -> None:
    """Let a person punch at a terminal."""
    given = {"terminal": terminal, "emp_code": emp_code, "at": at, "state": state}
    body = {name: value for name, value in given.items() if value is not None}
    with asking(url, world) as control:
        done = control.call("POST", "simulate/punches", body)
        say(f"{emp_code} punched at {terminal}.", done, as_json=as_json)


def _tell(serial: str, what: str, url: str | None, world: str | None, *, as_json: bool) -> None:
    with asking(url, world) as control:
        done = control.call("POST", f"simulate/terminals/{serial}/{what}")
        say(f"{serial} is {what}.", done, as_json=as_json)


def _short(content: str) -> str:
    line = content.replace("\t", " ")
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 3]}..."
