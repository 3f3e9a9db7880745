"""Calls of the API, of terminals and of the control plane, each timed and each with its fate."""

import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.reliability.ledger import DroppedError, Key, Value

PAGE = 1000


@dataclass(frozen=True, slots=True)
class Kind:
    """A resource whose records have a code and a name."""

    path: str
    code: str
    name: str
    importing: str  # the last part of the path of its import
    import_heads: str
    more: tuple[tuple[str, object], ...] = ()
    import_more: str = ""

    def body(self, code: str, name: str) -> dict[str, object]:
        return {self.code: code, self.name: name, **dict(self.more)}


def _tree(resource: str, word: str, importing: str) -> Kind:
    heads = f"{word}_code,{word}_name"
    path = f"/personnel/api/{resource}/"
    return Kind(path, f"{word}_code", f"{word}_name", importing, heads)


KINDS = {
    "areas": _tree("areas", "area", "import_area"),
    "departments": _tree("departments", "dept", "import_dept"),
    "positions": _tree("positions", "position", "import_position"),
    "locations": _tree("locations", "location", "import_location"),
    "employees": Kind(
        "/personnel/api/employees/",
        "emp_code",
        "first_name",
        "import_emp",
        "emp_code,first_name,dept_code,area_code",
        (("department", "1"), ("area", ["1"])),
        ",1,1",
    ),
}
TREES = tuple(kind for kind in KINDS if kind != "employees")


@dataclass
class Times:
    """How long each kind of call took, in ms, and what went wrong; shared by threads."""

    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failures: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, kind: str, ms: float) -> None:
        with self.lock:
            self.taken[kind].append(ms)

    def fail(self, text: str) -> None:
        with self.lock:
            self.failures.append(text)

    def table(self) -> list[dict[str, object]]:
        """Count, p50, p95, p99 and the longest of each kind."""
        rows = []
        for kind, taken in sorted(self.taken.items()):
            ordered = sorted(taken)
            parts = {f"p{n}": _part(ordered, n / 100) for n in (50, 95, 99)}
            rows.append({"kind": kind, "count": len(ordered), **parts, "max": _part(ordered, 1)})
        return rows


def _part(ordered: list[float], share: float) -> float:
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)


class Caller:
    """One client with one connection."""

    def __init__(self, url: str, token: str = "", times: Times | None = None) -> None:
        headers = {"Authorization": f"Token {token}"} if token else {}
        self.client = httpx.Client(base_url=url, headers=headers, timeout=60, trust_env=False)
        self.times = times or Times()

    def ask(self, kind: str, method: str, path: str, **sent: Any) -> httpx.Response:
        """Raises `DroppedError` where no whole answer came."""
        started = time.perf_counter()
        try:
            answer = self.client.request(method, path, **sent)
        except httpx.TransportError as problem:
            raise DroppedError(f"{method} {path}: {problem!r}") from problem
        self.times.add(kind, (time.perf_counter() - started) * 1000)
        if answer.status_code >= 500:
            self.times.fail(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
        return answer

    def close(self) -> None:
        self.client.close()

    # ---- records -------------------------------------------------------------------------------

    def create(self, kind: str, code: str, name: str) -> bool:
        one = KINDS[kind]
        answer = self.ask("create", "POST", one.path, json=one.body(code, name))
        return answer.status_code == 201

    def rename(self, kind: str, code: str, name: str) -> bool:
        one = KINDS[kind]
        body = {one.name: name}
        return self.ask("update", "PATCH", f"{one.path}{code}/", json=body).status_code == 200

    def delete(self, kind: str, code: str) -> bool:
        return self.ask("delete", "DELETE", f"{KINDS[kind].path}{code}/").status_code == 200

    def delete_many(self, kind: str, codes: list[str]) -> bool:
        body = {"action_type": "delete", "object_codes": codes}
        path = f"{KINDS[kind].path}action/"
        return self.ask("bulk delete", "POST", path, json=body).status_code == 200

    def load(self, kind: str, rows: dict[str, str]) -> bool:
        """Import rows."""
        one = KINDS[kind]
        lines = [one.import_heads, *(f"{c},{n}{one.import_more}" for c, n in rows.items())]
        files = {"import_file": ("rows.csv", "\r\n".join([*lines, ""]).encode())}
        path = f"{one.path}{one.importing}/"
        answer = self.ask("import", "POST", path, data={"import_type": "0"}, files=files)
        return answer.status_code == 200

    def records(self, path: str, query: str = "") -> Iterator[dict[str, Any]]:
        """Every record of a list."""
        page, left = 1, 1
        while left > 0:
            url = f"{path}?page_size={PAGE}&page={page}&ordering=id{query}"
            answer = self.ask("long list", "GET", url).raise_for_status().json()
            yield from answer["data"]
            left = answer["count"] - page * PAGE
            page += 1

    def rows(self, kind: str, containing: str = "") -> list[tuple[Key, Value]]:
        """The rows of a kind as ledgers have them."""
        one = KINDS[kind]
        query = f"&{one.code}_icontains={containing}" if containing else ""
        found = self.records(one.path, query)
        return [((kind, row[one.code]), row[one.name]) for row in found]

    # ---- terminals -----------------------------------------------------------------------------

    def shake_hands(self, serial: str) -> None:
        self.ask("handshake", "GET", f"/iclock/cdata?SN={serial}&options=all&pushver=2.4.1")

    def upload(self, serial: str, table: str, lines: list[str]) -> bool:
        path = f"/iclock/cdata?SN={serial}&table={table}&Stamp=9999"
        body = "".join(f"{line}\n" for line in lines).encode()
        headers = {"Content-Type": "text/plain"}
        answer = self.ask(f"upload {table}", "POST", path, content=body, headers=headers)
        return answer.status_code == 200 and answer.text.startswith("OK")

    def poll(self, serial: str) -> list[tuple[int, str]]:
        """The commands that are handed out: their ids and texts."""
        text = self.ask("poll", "GET", f"/iclock/getrequest?SN={serial}").text
        lines = [line.split(":", 2) for line in text.splitlines() if line.startswith("C:")]
        return [(int(number), content) for _, number, content in lines]

    def answer(self, serial: str, ids: list[int]) -> bool:
        body = "".join(f"ID={number}&Return=0&CMD=DATA\n" for number in ids).encode()
        answer = self.ask("answer", "POST", f"/iclock/devicecmd?SN={serial}", content=body)
        return answer.status_code == 200

    def queue(self, serial: str) -> list[dict[str, Any]]:
        answer = self.ask("queue", "GET", f"/_etp/terminals/{serial}/commands")
        found: list[dict[str, Any]] = answer.raise_for_status().json()["commands"]
        return found
