"""`etpserver clock`: the clock of a world."""

import re
from typing import Annotated, Any

import typer

from etpserver.cli.control.asking import Json, Url, World, asking
from etpserver.cli.control.output import show_facts, show_rows

clock_app = typer.Typer(help="Read and set the clock of a world.", invoke_without_command=True)
SHORT = re.compile(r"(\d+)\s*([smhd])", re.IGNORECASE)
Moment = Annotated[
    str | None, typer.Argument(help="An ISO time such as 2026-01-05T08:00:00+05:30; default: now.")
]


@clock_app.callback()
def show_clock(
    context: typer.Context, url: Url = None, world: World = None, *, as_json: Json = False
) -> None:
    """Say what time it is in a world."""
    if context.invoked_subcommand is None:
        with asking(url, world) as control:
            show_facts(control.call("GET", "clock"), as_json=as_json)


@clock_app.command("freeze")
def freeze(
    at: Moment = None, url: Url = None, world: World = None, *, as_json: Json = False
) -> None:
    """Let the clock stand still."""
    _put({"mode": "frozen", "now": at}, url, world, as_json=as_json)


@clock_app.command("set")
def set_clock(
    at: Annotated[str, typer.Argument(help="An ISO time.")],
    url: Url = None,
    world: World = None,
    *,
    as_json: Json = False,
) -> None:
    """Let the clock go on from another moment."""
    _put({"mode": "offset", "now": at}, url, world, as_json=as_json)


@clock_app.command("scale")
def scale(
    factor: Annotated[float, typer.Argument(help="60 lets an hour pass in a minute.")],
    at: Moment = None,
    url: Url = None,
    world: World = None,
    *,
    as_json: Json = False,
) -> None:
    """Let the clock run faster or slower."""
    _put({"mode": "scaled", "scale": factor, "now": at}, url, world, as_json=as_json)


@clock_app.command("real")
def real(url: Url = None, world: World = None, *, as_json: Json = False) -> None:
    """Let the clock follow the operating system's."""
    _put({"mode": "real"}, url, world, as_json=as_json)


@clock_app.command("advance")
def advance(
    span: Annotated[str, typer.Argument(help="8h, 90m, 30s, 2d, PT8H, or an ISO time.")],
    url: Url = None,
    world: World = None,
    *,
    as_json: Json = False,
) -> None:
    """Move the clock on and settle what falls due meanwhile, in order."""
    with asking(url, world) as control:
        done = control.call("POST", "clock/advance", _span(span))
        if as_json:
            show_facts(done, as_json=True)
            return
        show_facts({"mode": done["mode"], "now": done["now"]}, as_json=False)
        show_rows(done["fired"], ("at", "text"), as_json=False, nothing="Nothing fell due.")


def _span(text: str) -> dict[str, str]:
    if short := SHORT.fullmatch(text.strip()):
        number, unit = short[1], short[2].upper()
        return {"by": f"P{number}D" if unit == "D" else f"PT{number}{unit}"}
    return {"by": text} if text.upper().startswith(("P", "-P")) else {"to": text}


def _put(body: dict[str, Any], url: str | None, world: str | None, *, as_json: bool) -> None:
    given = {name: value for name, value in body.items() if value is not None}
    with asking(url, world) as control:
        show_facts(control.call("PUT", "clock", given), as_json=as_json)
