"""One client of a crowd: what it does, and what it was told."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random  # noqa: TID251  the campaign seeds it
from typing import Any

from tests.reliability.calls import KINDS, TREES, Caller
from tests.reliability.ledger import Key, Ledger, Value

FIRST = datetime(2001, 1, 1)  # noqa: DTZ001  terminals know no zone
RESIGN = {"resign_date": "2025-06-19", "resign_type": 3, "reason": "x", "disableatt": True}


@dataclass
class Race:
    """Codes that several clients want at once: each may be given to one of them only."""

    given: Counter[Key] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def won(self, key: Key) -> None:
        with self.lock:
            self.given[key] += 1

    def faults(self, found: Iterable[tuple[Key, Value]]) -> list[str]:
        there = Counter(key for key, _ in found if key[1].startswith("race"))
        wrong = [f"{key} was given {n} times" for key, n in self.given.items() if n > 1]
        return wrong + [
            f"{key} is there {there[key]} times, given {self.given[key]} times"
            for key in {*there, *self.given}
            if there[key] != min(self.given[key], 1)
        ]


class Client:
    """Has records, a terminal and a world of its own."""

    def __init__(self, number: int, seed: int, caller: Caller, race: Race) -> None:
        self.number = number
        self.name = f"c{number}n"
        self.serial = f"CROWD{number}"
        self.dice = Random(f"{seed} {number}")  # noqa: S311  chance for data
        self.caller = caller
        self.race = race
        self.ledger = Ledger()
        self.steps = 0
        self.orders = 0  # commands that were asked for
        self.done: list[int] = []  # the commands that were answered
        self.states: dict[str, frozenset[str]] = {}  # what its snapshots hold
        self.world: frozenset[str] = frozenset()  # what its world holds

    def begin(self) -> None:
        """A person, a terminal in an area of its own, and a world."""
        self.area = f"{self.name}area"
        self.person = f"{self.name}person"
        self.make("areas", self.area)
        self.make("employees", self.person)
        path = "/iclock/api/terminals/"
        body = {"sn": self.serial, "alias": "x", "ip_address": "192.0.2.1", "area": self.area}
        made = self.ledger.write(
            {("terminals", self.serial): "x"},
            lambda: self.caller.ask("create", "POST", path, json=body).status_code == 201,
        )
        self.must(made, "its terminal was not made")
        self.caller.shake_hands(self.serial)
        self.control("make world", "POST", "", {"name": f"crowd-{self.number}", "from": "empty"})

    def must(self, holds: object, text: str) -> None:
        if not holds:
            self.caller.times.fail(f"client {self.number}, step {self.steps}: {text}")

    def code(self) -> str:
        self.steps += 1
        return f"{self.name}{self.steps}"

    def step(self) -> None:
        """One thing of many."""
        kinds: list[tuple[int, Callable[[], None]]] = [
            (20, self.read), (6, self.look), (2, self.export), (20, self.create),
            (10, self.rename), (6, self.remove), (3, self.load), (3, self.move),
            (3, self.resign), (3, self.message), (8, self.punch), (3, self.enrol),
            (8, self.talk), (2, self.order), (3, self.compete), (2, self.change_world),
        ]  # fmt: skip
        weights = [weight for weight, _ in kinds]
        (chosen,) = self.dice.choices([one for _, one in kinds], weights)
        chosen()

    # ---- reading -------------------------------------------------------------------------------

    def read(self) -> None:
        """A row of its own is as it was left: writes are seen at once."""
        kind = self.dice.choice(list(KINDS))
        codes = [code for one, code in self.ledger.rows if one == kind]
        if not codes:
            return
        code = self.dice.choice(codes)
        one = KINDS[kind]
        answer = self.caller.ask("read", "GET", f"{one.path}{code}/")
        told = answer.json()[one.name] if answer.status_code == 200 else None
        (known,) = self.ledger.known((kind, code))
        self.must(told == known, f"{kind} {code} is {told!r}, must be {known!r}")

    def look(self) -> None:
        paths = ["/iclock/api/transactions/?page_size=50", "/_etp/requests?limit=20", "/_etp/state"]
        paths += [f"{one.path}?page_size=50&search={self.name}" for one in KINDS.values()]
        answer = self.caller.ask("list", "GET", self.dice.choice(paths))
        self.must(answer.status_code == 200, f"a list: {answer.status_code} {answer.text[:200]}")

    def export(self) -> None:
        kind = self.dice.choice(list(KINDS))
        extension = self.dice.choice(["csv", "txt", "xls"])
        path = f"{KINDS[kind].path}export/?export_type={extension}"
        answer = self.caller.ask("export", "GET", path)
        self.must(answer.status_code == 200, f"an export: {answer.status_code}")

    # ---- writing -------------------------------------------------------------------------------

    def make(self, kind: str, code: str) -> None:
        made = self.ledger.write({(kind, code): code}, lambda: self.caller.create(kind, code, code))
        self.must(made, f"{kind} {code} was not made")

    def create(self) -> None:
        self.make(self.dice.choice(list(KINDS)), self.code())

    def one_of(self, kind: str) -> str | None:
        codes = [code for code in self.ledger.there(kind) if code[len(self.name) :].isdigit()]
        return self.dice.choice(codes) if codes else None

    def rename(self) -> None:
        kind = self.dice.choice(list(KINDS))
        code, name = self.one_of(kind), self.code()
        if code is not None:
            done = self.ledger.write(
                {(kind, code): name}, lambda: self.caller.rename(kind, code, name)
            )
            self.must(done, f"{kind} {code} was not renamed")

    def remove(self) -> None:
        kind = self.dice.choice(list(KINDS))
        code = self.one_of(kind)
        if code is None:
            return
        delete = self.caller.delete
        if self.dice.random() < 0.3:
            done = self.ledger.write(
                {(kind, code): None}, lambda: self.caller.delete_many(kind, [code])
            )
        else:
            done = self.ledger.write({(kind, code): None}, lambda: delete(kind, code))
        self.must(done, f"{kind} {code} was not deleted")
        if kind == "employees":
            self.ledger.rows.pop(("resigns", code), None)
            for key in [key for key in self.ledger.rows if key[1].startswith(f"{code} ")]:
                self.ledger.rows.pop(key)

    def load(self) -> None:
        kind = self.dice.choice(list(KINDS))
        rows = {self.code(): "Imported" for _ in range(20)}
        done = self.ledger.write(
            {(kind, code): name for code, name in rows.items()},
            lambda: self.caller.load(kind, rows),
        )
        self.must(done, f"an import of {kind} was refused")

    def act(self, path: str, body: dict[str, Any]) -> bool:
        return self.caller.ask("action", "POST", path, json=body).status_code == 200

    def move(self) -> None:
        code = self.one_of("employees")
        if code is not None:
            path = "/personnel/api/employees/"
            area = self.dice.choice([self.area, "1"])
            moved = {"emp_code": [code], "area_code": [area]}
            self.must(self.act(f"{path}adjust_area/", moved), f"{code} was not moved")
            department = self.one_of("departments")
            if department is not None:
                changed = {"emp_code": [code], "department_code": "1"}
                self.must(self.act(f"{path}adjust_depart/", changed), f"{code} was not moved")

    def resign(self) -> None:
        code = self.one_of("employees")
        if code is None:
            return
        has_left = self.ledger.known(("resigns", code)) == frozenset({"3"})
        if has_left:
            path, body, after = "/personnel/api/resigns/rehire/", {"emp_code": [code]}, None
        else:
            path, after = "/personnel/api/employees/adjust_resign/", "3"
            body = {"emp_code": [code], **RESIGN}
        done = self.ledger.write({("resigns", code): after}, lambda: self.act(path, body))
        self.must(done, f"{code} neither left nor came back")

    def message(self) -> None:
        text = self.code()
        common = {"start_time": "2025-06-19T04:55:31Z", "duration": 60, "content": text}
        if self.dice.random() < 0.5:
            path, body = "/iclock/api/privatemessages/", {"employee": self.person, **common}
        else:
            path, body = "/iclock/api/publicmessages/", {"terminal": self.serial, **common}
        done = self.ledger.write(
            {("messages", text): "60"},
            lambda: self.caller.ask("create", "POST", path, json=body).status_code == 201,
        )
        self.must(done, f"message {text} was not made")

    # ---- the terminal --------------------------------------------------------------------------

    def punch(self) -> None:
        lines = {}
        for _ in range(self.dice.randrange(1, 40)):
            self.steps += 1
            moment = str(FIRST + timedelta(days=self.number, seconds=self.steps))
            lines[f"{self.person} {moment}"] = f"{self.person}\t{moment}\t0\t1"
        send = list(lines.values())
        if self.dice.random() < 0.2:
            send += send[:5]  # sent twice, kept once
        done = self.ledger.write(
            {("punches", key): "0" for key in lines},
            lambda: self.caller.upload(self.serial, "ATTLOG", send),
        )
        self.must(done, "punches were not taken")

    def enrol(self) -> None:
        finger = self.dice.randrange(10)
        line = f"FP PIN={self.person}\tFID={finger}\tSize=12\tValid=1\tTMP=QUJDREVGR0hJ"
        done = self.ledger.write(
            {("biodatas", f"{self.person} {finger}"): "1"},
            lambda: self.caller.upload(self.serial, "OPERLOG", [line]),
        )
        self.must(done, "a template was not taken")

    def order(self) -> None:
        body = {"object_codes": [self.serial], "action_type": "info"}
        self.orders += self.act("/iclock/api/terminals/action/", body)

    def talk(self) -> None:
        """Fetch commands and answer them."""
        ids = [number for number, _ in self.caller.poll(self.serial)]
        if ids:
            self.must(self.caller.answer(self.serial, ids), "answers were not taken")
            self.done += ids

    # ---- others --------------------------------------------------------------------------------

    def compete(self) -> None:
        kind = self.dice.choice(TREES)
        code = f"race{self.steps // 20}"
        if self.caller.create(kind, code, "Race"):
            self.race.won((kind, code))

    def change_world(self) -> None:
        """Add, save, restore and reset there, and find what was left."""
        self.steps += 1
        what = self.dice.randrange(5)
        if what == 0:
            self.control("reset", "POST", "/reset", {"to": "fixture:empty"})
            self.world = frozenset()
        elif what == 1 and len(self.states) < 2:
            name = f"crowd-{self.number}-{self.steps}"
            self.control("save", "POST", "/snapshots", {"name": name})
            self.states[name] = self.world
        elif what == 2 and self.states:
            name = self.dice.choice(list(self.states))
            self.control("restore", "POST", f"/snapshots/{name}/restore")
            self.world = self.states[name]
        else:
            self.fill_world()

    def fill_world(self) -> None:
        one, code = KINDS["areas"], f"w{self.steps}"
        path = f"/_etp/w/crowd-{self.number}{one.path}"
        seen = self.caller.ask("world", "GET", f"/_etp/worlds/crowd-{self.number}").json()
        headers = {"Authorization": f"Token {seen['token']}"}
        made = self.caller.ask("create", "POST", path, json=one.body(code, "x"), headers=headers)
        self.must(made.status_code == 201, f"its world: {made.status_code} {made.text[:200]}")
        self.world |= {code}
        rows = self.caller.ask("list", "GET", f"{path}?page_size=1000", headers=headers).json()
        told = {row["area_code"] for row in rows["data"]} - {"1"}
        self.must(told == self.world, f"its world holds {sorted(told)}, not {sorted(self.world)}")

    def control(self, kind: str, method: str, path: str, body: object = None) -> None:
        base = f"/_etp/worlds/crowd-{self.number}" if path else "/_etp/worlds"
        answer = self.caller.ask(kind, method, f"{base}{path}", json=body)
        self.must(answer.is_success, f"{kind}: {answer.status_code} {answer.text[:200]}")

    # ---- at the end ----------------------------------------------------------------------------

    def lists(self) -> list[tuple[Key, Value]]:
        """All rows of the server that have no code of their own."""
        records = self.caller.records
        found: list[tuple[Key, Value]] = [
            (("resigns", row["employee"]["emp_code"]), str(row["resign_type"]))
            for row in records("/personnel/api/resigns/")
        ]
        for path in ("/iclock/api/privatemessages/", "/iclock/api/publicmessages/"):
            found += [(("messages", row["content"]), str(row["duration"])) for row in records(path)]
        for row in records("/iclock/api/transactions/"):
            key = f"{row['emp_code']} {row['punch_time']}"
            found.append((("punches", key), str(row["punch_state"])))
        for row in records("/iclock/api/biodatas/"):
            key = f"{row['employee']} {row['bio_no']}"
            found.append((("biodatas", key), str(row["bio_type"])))
        for row in records("/iclock/api/terminals/"):
            found.append((("terminals", row["sn"]), row["alias"]))
        return found

    def is_own(self, key: Key) -> bool:
        return key[1].startswith(self.name) or key == ("terminals", self.serial)

    def faults(self, found: Iterable[tuple[Key, Value]]) -> list[str]:
        """What is wrong with its rows and its queue."""
        wrong = self.ledger.faults(found, self.is_own)
        while ids := [number for number, _ in self.caller.poll(self.serial)]:
            self.caller.answer(self.serial, ids)
            self.done += ids
        wrong += [f"command {one} came {n} times" for one, n in Counter(self.done).items() if n > 1]
        rows = self.caller.queue(self.serial)
        wrong += [f"left in the queue: {row}" for row in rows if row["state"] != "done"]
        orders = sum(row["content"] == "INFO" for row in rows)
        if len(rows) < 500 and orders != self.orders:
            wrong.append(f"{orders} commands INFO, must be {self.orders}")
        return wrong
