"""`etpserver openapi`, `postman`, `coverage`, `env`, `doctor`: what a server is and how it is."""

import json
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from etpserver.cli.control.asking import Json, Url, World, asking, server_url
from etpserver.cli.control.output import show_facts, show_json, show_rows, write_file

if TYPE_CHECKING:
    from etpserver.testing.control import Control

Out = Annotated[
    Path | None, typer.Option("--out", "-o", help="Write to this file instead of printing.")
]
SLOW_S = 1.0


def openapi(
    *,
    control_plane: Annotated[
        bool, typer.Option("--control", help="That of the control plane.")
    ] = False,
    out: Out = None,
    url: Url = None,
) -> None:
    """Print the OpenAPI document of the vendor's API, or of the control plane."""
    _document("control/openapi.json" if control_plane else "openapi.json", out, url)


def postman(out: Out = None, url: Url = None) -> None:
    """Print the vendor's API as a Postman collection."""
    _document("postman.json", out, url)


def coverage(url: Url = None, *, as_json: Json = False) -> None:
    """List every documented operation, and whether it is served and tested."""
    with asking(url) as control:
        found = control.server("GET", "coverage.json")
        if as_json:
            show_json(found)
            return
        columns = ("operation", "section", "method", "path", "served", "tested", "ground")
        show_rows(found["operations"], columns, as_json=False)


def print_env(url: Url = None, world: World = None, *, as_json: Json = False) -> None:
    """Print what a shell needs to call a world: eval "$(etpserver env)"."""
    with asking(url) as control:
        record = control.server("GET", f"worlds/{world or 'main'}")
    base = server_url(url)
    values = {
        "ETP_URL": base,
        "ETP_API": base if record["name"] == "main" else record["url"],
        "ETP_TOKEN": record["token"],
    }
    if as_json:
        show_json(values)
        return
    for name, value in values.items():
        typer.echo(f"export {name}={shlex.quote(value or '')}")


def doctor(url: Url = None, *, as_json: Json = False) -> None:
    """Look whether the server is well; exit code 1 when something is wrong."""
    with asking(url) as control:
        found = list(_examine(control))
    rows = [{"check": name, "ok": not wrong, "says": wrong or fact} for name, wrong, fact in found]
    show_rows(rows, ("check", "ok", "says"), as_json=as_json)
    if any(not row["ok"] for row in rows):
        raise typer.Exit(1)


def _examine(control: "Control") -> Iterator[tuple[str, str, str]]:
    """Each check with what is wrong, or with what was seen."""
    import time  # noqa: PLC0415

    from etpserver import __version__  # noqa: PLC0415
    from etpserver.testing.control import ControlError  # noqa: PLC0415

    health = control.server("GET", "health")
    differs = f"The server is {health['version']}, this command {__version__}: use the same."
    yield "version", "" if health["version"] == __version__ else differs, health["version"]
    try:
        control.server("GET", "ready")
        yield "ready", "", "the database answers and is migrated"
    except ControlError as problem:
        yield "ready", f"{problem.problem.get('reason') or problem}", ""
    worlds = control.server("GET", "worlds")["worlds"]
    yield "worlds", "", f"{len(worlds)}: {', '.join(world['name'] for world in worlds)[:200]}"
    without = [world["name"] for world in worlds if not world["token"]]
    yield "admins", f"No active admin in: {', '.join(without)}." if without else "", "all there"
    started = time.perf_counter()
    control.call("GET", "state")
    took = time.perf_counter() - started
    slow = f"The state took {took:.1f} s: the disk or the machine is slow."
    yield "speed", slow if took > SLOW_S else "", f"the state took {took * 1000:.0f} ms"
    faults = control.call("GET", "faults")["faults"]
    active = [fault for fault in faults if fault["state"] == "armed"]
    yield "faults", "", f"{len(active)} active in main"
    clock = control.call("GET", "clock")
    yield "clock", "", f"{clock['mode']}, {clock['now']} in main"


def _document(path: str, out: Path | None, url: str | None) -> None:
    with asking(url) as control:
        content: Any = control.server("GET", path)
    if out is None:
        show_json(content)
        return
    write_file(out, f"{json.dumps(content, indent=2, ensure_ascii=False)}\n".encode())
    show_facts({"file": str(out)}, as_json=False)
