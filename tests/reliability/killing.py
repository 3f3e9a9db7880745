"""The work that a killed server was doing: one thread each, until its first lost answer."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random  # noqa: TID251  the campaign seeds it
from typing import Any

import httpx

from tests.reliability.calls import KINDS, Caller
from tests.reliability.ledger import DroppedError, Key, Ledger, Value

SERIAL = "KILLS"
DEVICES = "devices"  # the area of the terminal: people of other areas are not sent to it
PERSON = "puncher"
FIRST = datetime(2001, 1, 1)  # noqa: DTZ001  terminals know no zone
PER_ROUND = 20_000  # seconds


@dataclass
class Worker:
    """Works until its server is gone; what it was told stands in its ledger."""

    name: str  # codes of its records begin with it
    dice: Random
    caller: Caller
    goes_on: bool = False  # after a lost answer: some other process of the server still answers
    ledger: Ledger = field(default_factory=Ledger)
    steps: int = 0
    lost: str = ""

    def code(self) -> str:
        self.steps += 1
        return f"{self.name}n{self.steps}"

    def run(self, is_over: threading.Event) -> None:
        while not is_over.is_set():
            try:
                self.step()
            except DroppedError as problem:
                self.lost = repr(problem)  # its text may be empty
                if not self.goes_on:
                    return

    def step(self) -> None:
        raise NotImplementedError

    def is_own(self, key: tuple[str, str]) -> bool:
        return key[1].startswith(f"{self.name}n")


class Writer(Worker):
    """Makes, renames and deletes single records."""

    def step(self) -> None:
        kind = self.dice.choice(list(KINDS))
        there = self.ledger.there(kind)
        what = self.dice.random()
        if not there or what < 0.5:
            code = self.code()
            self.ledger.write(
                {(kind, code): f"New {code}"},
                lambda: self.caller.create(kind, code, f"New {code}"),
            )
        elif what < 0.75:
            code, name = self.dice.choice(there), f"Name {self.steps}"
            self.steps += 1
            self.ledger.write({(kind, code): name}, lambda: self.caller.rename(kind, code, name))
        elif what < 0.9:
            code = self.dice.choice(there)
            self.ledger.write({(kind, code): None}, lambda: self.caller.delete(kind, code))
        else:
            codes = self.dice.sample(there, min(3, len(there)))
            self.ledger.write(
                {(kind, code): None for code in codes},
                lambda: self.caller.delete_many(kind, codes),
            )


class Importer(Worker):
    """Imports 20 to 200 rows at once."""

    def step(self) -> None:
        kind = self.dice.choice(list(KINDS))
        codes = [self.code() for _ in range(self.dice.randrange(20, 200))]
        rows = {code: f"Row {code}" for code in codes}
        self.ledger.write(
            {(kind, code): name for code, name in rows.items()},
            lambda: self.caller.load(kind, rows),
        )


class Device(Worker):
    """A terminal that punches, and whose queue is filled, fetched and answered."""

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]
        self.queued = [0, 0]  # commands: at least, at most
        self.fetched: set[int] = set()
        self.answered: set[int] = set()
        self.answers_lost: set[int] = set()
        self.round = 0
        self.unsent: list[str] = []  # punches without an answer, which a terminal sends again

    def step(self) -> None:
        what = self.dice.random()
        if what < 0.4:
            self.punch()
        elif what < 0.6:
            self.order()
        elif what < 0.8:
            self.fetched |= {number for number, _ in self.caller.poll(SERIAL)}
        else:
            self.report()

    def punch(self) -> None:
        codes = [self.code() for _ in range(self.dice.randrange(1, 60))]
        self.unsent = [f"{PERSON}\t{code}\t0\t1" for code in codes]
        self.ledger.write(
            {("punches", code): "0" for code in codes},
            lambda: self.caller.upload(SERIAL, "ATTLOG", self.unsent),
        )
        self.unsent = []

    def code(self) -> str:
        """The time of a punch that no other punch has."""
        self.steps += 1
        return str(begin_of(self.round) + timedelta(seconds=self.steps))

    def is_own(self, key: tuple[str, str]) -> bool:
        return key[0] == "punches"

    def order(self) -> None:
        self.queued[1] += 1
        path = "/iclock/api/terminals/action/"
        body = {"object_codes": [SERIAL], "action_type": "info"}
        if self.caller.ask("action", "POST", path, json=body).status_code == 200:
            self.queued[0] += 1

    def faults_of(self, states: Mapping[int, str]) -> list[str]:
        """What is wrong with the states of the commands that it has fetched."""
        wrong = []
        for number in self.fetched & states.keys():
            may = {"sent"}
            if number in self.answered:
                may = {"done"}
            elif number in self.answers_lost:
                may = {"sent", "done"}
            if states[number] not in may:
                wrong.append(f"command {number} is {states[number]}, must be {may}")
        return wrong

    def report(self) -> None:
        ids = self.fetched - self.answered - self.answers_lost
        if not ids:
            return
        self.answers_lost |= ids
        if self.caller.answer(SERIAL, sorted(ids)):
            self.answers_lost -= ids
            self.answered |= ids


class Keeper(Worker):
    """Makes, fills, saves, restores, resets and drops a world of its own."""

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]
        self.world = frozenset[frozenset[str] | None]({None})  # the codes that it may hold
        self.saved: dict[str, frozenset[frozenset[str] | None]] = {}

    def step(self) -> None:
        (now,) = self.world
        if now is None:
            self.to(frozenset(), "make world", "POST", "/_etp/worlds", {"name": self.name})
            return
        steps: list[Callable[[frozenset[str]], None]] = [
            *[self.add] * 3, self.save, self.restore, self.reset, self.drop, self.forget
        ]  # fmt: skip
        self.dice.choice(steps)(now)

    def add(self, now: frozenset[str]) -> None:
        code = self.code()
        path = f"/_etp/w/{self.name}{KINDS['areas'].path}"
        headers = self.headers(self.caller)
        body = KINDS["areas"].body(code, "Area")
        self.to(now | {code}, "create", "POST", path, body, headers=headers)

    def headers(self, caller: Caller) -> dict[str, str]:
        """Of its world's admin."""
        seen = caller.ask("world", "GET", f"/_etp/worlds/{self.name}").json()
        return {"Authorization": f"Token {seen['token']}"}

    def save(self, now: frozenset[str]) -> None:
        name = f"{self.name}-{self.steps}"
        self.steps += 1
        self.saved[name] = frozenset({None, now})
        path = f"/_etp/worlds/{self.name}/snapshots"
        if self.ask("save", "POST", path, {"name": name}).is_success:
            self.saved[name] = frozenset({now})

    def restore(self, _now: frozenset[str]) -> None:
        if self.saved:
            name = self.dice.choice(list(self.saved))
            (state,) = self.saved[name]
            path = f"/_etp/worlds/{self.name}/snapshots/{name}/restore"
            self.to(state, "restore", "POST", path)

    def reset(self, _now: frozenset[str]) -> None:
        path = f"/_etp/worlds/{self.name}/reset"
        self.to(frozenset(), "reset", "POST", path, {"to": "fixture:empty"})

    def drop(self, _now: frozenset[str]) -> None:
        self.to(None, "drop world", "DELETE", f"/_etp/worlds/{self.name}")

    def forget(self, _now: frozenset[str]) -> None:
        if self.saved:
            name = self.dice.choice(list(self.saved))
            self.saved[name] |= {None}
            if self.ask("forget", "DELETE", f"/_etp/snapshots/{name}").is_success:
                del self.saved[name]

    def to(
        self,
        state: frozenset[str] | None,
        kind: str,
        method: str,
        path: str,
        body: object = None,
        **more: Any,
    ) -> None:
        """Bring the world into another state."""
        before = self.world
        self.world = before | {state}
        answer = self.ask(kind, method, path, body, **more)
        self.world = frozenset({state}) if answer.is_success else before
        if not answer.is_success:
            self.caller.times.fail(f"{method} {path}: {answer.status_code} {answer.text[:300]}")

    def ask(
        self, kind: str, method: str, path: str, body: object = None, **more: Any
    ) -> httpx.Response:
        return self.caller.ask(kind, method, path, json=body, **more)

    # ---- looking -------------------------------------------------------------------------------

    def faults(self, caller: Caller) -> list[str]:
        """What is wrong with the world and the snapshots; from here on they are as found."""
        wrong = []
        found = self.found(caller)
        if found not in self.world:
            wrong.append(f"world {self.name} holds {found}, must be {self.world}")
        self.world = frozenset({found})
        shown = caller.ask("snapshots", "GET", "/_etp/snapshots").json()["snapshots"]
        names = {one["name"] for one in shown if one["name"].startswith(f"{self.name}-")}
        wrong += [f"snapshot {name} was never made" for name in names - self.saved.keys()]
        for name, may in list(self.saved.items()):
            if name in names:
                self.saved[name] = may - {None}
            elif None in may:
                del self.saved[name]
            else:
                wrong.append(f"snapshot {name} is gone")
        return wrong

    def found(self, caller: Caller) -> frozenset[str] | None:
        if caller.ask("world", "GET", f"/_etp/worlds/{self.name}").status_code == 404:
            return None
        headers = self.headers(caller)
        path = f"/_etp/w/{self.name}{KINDS['areas'].path}?page_size=1000"
        rows = caller.ask("long list", "GET", path, headers=headers).json()["data"]
        return frozenset(row["area_code"] for row in rows) - {"1"}


def begin_of(number: int) -> datetime:
    """When the punches of a round begin."""
    return FIRST + timedelta(seconds=number * PER_ROUND)


def everything(caller: Caller, number: int) -> list[tuple[Key, Value]]:
    """All rows of a round."""
    found = [row for kind in KINDS for row in caller.rows(kind, f"r{number}w")]
    begin, end = begin_of(number), begin_of(number + 1) - timedelta(seconds=1)
    path = "/iclock/api/transactions/"
    punches = caller.records(path, f"&start_time={begin}&end_time={end}")
    return [*found, *((("punches", row["punch_time"]), row["punch_state"]) for row in punches)]
