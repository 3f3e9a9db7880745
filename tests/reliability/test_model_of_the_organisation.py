"""Areas, departments, positions, locations beside a model: statuses, answers, whole state."""

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from tests.reliability.machines import Machine, Told, run, told

CODES = st.sampled_from(["A", "B", "C"])
CODES_AND_ROOT = st.sampled_from(["A", "B", "C", "1"])
NAMES = st.sampled_from(["North", "South", "नई दिल्ली"])
PARENTS = st.sampled_from(["A", "B", "C", "1", "A", "B", "C", None, "", "unknown"])
LISTS = st.lists(st.sampled_from(["A", "B", "C", "A", "B", "C", "1", "D"]), min_size=1, max_size=4)
PEOPLE = st.sampled_from(["P1", "P2"])


@dataclass(frozen=True)
class Kind:
    """A kind of node: its words, and its vendor codes (error_codes of the manual)."""

    path: str
    word: str
    unknown: int = -1
    taken: int = -1
    in_use: int = -1
    of_people: str = ""  # the key of an employee that refers to it
    has_parent_name: bool = False
    has_id_when_written: bool = True


KINDS = {
    "areas": Kind("/personnel/api/areas/", "area", unknown=-80, of_people="area"),
    "departments": Kind(
        "/personnel/api/departments/", "dept", -13, -12, -15, "department", has_parent_name=True
    ),
    "positions": Kind(
        "/personnel/api/positions/", "position", of_people="position", has_parent_name=True,
        has_id_when_written=False,
    ),
    "locations": Kind("/personnel/api/locations/", "location"),
}  # fmt: skip


@dataclass
class Node:
    id: int
    name: str
    parent: str | None


class Organisation(Machine):
    """One kind of node, and people who refer to it."""

    kind: Kind

    def __init__(self) -> None:
        super().__init__()
        (root,) = self.listed(self.kind.path)
        self.company = root["company"]
        self.nodes = {"1": Node(root["id"], root[f"{self.kind.word}_name"], None)}
        self.people: dict[str, str] = {}

    # --- the model

    def parent_of(self, sent: Any) -> str | None:
        return sent or None

    def is_below(self, code: str | None, above: str) -> bool:
        while code is not None:
            if code == above:
                return True
            code = self.nodes[code].parent
        return False

    def why_kept(self, codes: set[str]) -> int | None:
        """The vendor's code of why they cannot be deleted together."""
        children = {code for code, node in self.nodes.items() if node.parent in codes}
        used = codes & set(self.people.values())
        return self.kind.in_use if "1" in codes or children - codes or used else None

    def written(self, code: str) -> dict[str, Any]:
        word, node = self.kind.word, self.nodes[code]
        own = {"id": node.id} if self.kind.has_id_when_written else {}
        parent = self.nodes[node.parent].name if node.parent else None
        return {**own, f"{word}_code": code, f"{word}_name": node.name, f"parent_{word}": parent}

    def nested(self, code: str | None, grandparent: str) -> dict[str, Any] | None:
        if code is None:
            return None
        word, node = self.kind.word, self.nodes[code]
        above = self.nodes[node.parent].id if node.parent else None
        return {"id": node.id, f"{word}_code": code, f"{word}_name": node.name, grandparent: above}

    def read(self, code: str) -> dict[str, Any]:
        word, node = self.kind.word, self.nodes[code]
        found = {
            "id": node.id,
            f"{word}_code": code,
            f"{word}_name": node.name,
            f"parent_{word}": self.nested(node.parent, f"parent_{word}"),
            "company": self.company,
        }
        if self.kind.has_parent_name:
            found[f"parent_{word}_name"] = self.nodes[node.parent].name if node.parent else None
        return found

    def in_list(self, code: str) -> dict[str, Any]:
        found = self.read(code)
        if self.kind.word == "dept":  # manual 3.2.2: the parent under both keys
            found["parent_dept_code"] = found["parent_dept"]
            found["parent_dept"] = self.nested(self.nodes[code].parent, "parent_dept_code")
        return found

    # --- what is done

    @initialize()
    def begin_with_a_chain(self) -> None:
        self.create("A", "North", "1")
        self.create("B", "South", "A")

    @rule(code=CODES, name=NAMES, parent=PARENTS)
    def create(self, code: str, name: str, parent: Any) -> None:
        word = self.kind.word
        body = {f"{word}_code": code, f"{word}_name": name, f"parent_{word}": parent}
        answer = self.call("POST", self.kind.path, body)
        above = self.parent_of(parent)
        if code in self.nodes:
            expected: Told = (400, self.kind.taken)
        elif above and above not in self.nodes:
            expected = (400, self.kind.unknown)
        else:
            key = int(answer.headers.get("X-Etp-Id") or answer.json()["id"])
            assert key not in [node.id for node in self.nodes.values()]
            self.nodes[code] = Node(key, name, above)
            expected = (201, self.written(code))
        assert told(answer) == expected

    @rule(code=CODES_AND_ROOT, name=NAMES, parent=PARENTS, method=st.sampled_from(["PUT", "PATCH"]),
          has_parent=st.booleans(), own=st.sampled_from([None, "same", "other"]))  # fmt: skip
    def update(self, code: str, name: str, parent: Any, method: str, has_parent: bool,
               own: str | None) -> None:  # fmt: skip
        word = self.kind.word
        body = {f"{word}_name": name}
        if own:
            body[f"{word}_code"] = code if own == "same" else "Z"
        if has_parent:
            body[f"parent_{word}"] = parent
        answer = self.call(method, f"{self.kind.path}{code}/", body)
        above = self.parent_of(parent)
        expected: Told
        if code not in self.nodes:
            expected = (404, self.kind.unknown)
        elif has_parent and above and above not in self.nodes:
            expected = (400, self.kind.unknown)
        elif own == "other":
            expected = (400, -1)
        elif has_parent and self.is_below(above, code):
            expected = (400, -14)
        else:
            self.nodes[code].name = name
            if has_parent:
                self.nodes[code].parent = above
            expected = (200, self.written(code))
        assert told(answer) == expected

    @rule(code=CODES_AND_ROOT)
    def delete(self, code: str) -> None:
        answer = self.call("DELETE", f"{self.kind.path}{code}/")
        expected: Told
        if code not in self.nodes:
            expected = (404, self.kind.unknown)
        elif kept := self.why_kept({code}):
            expected = (400, kept)
        else:
            del self.nodes[code]
            expected = (200, {"message": "deleted"})
        assert told(answer) == expected

    @rule(codes=LISTS)
    def delete_many(self, codes: list[str]) -> None:
        body = {"object_codes": codes, "action_type": "delete"}
        answer = self.call("POST", f"{self.kind.path}action/", body)
        wanted = list(dict.fromkeys(codes))  # what is named twice counts once
        expected: Told
        if not set(wanted) <= set(self.nodes):
            expected = (400, self.kind.unknown)
        elif kept := self.why_kept(set(wanted)):
            expected = (400, kept)
        else:
            for code in wanted:
                del self.nodes[code]
            expected = (200, {"detail": f"Success. delete:{wanted!r}"})
        assert told(answer) == expected

    @rule(person=PEOPLE, code=CODES)
    def let_somebody_use(self, person: str, code: str) -> None:
        if not self.kind.of_people or code not in self.nodes or person in self.people:
            return
        body: dict[str, Any] = {"emp_code": person, "department": "1", "area": ["1"]}
        body[self.kind.of_people] = [code] if self.kind.of_people == "area" else code
        assert self.call("POST", "/personnel/api/employees/", body).status_code == 201
        self.people[person] = code

    @rule(person=PEOPLE)
    def let_somebody_go(self, person: str) -> None:
        answer = self.call("DELETE", f"/personnel/api/employees/{person}/")
        is_there = self.people.pop(person, None)
        assert told(answer) == ((200, {"message": "deleted"}) if is_there else (404, -22))

    # --- what is always so

    @invariant()
    def the_list_is_the_model(self) -> None:
        by_id = sorted(self.nodes, key=lambda code: self.nodes[code].id)
        assert self.listed(self.kind.path) == [self.in_list(code) for code in by_id]

    @rule(code=CODES_AND_ROOT)
    def read_one(self, code: str) -> None:
        answer = self.client.get(f"{self.kind.path}{code}/")
        is_there = code in self.nodes
        assert told(answer) == ((200, self.read(code)) if is_there else (404, self.kind.unknown))


@pytest.mark.parametrize("name", KINDS)
def test_is_always_what_its_model_says(name, api, clock):
    machine = type("Organisation", (Organisation,), {"kind": KINDS[name]})
    run(machine, api, runs=5, steps=25)
