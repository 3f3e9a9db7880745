"""The requests that are compared, and running them in turn, A B A B."""

import http.client
import json
import statistics
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.bench import wrk
from benchmarks.bench.servers import Server

LIST = "/personnel/api/employees/"
ONE = f"{LIST}100007/"
PUNCHES = "/iclock/api/transactions/"
AREAS = "/personnel/api/areas/"
RANGE = "emp_code=100007&start_time=2025-01-01T00:00:00&end_time=2025-06-30T00:00:00"
# A request with a cookie is never answered by what was kept of an earlier one.
FRESH = {"Cookie": "bench=1"}


@dataclass(frozen=True, slots=True)
class Row:
    """`paths` of peers that differ from the emulator's; `budgets` are the least ratios wanted."""

    title: str
    path: str
    budgets: Mapping[str, float]
    paths: Mapping[str, str] = field(default_factory=dict)
    is_fresh: bool = True
    is_write: bool = False
    connections: tuple[int, ...] = (1, 16)

    def on_page(self, last: int) -> "Row":
        """The same with the number of the last page but a few in its path."""
        return replace(self, path=self.path.format(last=last))


PAGE = "?page_size=50"
JSON_SERVER_PAGE = {"json-server": "/employees?_page=1&_limit=50"}
ROWS = (
    Row("50 employees, fresh", LIST + PAGE,
        {"Prism": 1, "Mockoon": 4, "json-server": 5, "naive DRF": 40}, JSON_SERVER_PAGE),
    Row("50 employees, repeated", LIST + PAGE, {"Prism": 2.5}, is_fresh=False),
    Row("50 employees by dept_code, fresh", f"{LIST}{PAGE}&dept_code=D1", {"Prism": 1}),
    Row("50 employees by dept_code, repeated", f"{LIST}{PAGE}&dept_code=D1", {"Prism": 2.5},
        is_fresh=False),
    Row("50 employees by first_name, fresh", f"{LIST}{PAGE}&first_name=First", {"Prism": 1}),
    Row("50 employees by first_name, repeated", f"{LIST}{PAGE}&first_name=First", {"Prism": 2.5},
        is_fresh=False),
    Row("50 employees by area_code, fresh", f"{LIST}{PAGE}&area_code=A1", {"Prism": 1}),
    Row("50 employees by area_code, repeated", f"{LIST}{PAGE}&area_code=A1", {"Prism": 2.5},
        is_fresh=False),
    Row("one employee, fresh", ONE, {"Prism": 1, "json-server": 0},
        {"json-server": "/employees/1000000100007"}),
    Row("one employee, repeated", ONE, {"Prism": 1}, is_fresh=False),
    Row("50 punches, fresh", PUNCHES + PAGE, {"Prism": 1}),
    Row("50 punches, repeated", PUNCHES + PAGE, {"Prism": 2.5}, is_fresh=False),
    Row("50 punches of one in a range, fresh", f"{PUNCHES}{PAGE}&{RANGE}&ordering=-punch_time",
        {"Prism": 1}),
    Row("50 punches of one in a range, repeated",
        f"{PUNCHES}{PAGE}&{RANGE}&ordering=-punch_time", {"Prism": 2.5}, is_fresh=False),
    Row("the last page of punches, against page 1", PUNCHES + PAGE + "&page={last}",
        {"page 1": 1 / 3}, {"page 1": PUNCHES + PAGE}, connections=(1,)),
    Row("a new area", AREAS, {"Prism": 1, "json-server": 50}, {"json-server": "/areas"},
        is_write=True),
)  # fmt: skip
# Bodies that no two requests share.
NEW_AREA = """
local n = os.time() % 100000 * 1000000
request = function()
  n = n + 1
  local body = '{"area_code":"B' .. string.format("%.0f", n) .. '","area_name":"Bench"}'
  return wrk.format("POST", nil, {["Content-Type"] = "application/json",
    ["Authorization"] = wrk.headers["Authorization"]}, body)
end
"""


@dataclass(frozen=True, slots=True)
class Result:
    """Ratios of one row at one number of connections, above 1 where the emulator is faster."""

    title: str
    connections: int
    peer: str
    wanted: float
    ratios: list[float]
    cpu_ms: tuple[float, float]  # a request: the emulator's, the peer's

    @property
    def key(self) -> str:
        return f"{self.title} | {self.connections} | {self.peer}"

    @property
    def median(self) -> float:
        return statistics.median(self.ratios)


@dataclass(frozen=True, slots=True)
class Course:
    """How it is measured."""

    rounds: int
    seconds: int  # of one run
    folder: Path  # for what wrk reads


def measured(
    row: Row, own: Server, peers: Mapping[str, Server], course: Course
) -> Iterator[Result]:
    script = course.folder / "new_area.lua"
    script.write_text(NEW_AREA)
    own_script = script if row.is_write else None
    for connections in row.connections:
        runs: dict[str, list[wrk.Run]] = {}
        for _ in range(course.rounds):
            for name in ("etpserver", *row.budgets):
                server = peers.get(name, own)
                path = row.paths.get(name, row.path)
                headers = {**server.headers, **(FRESH if row.is_fresh else {})}
                load = wrk.Load(connections, course.seconds, headers, own_script)
                url, pid = server.url + path, server.process.pid
                runs.setdefault(name, []).append(wrk.run(url, pid, load))
        mine = runs["etpserver"]
        for peer, wanted in row.budgets.items():
            pairs = zip(mine, runs[peer], strict=True)
            ratios = [a.per_second / b.per_second for a, b in pairs]
            cpu = tuple(statistics.median(r.cpu_ms for r in one) for one in (mine, runs[peer]))
            yield Result(row.title, connections, peer, wanted, ratios, (cpu[0], cpu[1]))


def after_writes(own: Server, prism: Server, rounds: int, each: int = 100) -> Result:
    """A list whose world has changed just before it, by one client that times only the list."""
    ratios = []
    for number in range(rounds):
        taken = [_seconds_of_lists(server, number, each) for server in (own, prism)]
        ratios.append(taken[1] / taken[0])
    return Result("50 employees, a write before each", 1, "Prism", 1, ratios, (0, 0))


def _seconds_of_lists(server: Server, number: int, each: int) -> float:
    place = urlsplit(server.url)
    line = http.client.HTTPConnection(place.hostname or "", place.port)
    sent, taken = {**server.headers, "Content-Type": "application/json"}, []
    for turn in range(each):
        body = {"area_code": f"W{number}-{turn}", "area_name": "Bench"}
        line.request("POST", AREAS, json.dumps(body), sent)
        line.getresponse().read()
        started = time.perf_counter()
        line.request("GET", LIST + PAGE, headers=server.headers)
        answer = line.getresponse()
        answer.read()
        taken.append(time.perf_counter() - started)
        if answer.status != 200:
            raise SystemExit(f"{server.name} answered {answer.status}")
    line.close()
    return statistics.median(taken)
