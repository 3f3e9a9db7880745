"""A program: one process of a server, which twenty unknown terminals call for the first time.

Each of them uploads the same fifty punches. Prints the replies as JSON; with an argument what is
stored instead.
"""

import json
import os
import sys

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "etpserver.settings")
    django.setup()
    from django.test import Client

    from iclock.models import Terminal, UnregisteredPunch

    if len(sys.argv) > 1:
        told = {"terminals": Terminal.objects.count(), "punches": UnregisteredPunch.objects.count()}
        print(json.dumps(told))  # noqa: T201  the program's answer
        return
    client = Client()
    body = "\n".join(f"{pin}\t2026-01-05 09:00:00" for pin in range(50))
    replies = [
        client.post(f"/iclock/cdata?SN=NEW{n}&table=ATTLOG", body, content_type="text/plain")
        for n in range(20)
    ]
    print(json.dumps([reply.content.decode() for reply in replies]))  # noqa: T201


main()
