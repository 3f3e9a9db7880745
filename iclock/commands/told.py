"""What listeners are told of commands: which terminal, what became of them, never their content.

A content may hold a password, a template or a photo.
"""

from collections.abc import Iterable
from itertools import groupby, takewhile

from etpserver.api.events import publish
from iclock.commands.models import Command
from iclock.terminals.models import Terminal

AT_ONCE = 20  # commands of one event; it says how many there are
WORDS = 3  # of a command's name: DATA UPDATE USERINFO


def tell_queued(commands: Iterable[Command]) -> None:
    """Tell of new commands; those of one terminal stand together."""
    for terminal, own in groupby(commands, key=lambda command: command.terminal):
        tell(terminal, own)


def tell(terminal: Terminal, commands: Iterable[Command]) -> None:
    """Tell of commands of a terminal, once that is committed."""
    for state, group in groupby(commands, key=lambda command: command.state):
        own = list(group)
        first = [{"id": c.pk, "command": name_of(c.content)} for c in own[:AT_ONCE]]
        facts = {"terminal": terminal.sn, "state": state, "count": len(own), "commands": first}
        publish("command", facts)


def name_of(content: str) -> str:
    """`DATA UPDATE USERINFO`, `REBOOT`: the words before a command's first value."""
    first, *rest = content[:100].split(maxsplit=WORDS)[:WORDS] or [""]
    return " ".join([first, *takewhile(lambda word: word.isupper() and "=" not in word, rest)])
