"""`etpserver training`: exercises, trainees, hints, checks, the trainer's overview."""

from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Annotated, Any

import typer

from etpserver.cli.control.asking import Json, Url, asking
from etpserver.cli.control.output import say, show_facts, show_json, show_rows, write_file
from etpserver.cli.failing import fail

if TYPE_CHECKING:
    from etpserver.testing.control import Control

training_app = typer.Typer(
    help="Exercises for people who learn the API, a world for each of them.", no_args_is_help=True
)
NOT_SOLVED = 2  # the exit code
WIDTH = 88  # characters
LOGIN = ("url", "username", "password", "token")
OVERVIEW = ("trainee", "name", "current", "solved", "checks", "hints", "requests", "last_activity")
LISTED = ("exercise", "title", "state", "starts", "checks", "hints")
Trainee = Annotated[str, typer.Argument(metavar="TRAINEE", help="As `training add` called them.")]
Exercise = Annotated[str, typer.Argument(metavar="EXERCISE", help="Its number, or its whole id.")]


@training_app.command("list")
def list_exercises(
    trainee: Annotated[
        str | None, typer.Argument(metavar="TRAINEE", help="With how they get on.")
    ] = None,
    url: Url = None,
    *,
    as_json: Json = False,
) -> None:
    """List the exercises, for a trainee with how they get on."""
    with asking(url) as control:
        if trainee is None:
            found = control.server("GET", "training/exercises")["exercises"]
            show_rows(found, LISTED[:2], as_json=as_json)
        else:
            show_rows(_trainee(control, trainee)["exercises"], LISTED, as_json=as_json)


@training_app.command("add")
def add_trainee(
    name: Annotated[str, typer.Argument(help="What people call them.")],
    url: Url = None,
    *,
    as_json: Json = False,
) -> None:
    """Take in a trainee, and print what their programs need."""
    with asking(url) as control:
        made = control.server("POST", "training/trainees", {"name": name})
        facts = made if as_json else {"trainee": made["trainee"], **_login(made)}
        show_facts(facts, as_json=as_json)


@training_app.command("remove")
def remove_trainee(trainee: Trainee, url: Url = None, *, as_json: Json = False) -> None:
    """Forget a trainee and drop their world."""
    with asking(url) as control:
        control.server("DELETE", f"training/trainees/{trainee}")
        say(f"Removed {trainee}.", {"removed": trainee}, as_json=as_json)


@training_app.command("show")
def show(exercise: Exercise, url: Url = None, *, as_json: Json = False) -> None:
    """Print an exercise."""
    with asking(url) as control:
        _print(control.server("GET", f"training/exercises/{exercise}"), as_json=as_json)


@training_app.command("start")
def start(trainee: Trainee, exercise: Exercise, url: Url = None, *, as_json: Json = False) -> None:
    """Start an exercise, or start it anew: what the trainee had done in their world is gone."""
    with asking(url) as control:
        found = _post(control, trainee, exercise, "start")
        _print(found, as_json=as_json)
        if not as_json:
            typer.echo("")
            show_facts(_login(found), as_json=False)


@training_app.command("file")
def save_file(
    exercise: Exercise,
    name: Annotated[str, typer.Argument(help="As the exercise names it.")],
    url: Url = None,
) -> None:
    """Save a file of an exercise in the current folder."""
    with asking(url) as control:
        path = f"training/exercises/{exercise}/files/{name}"
        content = control.send("GET", path).content
    target = Path(Path(name).name)
    write_file(target, content)
    typer.echo(f"Saved {target} ({len(content)} bytes).")


@training_app.command("hint")
def hint(trainee: Trainee, exercise: Exercise, url: Url = None, *, as_json: Json = False) -> None:
    """Reveal one hint more."""
    with asking(url) as control:
        found = _post(control, trainee, exercise, "hint")
        if as_json:
            show_json(found)
            return
        for number, text in enumerate(found["hints"], start=1):
            typer.echo(_wrapped(text, f"{number}. "))
        left = found["hints_in_all"] - len(found["hints"])
        typer.echo(f"({left} more)" if left else "(These are all.)")


@training_app.command("check")
def check(
    trainee: Trainee,
    exercise: Exercise,
    *,
    answer: Annotated[
        list[str] | None,
        typer.Option("--answer", "-a", help="NAME=VALUE; may be repeated. A list has commas."),
    ] = None,
    url: Url = None,
    as_json: Json = False,
) -> None:
    """Look whether an exercise is solved: exit code 0 if so, 2 if not."""
    body = {"answers": dict(_answer(text) for text in answer or ())}
    with asking(url) as control:
        found = _post(control, trainee, exercise, "check", body)
    if as_json:
        show_json(found)
    else:
        _print_check(found)
    if not found["solved"]:
        raise typer.Exit(NOT_SOLVED)


@training_app.command("solution")
def solution(
    trainee: Trainee, exercise: Exercise, url: Url = None, *, as_json: Json = False
) -> None:
    """Print the solution, once it is solved or every hint was taken."""
    with asking(url) as control:
        found = _post(control, trainee, exercise, "solution")
        say(f"{found['text']}\n\n{found['program']}", found, as_json=as_json)


@training_app.command("overview")
def overview(url: Url = None, *, as_json: Json = False) -> None:
    """List all trainees and how far they are."""
    with asking(url) as control:
        found = control.server("GET", "training/trainees")["trainees"]
        rows = found if as_json else [_summed(one) for one in found]
        show_rows(rows, OVERVIEW, as_json=as_json, nothing="Nobody trains here yet.")


def _trainee(control: "Control", trainee: str) -> dict[str, Any]:
    return control.server("GET", f"training/trainees/{trainee}")


def _post(
    control: "Control", trainee: str, exercise: str, what: str, body: dict[str, Any] | None = None
) -> dict[str, Any]:
    path = f"training/trainees/{trainee}/exercises/{exercise}/{what}"
    return control.server("POST", path, body)


def _login(found: dict[str, Any]) -> dict[str, Any]:
    return {name: found[name] for name in LOGIN}


def _answer(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals:
        fail(f"--answer {text}: takes NAME=VALUE.")
    return name, value


def _print(found: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        show_json(found)
        return
    typer.echo(f"{found['exercise']}: {found['title']}\n\n{_wrapped(found['story'])}\n")
    for number, step in enumerate(found["steps"], start=1):
        typer.echo(_wrapped(step, f"{number}. "))
    for one in found["questions"]:
        typer.echo(f"\nTo be answered as {one['name']} ({one['kind']}): {one['question']}")
    for name in found["files"]:
        typer.echo(f"\nFile: etpserver training file {found['exercise']} {name}")


def _wrapped(text: str, head: str = "") -> str:
    """In lines of a width that reads well, those after the first set in as far as the head."""
    set_in = " " * len(head)
    return fill(text, WIDTH, initial_indent=head, subsequent_indent=set_in, break_long_words=False)


def _print_check(found: dict[str, Any]) -> None:
    for one in found["conditions"]:
        if one["met"]:
            typer.echo(_wrapped(one["says"], "done  "))
        else:
            typer.echo(_wrapped(one["why"], "open  "))
            typer.echo(_wrapped(one["seen"], "      "))
    typer.echo("Solved." if found["solved"] else "Not solved yet.")


def _summed(one: dict[str, Any]) -> dict[str, Any]:
    """A row of the table: checks and hints of all exercises together."""
    done = one["exercises"]
    return {
        **one,
        "solved": f"{one['solved']} of {len(done)}",
        "checks": sum(row["checks"] for row in done),
        "hints": sum(row["hints"] for row in done),
    }
