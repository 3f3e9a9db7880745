"""A program: one process of a server, in which a terminal polls and answers.

    python polling.py <sn> <expected>

Stops when the terminal has ended `<expected>` commands. Prints the lines it was handed, poll by
poll, as JSON.
"""

import json
import os
import sys
import time

import django

LONGEST_RUN = 100  # seconds


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "etpserver.settings")
    django.setup()
    from django.test import Client

    from iclock.models import Command

    sn, expected = sys.argv[1], int(sys.argv[2])
    client = Client()
    ended = Command.objects.filter(terminal__sn=sn, state="done")
    polls = []
    end = time.monotonic() + LONGEST_RUN
    while ended.count() < expected and time.monotonic() < end:
        lines = client.get(f"/iclock/getrequest?SN={sn}").content.decode().splitlines()
        if lines == ["OK"]:
            continue
        polls.append(lines)
        results = (f"ID={line.split(':')[1]}&Return=0&CMD=DATA" for line in lines)
        answer = client.post(
            f"/iclock/devicecmd?SN={sn}", "\n".join(results), content_type="text/plain"
        )
        if answer.content != b"OK":
            raise AssertionError(answer.content)
    print(json.dumps(polls))  # noqa: T201  the program's answer


main()
