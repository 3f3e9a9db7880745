"""What the journal costs Django: the same requests in one process, with it and without, in turns.

    python benchmarks/journal_in_process.py

Beside `journal.py`, which asks real servers: two servers differ by some percent whatever they do,
one process does not differ from itself. It shows processor time, without granian's share.
"""

import argparse
import io
import os
import statistics
import sys
import time
from collections.abc import Callable

from journal import PATHS, Server, serving

WARM_UP = 2100  # more than the journal keeps: each new entry pushes one out


def caller(server: Server) -> tuple[Callable[[str], None], Callable[[bool], None]]:
    """What asks for a path as a worker would, and what turns the journal on and off."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "etpserver.settings"
    os.environ["ETP_DATABASE"] = f"sqlite:///{server.folder}/etp.sqlite3"
    import django  # noqa: PLC0415

    django.setup()
    from etpserver.emulator import recording  # noqa: PLC0415
    from etpserver.server.plans import KEY, Plan  # noqa: PLC0415
    from etpserver.server.rsgi import django_application  # noqa: PLC0415

    installed = recording.installed()

    def call(path: str) -> None:
        name, _, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": name,
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8088",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "HTTP_HOST": "127.0.0.1:8088",
            "HTTP_ACCEPT_ENCODING": "identity",
            "HTTP_AUTHORIZATION": server.headers["Authorization"],
            KEY: Plan(),
        }
        statuses: list[str] = []
        answer = django_application(environ, lambda status, _: statuses.append(status))
        b"".join(answer)
        answer.close()
        if statuses != ["200 OK"]:
            raise SystemExit(f"{path} answered {statuses}")

    def switch(is_on: bool) -> None:  # noqa: FBT001
        recording._installed = installed if is_on else None

    return call, switch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=600)
    parser.add_argument("--requests", type=int, default=5, help="Of one turn.")
    options = parser.parse_args()
    for name in [name for name in os.environ if name.startswith("ETP_")]:
        del os.environ[name]
    with serving(1) as server:
        call, switch = caller(server)
        for path in PATHS:
            switch(True)  # noqa: FBT003
            for _ in range(WARM_UP):
                call(path)
            times: dict[bool, list[float]] = {True: [], False: []}
            for number in range(options.rounds):
                for is_on in (True, False) if number % 2 else (False, True):
                    switch(is_on)
                    started = time.process_time()
                    for _ in range(options.requests):
                        call(path)
                    times[is_on].append((time.process_time() - started) / options.requests)
            kept, free = (statistics.median(times[is_on]) for is_on in (True, False))
            print(  # noqa: T201
                f"{path}: {kept * 1e3:.3f} ms a request with, {free * 1e3:.3f} without;"
                f" ratio {free / kept:.3f}"
            )


if __name__ == "__main__":
    main()
