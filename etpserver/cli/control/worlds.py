"""`etpserver world`, `reset`, `state`, `undo`: worlds and what they hold."""

from typing import Annotated, Any

import typer

from etpserver.cli.control.asking import Json, Url, World, asking
from etpserver.cli.control.output import say, show_facts, show_rows

world_app = typer.Typer(
    help="Make, list and drop worlds: each a whole server of its own.", no_args_is_help=True
)
COLUMNS = ("name", "url", "origin", "seed", "expires_at")


@world_app.command("list")
def list_worlds(url: Url = None, *, as_json: Json = False) -> None:
    """List the worlds of the server."""
    with asking(url) as control:
        show_rows(control.server("GET", "worlds")["worlds"], COLUMNS, as_json=as_json)


@world_app.command("new")
def new_world(  # noqa: PLR0913  a flag each
    name: Annotated[str, typer.Argument(help="1 to 63 of a-z, 0-9, - and _.")],
    *,
    origin: Annotated[
        str, typer.Option("--from", help="seed, empty, fixture:NAME or snapshot:NAME.")
    ] = "seed",
    clock: Annotated[
        str | None, typer.Option(help="An ISO time at which its clock stands still.")
    ] = None,
    seed: Annotated[int, typer.Option(help="What its ids are drawn from.")] = 0,
    ttl: Annotated[int | None, typer.Option(help="Seconds after which it is dropped.")] = None,
    url: Url = None,
    as_json: Json = False,
) -> None:
    """Make a world and say its URL and its admin's token."""
    given: dict[str, Any] = {"clock": clock, "ttl_s": ttl}
    body = {"name": name, "from": origin, "seed": seed}
    body |= {key: value for key, value in given.items() if value is not None}
    with asking(url) as control:
        show_facts(control.server("POST", "worlds", body), as_json=as_json)


@world_app.command("rm")
def remove_world(
    name: Annotated[str, typer.Argument(help="As `world list` names it.")],
    url: Url = None,
    *,
    as_json: Json = False,
) -> None:
    """Drop a world with all that belongs to it."""
    with asking(url) as control:
        control.server("DELETE", f"worlds/{name}")
        say(f"Dropped {name}.", {"dropped": name}, as_json=as_json)


def reset(
    to: Annotated[str, typer.Argument(help="seed, empty, fixture:NAME or snapshot:NAME.")] = "seed",
    *,
    keep: Annotated[
        list[str] | None, typer.Option(help="faults, clock or journal; may be repeated.")
    ] = None,
    url: Url = None,
    world: World = None,
    as_json: Json = False,
) -> None:
    """Put a world back to a known state, in milliseconds."""
    with asking(url, world) as control:
        done = control.call("POST", "reset", {"to": to, "keep": keep or []})
        text = f"{done['world']} is {done['to']} again: {done['rows']} rows in {done['ms']} ms."
        say(text, done, as_json=as_json)


def state(url: Url = None, world: World = None, *, as_json: Json = False) -> None:
    """Count what a world holds; equal digests are equal states."""
    with asking(url, world) as control:
        found = control.call("GET", "state")
        facts = found if as_json else {**found["counts"], "digest": found["digest"]}
        show_facts(facts, as_json=as_json)


def undo(
    steps: Annotated[int, typer.Argument(help="How many changes to take back.")] = 1,
    *,
    url: Url = None,
    world: World = None,
    as_json: Json = False,
) -> None:
    """Take back the latest changes."""
    with asking(url, world) as control:
        done = control.call("POST", "undo", {"steps": steps})
        say(f"Took back {steps} of {done['world']}.", done, as_json=as_json)
