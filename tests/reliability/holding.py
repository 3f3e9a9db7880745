"""What a running server holds: memory, files, connections, threads, rows."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.reliability.calls import Caller
from tests.reliability.group import Group

PROC = Path("/proc")
SPARE = 10  # of a count that goes up and down


@dataclass(frozen=True, slots=True)
class Sample:
    """One look; memory is the group's, shared pages counted in parts (PSS)."""

    seconds: float
    memory_mb: float
    open_files: int
    connections: int
    threads: int
    data_mb: float
    journal: int  # requests
    timeline: int  # points
    log_mb: float  # of the longest log of changes

    def __str__(self) -> str:
        return (
            f"{self.seconds:7.0f} s  {self.memory_mb:7.1f} MB  files {self.open_files}"
            f"  connections {self.connections}  threads {self.threads}"
            f"  data {self.data_mb:.1f} MB  journal {self.journal}  timeline {self.timeline}"
            f"  log {self.log_mb:.1f} MB"
        )


def sample(server: Group, caller: Caller, data: Path, seconds: float) -> Sample:
    pids = server.members()
    files = [name for pid in pids for name in _files(pid)]
    timeline = caller.ask("timeline", "GET", "/_etp/timeline?limit=1")
    oldest, newest = (_number_of_request(caller, query) for query in ("since=0&limit=1", "limit=1"))
    return Sample(
        round(seconds, 1),
        round(sum(map(_pss_kb, pids)) / 1024, 2),
        len(files),
        sum(name.startswith("socket:") for name in files),
        sum(map(_threads, pids)),
        round(_size(data) / 1024 / 1024, 2),
        newest - oldest + 1,
        timeline.json()["count"] if timeline.status_code == 200 else 0,
        round(max(map(_bytes, data.rglob("*-wal")), default=0) / 1024 / 1024, 2),
    )


def _number_of_request(caller: Caller, query: str) -> int:
    found = caller.ask("journal", "GET", f"/_etp/requests?{query}").json()["requests"]
    return int(found[0]["id"]) if found else 0


def slope(samples: Sequence[Sample]) -> float:
    """MB an hour that memory grew by in the second half: the line of least squares."""
    half = samples[len(samples) // 2 :]
    if len(half) < 2:
        return 0.0
    at = [one.seconds / 3600 for one in half]
    middle, level = sum(at) / len(at), sum(one.memory_mb for one in half) / len(half)
    spread = sum((x - middle) ** 2 for x in at)
    together = sum((x - middle) * (one.memory_mb - level) for x, one in zip(at, half, strict=True))
    return together / spread if spread else 0.0


def is_flat(counts: Sequence[int]) -> bool:
    """Whether the last quarter holds hardly more than there was at some time before it."""
    last = max(1, len(counts) // 4)
    before, after = counts[:-last], counts[-last:]
    return not before or max(after) <= max(before) * 1.1 + SPARE


def _files(pid: int) -> list[str]:
    found = []
    with suppress(OSError):
        for entry in (PROC / str(pid) / "fd").iterdir():
            with suppress(OSError):
                found.append(str(entry.readlink()))
    return found


def _pss_kb(pid: int) -> int:
    with suppress(OSError):
        for line in (PROC / str(pid) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


def _threads(pid: int) -> int:
    with suppress(OSError):
        return len(list((PROC / str(pid) / "task").iterdir()))
    return 0


def _size(folder: Path) -> int:
    return sum(map(_bytes, folder.rglob("*")))


def _bytes(file: Path) -> int:
    with suppress(OSError):
        return file.stat().st_size
    return 0
