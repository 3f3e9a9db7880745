"""How long a running server takes to reset, save, restore and undo, by its own clock.

    etpserver serve --fixture demo &
    python benchmarks/states.py http://127.0.0.1:8088

In a world of its own. "resets in a row" do not wait for one another's spares, "resets with a pause"
do; only PostgreSQL has spares. The figures of a busy machine say little: close what else runs.
"""

# ruff: noqa: T201  its answer is what it prints

import argparse
import statistics
import time
from collections.abc import Callable

import httpx

WORLD, SNAPSHOT = "benchmark-states", "benchmark-states"
AREA = {"area_code": "benchmark", "area_name": "B"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", nargs="?", default="http://127.0.0.1:8088")
    parser.add_argument("--fixture", default="demo")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--pause", type=float, default=1.0, help="seconds, for spares to be made")
    given = parser.parse_args()
    with httpx.Client(base_url=f"{given.url}/_etp", timeout=120) as client:
        measure(client, f"fixture:{given.fixture}", given.rounds, given.pause)


def measure(client: httpx.Client, origin: str, rounds: int, pause: float) -> None:
    path = f"/worlds/{WORLD}"
    client.delete(path)
    client.delete(f"/snapshots/{SNAPSHOT}")

    def ask(method: str, end: str, body: object = None) -> dict[str, float]:
        answer = client.request(method, f"{path}{end}", json=body)
        answer.raise_for_status()
        return dict(answer.json()) if answer.content else {}

    def new_world() -> float:
        started = time.perf_counter()
        client.post("/worlds", json={"name": WORLD, "from": origin}).raise_for_status()
        return (time.perf_counter() - started) * 1000

    def dropped() -> None:
        client.delete(path).raise_for_status()

    def save() -> float:
        client.delete(f"/snapshots/{SNAPSHOT}")
        return ask("POST", "/snapshots", {"name": SNAPSHOT})["ms"]

    def undo() -> float:
        area = client.post(f"/w/{WORLD}/personnel/api/areas/", json=AREA, headers=login)
        area.raise_for_status()
        return ask("POST", "/undo")["ms"]

    new_world()  # builds the template, if there is none yet
    dropped()
    show("new world, with a pause", new_world, rounds, pause, after=dropped)
    made = client.post("/worlds", json={"name": WORLD, "from": origin}).json()
    login = {"Authorization": f"Token {made['token']}"}
    show("reset, with a pause", lambda: ask("POST", "/reset")["ms"], rounds, pause)
    show("resets in a row", lambda: ask("POST", "/reset")["ms"], rounds)
    show("save a snapshot", save, rounds)
    restore = f"/snapshots/{SNAPSHOT}/restore"
    show("restore it, with a pause", lambda: ask("POST", restore)["ms"], rounds, pause)
    show("restores in a row", lambda: ask("POST", restore)["ms"], rounds)
    if client.get("/health").json()["capabilities"]["undo"]:
        show("undo a change", undo, rounds)
    client.delete(f"/snapshots/{SNAPSHOT}")
    dropped()


def show(
    what: str,
    measured: Callable[[], float],
    rounds: int,
    pause: float = 0.0,
    *,
    after: Callable[[], None] = lambda: None,
) -> None:
    found = []
    for _ in range(rounds):
        time.sleep(pause)
        found.append(measured())
        after()
    found.sort()
    median = statistics.median(found)
    print(f"{what:26} {median:8.1f} ms   best {found[0]:.1f}, worst {found[-1]:.1f}", flush=True)


if __name__ == "__main__":
    main()
