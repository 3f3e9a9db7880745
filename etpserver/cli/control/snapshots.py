"""`etpserver snapshot`: states kept under a name, and as files."""

import shutil
from pathlib import Path
from tempfile import TemporaryFile
from typing import Annotated

import typer

from etpserver.cli.control.asking import Json, Url, World, asking
from etpserver.cli.control.output import say, show_facts, show_rows
from etpserver.cli.failing import fail

snapshot_app = typer.Typer(
    help="Keep states of worlds under names, and as files that git can compare.",
    no_args_is_help=True,
)
COLUMNS = ("name", "world", "note", "created_at")
Name = Annotated[str, typer.Argument(help="1 to 63 of a-z, 0-9, - and _.")]


@snapshot_app.command("list")
def list_snapshots(url: Url = None, *, as_json: Json = False) -> None:
    """List the snapshots of the server."""
    with asking(url) as control:
        show_rows(control.call("GET", "snapshots")["snapshots"], COLUMNS, as_json=as_json)


@snapshot_app.command("save")
def save_snapshot(
    name: Name,
    *,
    note: Annotated[str, typer.Option(help="What it is for.")] = "",
    url: Url = None,
    world: World = None,
    as_json: Json = False,
) -> None:
    """Keep the present state of a world."""
    with asking(url, world) as control:
        done = control.call("POST", "snapshots", {"name": name, "note": note})
        say(f"Saved {name}. Back to it: etpserver snapshot load {name}", done, as_json=as_json)


@snapshot_app.command("load")
def load_snapshot(
    name: Annotated[str, typer.Argument(help="A snapshot's name, or a file to upload first.")],
    *,
    url: Url = None,
    world: World = None,
    as_json: Json = False,
) -> None:
    """Put a world back to a snapshot."""
    file = Path(name)
    with asking(url, world) as control:
        if file.suffix == ".json":
            name = file.stem
            control.upload(f"snapshots/{name}", _opened(file))
        done = control.call("POST", f"snapshots/{name}/restore")
        say(f"{done['world']} is {name} again.", done, as_json=as_json)


@snapshot_app.command("show")
def show_snapshot(
    name: Name,
    *,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Write the archive to this file.")
    ] = None,
    url: Url = None,
    as_json: Json = False,
) -> None:
    """Print a snapshot as its portable archive, or write it to a file."""
    with asking(url) as control:
        if out is None:
            control.download(f"snapshots/{name}", typer.get_binary_stream("stdout"))
            return
        with TemporaryFile() as held:  # a refusal leaves the file as it was
            size = control.download(f"snapshots/{name}", held)
            held.seek(0)
            try:
                with out.open("wb") as target:
                    shutil.copyfileobj(held, target)
            except OSError as problem:
                fail(f"{out} cannot be written: {problem.strerror}.")
        show_facts({"file": str(out), "bytes": size}, as_json=as_json)


@snapshot_app.command("rm")
def remove_snapshot(name: Name, url: Url = None, *, as_json: Json = False) -> None:
    """Remove a snapshot."""
    with asking(url) as control:
        control.call("DELETE", f"snapshots/{name}")
        say(f"Removed {name}.", {"removed": name}, as_json=as_json)


def _opened(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as problem:
        fail(f"{file} cannot be read: {problem.strerror}.")
