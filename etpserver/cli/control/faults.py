"""`etpserver fault`: faults of a world."""

from typing import Annotated, Any

import typer

from etpserver.cli.control.asking import Json, Url, World, asking, json_object
from etpserver.cli.control.output import say, show_facts, show_rows
from etpserver.cli.failing import fail

fault_app = typer.Typer(help="Let operations fail, answer late or break off.", no_args_is_help=True)
RULE, OPTIONS = '{"match": {}, "do": {"status": 503}}', '{"every": 3}'
COLUMNS = ("id", "match", "do", "seen", "hits", "times", "after", "every", "state")


@fault_app.command("list")
def list_faults(url: Url = None, world: World = None, *, as_json: Json = False) -> None:
    """List the rules of a world, spent ones included."""
    with asking(url, world) as control:
        show_rows(control.call("GET", "faults")["faults"], COLUMNS, as_json=as_json)


@fault_app.command("add")
def add_fault(  # noqa: PLR0913  a flag each
    operation: Annotated[
        str | None,
        typer.Argument(help="Such as employees_list or push_cdata; without one: every request."),
    ] = None,
    *,
    status: Annotated[int | None, typer.Option(help="Answer with this status.")] = None,
    vendor_code: Annotated[int | None, typer.Option(help="A code such as -10.")] = None,
    latency: Annotated[float | None, typer.Option(help="Answer so many ms later.")] = None,
    connection: Annotated[
        str | None, typer.Option(help="reset, empty, truncate, malformed or hang.")
    ] = None,
    retry_after: Annotated[int | None, typer.Option(help="Say so: in so many seconds.")] = None,
    times: Annotated[int | None, typer.Option(help="To so many requests only.")] = None,
    after: Annotated[int | None, typer.Option(help="Let so many through first.")] = None,
    every: Annotated[int | None, typer.Option(help="To every so-many-th only.")] = None,
    probability: Annotated[float | None, typer.Option(help="By chance, from 0 to 1.")] = None,
    seed: Annotated[int | None, typer.Option(help="Begins the chance; default: 0.")] = None,
    ttl: Annotated[float | None, typer.Option(help="For so many seconds.")] = None,
    rule: Annotated[
        str | None,
        typer.Option(help='A whole rule as JSON, alone: {"match": .., "times": .., "do": ..}.'),
    ] = None,
    url: Url = None,
    world: World = None,
    as_json: Json = False,
) -> None:
    """Add a rule."""
    do = {
        "status": status,
        "vendor_code": vendor_code,
        "latency_ms": latency,
        "connection": connection,
        "retry_after": retry_after,
    }
    turn = {
        "times": times,
        "after": after,
        "every": every,
        "probability": probability,
        "seed": seed,
        "ttl_s": ttl,
    }
    flags = {
        **({"match": {"operation": operation}} if operation else {}),
        **({"do": _given(do)} if _given(do) else {}),
        **_given(turn),
    }
    if rule is not None and flags:
        fail("--rule says everything; say the rest in it.")
    body = {"do": {}, **flags} if rule is None else json_object(rule, "--rule", RULE)
    with asking(url, world) as control:
        show_facts(control.call("POST", "faults", body), as_json=as_json)


@fault_app.command("rm")
def remove_fault(
    fault: Annotated[str, typer.Argument(metavar="ID", help="As the list numbers it.")],
    url: Url = None,
    world: World = None,
    *,
    as_json: Json = False,
) -> None:
    """Remove one rule."""
    with asking(url, world) as control:
        control.call("DELETE", f"faults/{fault}")
        say(f"Removed {fault}.", {"removed": fault}, as_json=as_json)


@fault_app.command("clear")
def clear_faults(url: Url = None, world: World = None, *, as_json: Json = False) -> None:
    """Remove every rule of a world."""
    with asking(url, world) as control:
        control.call("DELETE", "faults")
        say("No faults are left.", {"faults": []}, as_json=as_json)


@fault_app.command("scenario")
def scenario(  # noqa: PLR0913  a flag each
    name: Annotated[
        str | None, typer.Argument(help="Such as flaky or maintenance; without one: the list.")
    ] = None,
    *,
    options: Annotated[
        str | None, typer.Option(help='Its options as JSON, such as {"every": 3}.')
    ] = None,
    off: Annotated[bool, typer.Option("--off", help="End it; without a name: all.")] = False,
    url: Url = None,
    world: World = None,
    as_json: Json = False,
) -> None:
    """Let a whole situation happen: one call for several rules."""
    given = json_object(options, "--options", OPTIONS) if options is not None else None
    if given is not None and (off or name is None):
        fail("--options goes with the name of a scenario that is to begin.")
    with asking(url, world) as control:
        if off and name is not None:
            control.call("DELETE", f"scenarios/{name}")
            say(f"{name} has ended.", {"ended": name}, as_json=as_json)
        elif off:
            control.call("DELETE", "scenarios")
            say("All scenarios have ended.", {"scenarios": []}, as_json=as_json)
        elif name is None:
            found = control.call("GET", "scenarios")["scenarios"]
            show_rows(found, ("name", "armed", "summary"), as_json=as_json)
        else:
            done = control.call("POST", f"scenarios/{name}", given)
            say(f"{name} is on. End it with: etpserver fault scenario --off", done, as_json=as_json)


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}
