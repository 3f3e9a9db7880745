"""What the commands print or write: a table for people, JSON for programs."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import typer

from etpserver.cli.failing import fail
from etpserver.printable import escaped_in_json, printable_lines


def show_json(content: Any) -> None:
    """Print JSON, indented."""
    typer.echo(json_text(content, indent=2))


def json_text(content: Any, indent: int | None = None) -> str:
    """JSON that a terminal only shows; it reads the same."""
    return escaped_in_json(json.dumps(content, indent=indent, ensure_ascii=False))


def show_rows(
    rows: Iterable[Mapping[str, Any]],
    columns: Sequence[str],
    *,
    as_json: bool,
    nothing: str = "None.",
) -> None:
    """Rows as a table with these columns; the names become headings."""
    held = list(rows)
    if as_json:
        show_json(held)
    elif held:
        _print_table([[_text(row.get(name)) for name in columns] for row in held], columns)
    else:
        typer.echo(nothing)


def show_facts(facts: Mapping[str, Any], *, as_json: bool) -> None:
    """One thing's facts, a line each."""
    if as_json:
        show_json(facts)
        return
    width = max((len(name) for name in facts), default=0)
    for name, value in facts.items():
        typer.echo(f"{name.replace('_', ' '):<{width}}  {_text(value)}")


def say(text: str, content: Any, *, as_json: bool) -> None:
    """A sentence, or the answer it is about."""
    if as_json:
        show_json(content)
    else:
        typer.echo(printable_lines(text))


def write_file(file: Path, content: bytes) -> None:
    """Write it; where that fails, the command ends with exit code 1."""
    try:
        file.write_bytes(content)
    except OSError as problem:
        fail(f"{file} cannot be written: {problem.strerror}.")


def _print_table(rows: list[list[str]], columns: Sequence[str]) -> None:
    from rich import box  # noqa: PLC0415  slow to load
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for name in columns:
        table.add_column(name.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))  # as it is: brackets are no markup
    console = Console()
    if not console.is_terminal:  # nothing is cut in a file or a pipe
        console = Console(width=max(console.width, 240))
    console.print(table)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return printable_lines(text)
