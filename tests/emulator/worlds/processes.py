"""What a server's processes hold, as Linux tells it."""

import sys
from pathlib import Path

import pytest

PROC = Path("/proc")
only_on_linux = pytest.mark.skipif(sys.platform != "linux", reason="Only Linux has /proc.")


def family(pid: int) -> list[int]:
    """A process and its children."""
    return [pid, *(child for child in _running() if _parent(child) == pid)]


def open_files(pid: int) -> list[str]:
    """What its descriptors are of."""
    found = []
    for entry in (PROC / str(pid) / "fd").iterdir():
        try:
            found.append(str(entry.readlink()))
        except FileNotFoundError:  # closed since it was listed
            continue
    return found


def resident_mb(pid: int) -> float:
    """Its memory, shared pages included."""
    status = (PROC / str(pid) / "status").read_text()
    (line,) = [line for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(line.split()[1]) / 1024


def _running() -> list[int]:
    return [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit()]


def _parent(pid: int) -> int:
    try:
        stat = (PROC / str(pid) / "stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return int(stat.rpartition(")")[2].split()[1])
