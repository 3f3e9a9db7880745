"""A program: one worker of a server, taking what a terminal may fetch and answering it.

    python claiming.py <sn> <prefix> <queued> <expected>

Queues `<queued>` commands of its own while it claims, and stops when the terminal has ended
`<expected>` of them. Prints what it was handed, poll by poll, as JSON.
"""

import json
import os
import sys
import time

import django

LONGEST_RUN = 60  # seconds


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "etpserver.settings")
    django.setup()
    from iclock.commands import queue
    from iclock.models import Command, Terminal

    sn, prefix, queued, expected = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    terminal = Terminal.objects.get(sn=sn)
    ended = Command.objects.filter(terminal=terminal, state="done")
    polls = []
    end = time.monotonic() + LONGEST_RUN
    while ended.count() < expected and time.monotonic() < end:
        if queued:
            queued -= 1
            queue.enqueue({terminal: [f"DATA UPDATE USERINFO PIN={prefix}{queued}"]})
        found = queue.claim(terminal)
        polls.append([(command.pk, command.content) for command in found])
        for command in found:
            queue.answer(terminal, command.pk, 0)
    print(json.dumps([poll for poll in polls if poll]))  # noqa: T201  the program's answer


main()
