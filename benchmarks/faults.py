"""What faults cost requests that none of them is about.

    python benchmarks/faults.py

First a list of areas, one request each in turn from a world without rules, from one with 50 rules
that do not match, and from a second one without rules: A B C A B C. B/A is what the rules
cost, C/A how much the measuring itself differs. Then the middleware alone, in this process, around
a function that answers at once: its own time as a share of the request's.
"""

# ruff: noqa: PLC0415  Django is set up before its models are imported

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lists import call, start_emulator

LIST = "/personnel/api/areas/?page_size=10"
DO = {"status": 503}
# Of each part of a match some: none of them fits the list of areas.
MATCHES: list[dict[str, Any]] = [
    *(
        {"operation": name}
        for name in ("employees_*", "push_cdata", "areas_create")
        for _ in "1234"
    ),
    *({"method": name} for name in ("POST", "PUT", "DELETE") for _ in "1234"),
    *({"path": f"/iclock/api/*/{number}/"} for number in range(9)),
    *({"query": {"page": number}} for number in range(2, 11)),
    *({"operation": "areas_list", "header": {"X-Client": f"mobile-{n}*"}} for n in range(8)),
]


class Getting:
    """The list of one world, over a connection of its own."""

    def __init__(self, url: str, name: str, rules: list[dict[str, Any]]) -> None:
        world = json.loads(call(f"{url}/_etp/worlds", body={"name": name, "from": "seed"}))
        for rule in rules:
            call(f"{url}/_etp/worlds/{name}/faults", body=rule)
        place = urlsplit(world["url"])
        self.path = f"{place.path}{LIST}"
        self.headers = {"Authorization": f"Token {world['token']}"}
        self.connection = HTTPConnection(place.netloc)

    def seconds(self) -> float:
        """How long one request takes."""
        started = time.perf_counter()
        self.connection.request("GET", self.path, headers=self.headers)
        answer = self.connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"{self.path} answered {answer.status}")
        return time.perf_counter() - started


def in_turn(worlds: list[Getting], requests: int) -> list[float]:
    """The median of each, of so many requests that take turns."""
    taken = [[world.seconds() for world in worlds] for _ in range(requests)]
    return [statistics.median(column) for column in zip(*taken, strict=True)]


def over_http(folder: Path, rounds: int, requests: int) -> float:
    """Print the ratios; answers the seconds of a request without rules."""
    process, url, _ = start_emulator(folder)
    try:
        rules = [{"match": match, "do": DO} for match in MATCHES]
        worlds = [Getting(url, name, given) for name, given in (("a", []), ("b", rules), ("c", []))]
        in_turn(worlds, requests)
        taken = [in_turn(worlds, requests) for _ in range(rounds)]
    finally:
        process.terminate()
        process.wait()
    show(f"{len(MATCHES)} rules that do not match / none", [b / a for a, b, _ in taken])
    show("none / none", [c / a for a, _, c in taken])
    return statistics.median(a for a, _, _ in taken)


def show(what: str, ratios: list[float]) -> None:
    print(  # noqa: T201
        f"{what}: {statistics.median(ratios):.3f}"
        f" (from {min(ratios):.3f} to {max(ratios):.3f}, {len(ratios)} rounds)"
    )


# ---- in this process --------------------------------------------------------------------------


def alone(folder: Path, request_s: float, rounds: int, calls: int = 5000) -> None:
    """Print what the middleware adds to a function that answers at once."""
    os.environ["ETP_DATA"] = str(folder)
    os.environ["ETP_DATABASE"] = f"sqlite:///{folder}/etp.sqlite3"
    from etpserver.wsgi import application

    del application  # importing it has set Django up
    from django.http import HttpResponse
    from django.test import RequestFactory

    from etpserver.api.worlds import World, WorldSettings, main_world, use_world
    from etpserver.emulator.faults.middleware import FaultMiddleware
    from etpserver.emulator.faults.models import FaultRule
    from etpserver.emulator.faults.rules import Rule
    from etpserver.emulator.worlds import registry

    registry.install(object())  # type: ignore[arg-type]  # only asked whether there is one
    settings: WorldSettings = main_world().settings
    request = RequestFactory().get(LIST, headers={"Authorization": "Token x"})
    answer = HttpResponse()

    def get_response(_request: object) -> HttpResponse:
        return answer

    def timed(handler: Callable[[Any], object]) -> float:
        started = time.perf_counter()
        for _ in range(calls):
            handler(request)
        return (time.perf_counter() - started) / calls

    for matches in ([], MATCHES):
        world = World("main", settings=settings)
        rules = [FaultRule(pk=n, definition={"match": m, "do": DO}) for n, m in enumerate(matches)]
        middleware = FaultMiddleware(get_response)
        middleware.known._known["main"] = (world, tuple(Rule.read(rule) for rule in rules))
        with use_world(world):
            own = statistics.median(timed(middleware) - timed(get_response) for _ in range(rounds))
        print(  # noqa: T201
            f"the middleware with {len(matches)} rules: {own * 1e6:.1f} us,"
            f" {own / request_s:.2%} of the request"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--requests", type=int, default=200)
    options = parser.parse_args()
    for name in [name for name in os.environ if name.startswith("ETP_")]:
        del os.environ[name]
    with tempfile.TemporaryDirectory() as name:
        request_s = over_http(Path(name), options.rounds, options.requests)
        alone(Path(name), request_s, options.rounds)


if __name__ == "__main__":
    sys.exit(main())
