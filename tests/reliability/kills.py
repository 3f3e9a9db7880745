"""`make kills`: a server is killed at moments of chance, again and again, and must lose nothing.

    python -m tests.reliability.kills --rounds 200 --seed 1 [--database postgres://..]

Each round starts `etpserver serve` on the same data folder, lets clients work and kills the whole
process group with SIGKILL. The next start must come up by itself with every acknowledged write.
"""

import argparse
import json
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random  # noqa: TID251  the campaign seeds it

from tests.reliability import leftovers
from tests.reliability.calls import Caller
from tests.reliability.group import Group, database_flags, login
from tests.reliability.killing import (
    DEVICES,
    PERSON,
    SERIAL,
    Device,
    Importer,
    Keeper,
    Worker,
    Writer,
    everything,
)

LONGEST_WORK_S = 0.8
LONGEST_START_S = 1.2
DURING_START = 0.1  # of the rounds: killed before the server answers
WORKER_ONLY = 0.1  # of the rounds: one of two workers is killed, and the server must go on


@dataclass
class Campaign:
    """What happened in all rounds."""

    folder: Path
    cache: Path
    seed: int
    database: str = ""
    kills: Counter[str] = field(default_factory=Counter)
    starts_s: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    acknowledged: int = 0
    doubts: int = 0
    rows: int = 0

    def __post_init__(self) -> None:
        self.token = ""
        self.keeper: Keeper | None = None
        (self.folder / "etp-data").mkdir(parents=True, exist_ok=True)

    # ---- the server ----------------------------------------------------------------------------

    def launch(self, workers: int) -> Group:
        flags = database_flags(self.database)
        return Group(self.folder, self.cache, "--workers", str(workers), *flags)

    def start(self, workers: int) -> Group:
        """The next start: by the plain command, and by itself."""
        began = time.monotonic()
        server = self.launch(workers).wait()
        self.starts_s.append(time.monotonic() - began)
        return server

    def caller(self, server: Group) -> Caller:
        return server.caller(self.token)

    # ---- a round -------------------------------------------------------------------------------

    def begin(self) -> None:
        """Make what all rounds use."""
        with self.start(1) as server:
            self.token = login(server.url)
            caller = self.caller(server)
            caller.create("areas", DEVICES, DEVICES)
            caller.create("employees", PERSON, PERSON)
            body = {"sn": SERIAL, "alias": SERIAL, "ip_address": "192.0.2.1", "area": DEVICES}
            made = caller.ask("create", "POST", "/iclock/api/terminals/", json=body)
            made.raise_for_status()
            caller.shake_hands(SERIAL)
            caller.close()

    def round(self, number: int) -> None:
        dice = Random(f"{self.seed} {number}")  # noqa: S311  chance for data
        if dice.random() < DURING_START:
            with self.launch(1 + number % 2):
                time.sleep(dice.uniform(0, LONGEST_START_S))
            self.kills["during a start"] += 1
        workers = 1 + number % 2
        only_one = workers == 2 and dice.random() < 2 * WORKER_ONLY
        with self.start(workers) as server:
            crew = self.crew(server, number, dice, goes_on=only_one)
            before = {row["id"] for row in self.caller(server).queue(SERIAL)}
            threads, is_over = self.work(crew)
            time.sleep(dice.uniform(0.02, LONGEST_WORK_S))
            if only_one:
                self.kill_worker(server, dice)
                is_over.set()
                self.kills["one worker"] += 1
            else:
                server.kill()
                self.kills["the server"] += 1
            # Nobody is told that the server was killed: each is to notice it at its next call.
            for thread in threads:
                thread.join(120)
            is_over.set()
            if only_one:
                if not self.faults:
                    self.look(server, number, crew, before)
                return
        self.kills_of(crew)
        self.listen(server, number)
        with self.start(workers) as server:
            self.look(server, number, crew, before)

    def crew(self, server: Group, number: int, dice: Random, *, goes_on: bool) -> list[Worker]:
        def one(kind: type[Worker], place: int) -> Worker:
            own = Random(dice.random())  # noqa: S311  chance for data
            return kind(f"r{number}w{place}", own, self.caller(server), goes_on)

        device = one(Device, 4)
        assert isinstance(device, Device)
        device.round = number
        keeper = self.keeper or one(Keeper, 5)
        assert isinstance(keeper, Keeper)
        # Its world goes on from round to round. What is in doubt has one thread, so it stops.
        keeper.caller, keeper.goes_on, self.keeper = self.caller(server), False, keeper
        return [one(Writer, 1), one(Writer, 2), one(Importer, 3), device, keeper]

    @staticmethod
    def work(crew: Sequence[Worker]) -> tuple[list[threading.Thread], threading.Event]:
        is_over = threading.Event()
        threads = [threading.Thread(target=one.run, args=(is_over,)) for one in crew]
        for thread in threads:
            thread.start()
        return threads, is_over

    def kill_worker(self, server: Group, dice: Random) -> None:
        """End one of the server's workers, and wait until there are as many again."""
        victim = dice.choice(leftovers.children(server.pid))
        if not leftovers.is_replaced(server, victim):
            self.faults.append(f"a killed worker was not replaced: {server.said()[-500:]}")

    def kills_of(self, crew: Sequence[Worker]) -> None:
        for one in crew:
            if not one.lost:
                self.faults.append(f"{one.name} did not notice the kill")

    # ---- what must hold ------------------------------------------------------------------------

    def look(self, server: Group, number: int, crew: Sequence[Worker], before: set[int]) -> None:
        caller = self.caller(server)
        found = everything(caller, number)
        wrong = [*self.look_at_rows(crew, found), *self.look_at_queue(caller, crew, before)]
        for one in crew:
            if isinstance(one, Keeper):
                wrong += one.faults(caller)
            wrong += one.caller.times.failures
            one.caller.times.failures.clear()
            one.caller.close()
        wrong += self.send_again(caller, number, crew)
        if not any(one.goes_on for one in crew):  # else a sweep within minutes removes them
            wrong += leftovers.of(self.folder / "etp-data", self.database)
        journal = caller.ask("journal", "GET", "/_etp/requests?limit=5")
        if journal.status_code != 200 or "requests" not in journal.json():
            wrong.append(f"the journal: {journal.status_code} {journal.text[:200]}")
        if caller.times.failures:
            wrong += caller.times.failures
        self.listen(server, number)
        caller.close()
        self.rows += len(found)
        self.faults += [f"round {number}: {text}" for text in wrong]

    def listen(self, server: Group, number: int) -> None:
        if "Traceback" in server.said():
            self.faults.append(f"round {number}: traceback: {server.said()[-3000:]}")

    def look_at_rows(self, crew: Sequence[Worker], found: list) -> list[str]:  # type: ignore[type-arg]
        wrong = []
        for one in crew:
            wrong += one.ledger.faults(found, one.is_own)
            self.acknowledged += one.ledger.acknowledged
            self.doubts += len(one.ledger.doubts)
            one.ledger.acknowledged = 0
        return wrong

    def look_at_queue(self, caller: Caller, crew: Sequence[Worker], before: set[int]) -> list[str]:
        (device,) = [one for one in crew if isinstance(one, Device)]
        rows = [row for row in caller.queue(SERIAL) if row["id"] not in before]
        states = {row["id"]: row["state"] for row in rows}
        wrong = []
        least, most = device.queued
        if not least <= len(rows) <= most:
            wrong.append(f"{len(rows)} commands, must be {least} to {most}")
        wrong += device.faults_of(states)
        # Nothing stays undone: what is pending comes now, what was sent without an answer later.
        still = {number for number, state in states.items() if state == "pending"}
        if {number for number, _ in caller.poll(SERIAL)} != still:
            wrong.append("a poll does not hand out what is pending")
        caller.ask("clock", "POST", "/_etp/clock/advance", json={"by": "PT61S"})
        opened = {number for number, state in states.items() if state in {"pending", "sent"}}
        again = {number for number, _ in caller.poll(SERIAL)}
        if again != opened:
            wrong.append(f"handed out again: {sorted(again)}, must be {sorted(opened)}")
        if opened and not caller.answer(SERIAL, sorted(opened)):
            wrong.append("the answers were not taken")
        left = [row for row in caller.queue(SERIAL) if row["state"] != "done"]
        return [*wrong, *(f"left in the queue: {row}" for row in left)]

    def send_again(self, caller: Caller, number: int, crew: Sequence[Worker]) -> list[str]:
        """A terminal sends again what was not acknowledged, and it is there once."""
        (device,) = [one for one in crew if isinstance(one, Device)]
        lines = device.unsent
        if not lines:
            return []
        device.ledger.doubts.clear()
        rows = {("punches", line.split("\t")[1]): "0" for line in lines}
        device.ledger.write(rows, lambda: caller.upload(SERIAL, "ATTLOG", lines))
        return device.ledger.faults(everything(caller, number), device.is_own)

    def report(self) -> dict[str, object]:
        return {
            "kills": dict(self.kills),
            "starts": len(self.starts_s),
            "longest_start_s": round(max(self.starts_s), 2),
            "median_start_s": round(sorted(self.starts_s)[len(self.starts_s) // 2], 2),
            "acknowledged": self.acknowledged,
            "without_answer": self.doubts,
            "rows_checked": self.rows,
            "faults": self.faults,
        }


def run(folder: Path, cache: Path, rounds: int, seed: int, database: str = "") -> Campaign:
    """All rounds; the campaign says what was wrong."""
    campaign = Campaign(folder, cache, seed, database)
    campaign.begin()
    for number in range(1, rounds + 1):
        campaign.round(number)
        if campaign.faults:
            break  # the folder shows what happened
    if not campaign.faults:
        with campaign.start(1) as server:
            campaign.faults += leftovers.of_stopped_soon(server, campaign.folder, database)
    return campaign


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", default="", help="an empty PostgreSQL database")
    parser.add_argument("--keep", type=Path, help="a new folder that stays")
    given = parser.parse_args(arguments)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="etp-kills-") as name:
        folder = given.keep or Path(name) / "server"
        folder.mkdir(parents=True, exist_ok=True)
        campaign = run(folder, Path(name) / "cache", given.rounds, given.seed, given.database)
    report = {**campaign.report(), "seconds": round(time.monotonic() - began, 1)}
    sys.stdout.write(f"{json.dumps(report, indent=2)}\n")
    return 1 if campaign.faults else 0


if __name__ == "__main__":
    sys.exit(main())
