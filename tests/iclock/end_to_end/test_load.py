"""Twenty terminals at once: every punch arrives, and once."""

import asyncio

from iclock.virtual.device_models import MODELS
from iclock.virtual.fleet import Fleet
from iclock.virtual.simulation import build_terminal
from iclock.virtual.workload import Workload

TERMINALS, PUNCHES = 20, 15  # of each
PAUSE_S = 0.2
PATIENCE_S = 120


async def punch_for_a_while(terminals, people):
    """Everybody punches in turn at each terminal, which is unplugged once meanwhile."""
    loads = [Workload(terminal, people) for terminal in terminals]
    async with Fleet(terminals, speed=20) as fleet:
        assert await fleet.until_talking(PATIENCE_S)
        for turn in range(PUNCHES):
            for number, load in enumerate(loads):
                if number % 4 == 0 and turn in {5, 10}:
                    terminals[number].set_online(turn == 10)
                load.punch()
            await asyncio.sleep(PAUSE_S)
        assert await fleet.until_drained(PATIENCE_S)


def rows_of(site, serial):
    path = f"/iclock/api/transactions/?terminal_sn={serial}&page_size=1000"
    return [(row["emp_code"], row["punch_time"]) for row in site.ask("GET", path)["data"]]


def test_twenty_terminals_lose_nothing_and_repeat_nothing(site):
    people = [site.employee() for _ in range(6)]
    terminals = [
        build_terminal(f"{site.area}-{n:02d}", MODELS[n % len(MODELS)], server=site.url, seed=1)
        for n in range(TERMINALS)
    ]
    asyncio.run(punch_for_a_while(terminals, people))
    for terminal in terminals:
        made = [(punch.pin, f"{punch.at}") for punch in terminal.memory.punches]
        assert len(made) == PUNCHES
        assert sorted(rows_of(site, terminal.serial)) == sorted(made)
