"""The forms of the training: those about trainees, and those of a trainee at an exercise.

The latter are not sent by their name alone, as other forms are: who they are about is not entered
but known by the world.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from etpserver.console.actions import Action, Field, Values

TRAINEE = Field("trainee", "Trainee", "hidden", is_in_body=False)
OWN_TOKEN = "Token <token>"  # noqa: S105  what is shown


def _taken_in(content: Mapping[str, Any]) -> str:
    page = f"{content['url']}/_etp/ui/training"
    login = f"as {content['username']} with the password {content['password']}"
    return f"{content['name']} trains at {page}. From another machine they log in {login}."


ABOUT_TRAINEES: tuple[Action, ...] = (
    Action(
        "add_trainee",
        "Take in",
        "POST",
        "training/trainees",
        lambda values: ["training", "add", values.get("name", "")],
        (Field("name", "Name", is_required=True, placeholder="Anna"),),
        done=_taken_in,
        tone="primary",
        has_world=False,
    ),
    Action(
        "remove_trainee",
        "Remove",
        "DELETE",
        "training/trainees/{trainee}",
        lambda values: ["training", "remove", values.get("trainee", "")],
        (TRAINEE,),
        done="The trainee and their world are gone.",
        tone="danger",
        confirm="Remove this trainee, with their progress and their world?",
        has_body=False,
        has_world=False,
    ),
)


def start(trainee: str, exercise: str, *, confirm: str = "", button: str = "Begin") -> Action:
    """Begin an exercise; `confirm` where something is lost by it."""
    tone = "" if confirm else "primary"
    return _at(trainee, exercise, "start", button, tone=tone, confirm=confirm)


def hint(trainee: str, exercise: str, button: str) -> Action:
    """Reveal the next hint."""
    return _at(trainee, exercise, "hint", button)


def solution(trainee: str, exercise: str) -> Action:
    """Show how it is done."""
    return _at(trainee, exercise, "solution", "Show the solution")


def check(trainee: str, exercise: str, questions: Sequence[Mapping[str, Any]]) -> Action:
    """Look whether it is solved, with a field for each question."""
    fields = [Field(f"answers.{one['name']}", one["question"], one["kind"]) for one in questions]
    return _at(trainee, exercise, "check", "Check", fields=fields, tone="primary", has_body=True)


def _at(trainee: str, exercise: str, what: str, button: str, **more: Any) -> Action:
    def line(values: Values) -> list[str]:
        given = {name.removeprefix("answers."): text.strip() for name, text in values.items()}
        answers = [("--answer", f"{name}={text}") for name, text in given.items() if text]
        return [
            "training",
            what,
            trainee,
            exercise[:2],
            *(part for pair in answers for part in pair),
        ]

    return Action(
        what,
        button,
        "POST",
        f"training/trainees/{trainee}/exercises/{exercise}/{what}",
        line,
        **{"has_body": False, **more},
        has_world=False,
        login=OWN_TOKEN,
    )
