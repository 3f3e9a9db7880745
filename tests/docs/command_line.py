"""The commands with their arguments and flags, as docs/cli.md shows them."""

import inspect
from collections.abc import Iterator
from typing import Any

from typer.main import get_group

from etpserver.cli.commands import app
from tests.docs.tables import code, table

COMMANDS = get_group(app).commands
HELP = "help"  # every command has it


def commands() -> str:
    return "\n\n".join(
        _section(f"etpserver {name}", command) for name, command in walk(COMMANDS, "")
    )


def walk(group: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    """Each command under its whole name, those of a group in its place."""
    for name, command in group.items():
        inner = getattr(command, "commands", None)
        if inner is None:
            yield f"{prefix}{name}", command
        else:
            yield from walk(inner, f"{prefix}{name} ")


def shown(command: Any) -> list[Any]:
    """Its arguments and flags, without those that only the server itself uses."""
    return [p for p in command.params if p.name != HELP and not p.hidden]


def _section(name: str, command: Any) -> str:
    given = shown(command)
    usage = " ".join([name, *(_usage(p) for p in given if _is_argument(p))])
    parts = [f"### `{usage}`", inspect.cleandoc(command.help or "")]
    if given:
        parts.append(table(("", "what it does"), [(_names(p), _meaning(p)) for p in given]))
    return "\n\n".join(parts)


def _is_argument(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "argument")


def _usage(argument: Any) -> str:
    return _word(argument) if argument.required else f"[{_word(argument)}]"


def _names(parameter: Any) -> str:
    if _is_argument(parameter):
        return code(_word(parameter))
    spelled = [*parameter.opts, *parameter.secondary_opts]
    value = "" if parameter.is_flag else f" {_word(parameter)}"
    return ", ".join(code(name + value) for name in sorted(spelled, key=len, reverse=True))


def _word(parameter: Any) -> str:
    return str(parameter.metavar or parameter.name).upper()


def _meaning(parameter: Any) -> str:
    text, default = parameter.help or "", parameter.default
    if isinstance(default, bool) or not isinstance(default, str | int | float):
        return text
    return f"{text} Default: {getattr(default, 'value', default)}"
