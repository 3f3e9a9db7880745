"""What carrying out a command leads to: its result, or something to wait for first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from iclock.virtual.commands.reading import Command

# Commands that are answered by another name than their own words.
ANSWERED_AS = {
    "CLEAR LOG": "CLEAR_LOG",
    "CLEAR PHOTO": "CLEAR_PHOTO",
    "CLEAR DATA": "CLEAR_DATA",
    "CLEAR BIODATA": "CLEAR_BIODATA",
    "DATA UPDATE": "DATA",
    "DATA DELETE": "DATA",
    "DATA QUERY": "DATA",
}


@dataclass(frozen=True, slots=True)
class Result:
    """A return code, and what some commands answer besides."""

    code: int = 0
    suffix: str = ""  # of the line, from its `&` on
    lines: tuple[str, ...] = ()  # after the line, as INFO has them
    file: tuple[str, bytes] | None = None  # name and content: a result of many lines
    is_own_post: bool = False


@dataclass(frozen=True, slots=True)
class Fetch:
    """A file is needed; `then` takes its content, None when it could not be had."""

    url: str
    then: Callable[[bytes | None], "Step"]
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Dialog:
    """Somebody before the terminal is busy for a while; `then` says how it ended."""

    seconds: float
    then: Callable[[], "Step"]


Step: TypeAlias = Result | Fetch | Dialog


def result_line(command: Command, result: Result) -> str:
    """The result as it is posted, in the form of one line."""
    name = ANSWERED_AS.get(command.verb, command.verb)
    line = f"ID={command.id}&Return={result.code}&CMD={name}{result.suffix}"
    return "\n".join([line, *result.lines])


def result_file(command: Command, result: Result, serial: str) -> bytes:
    """The result as it is posted, in the form of many lines, with a file to the end of the body."""
    ending = f"Return={result.code}\nCMD={command.verb}"
    if result.file is None:
        return f"ID={command.id}\n{ending}".encode()
    name, content = result.file
    head = f"ID={command.id}\nSN={serial}\nFILENAME={name}\n{ending}\nContent="
    return head.encode() + content
