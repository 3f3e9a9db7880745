"""Folders that must be there and writable before anything else."""

import errno
import tempfile
from pathlib import Path

from etpserver.preparing.errors import PreparationError

LEAST_ROOM = 128 * 1024  # bytes: SQLite needs as much to open its files


def ensure_folder(folder: Path) -> None:
    """Make a folder that can be written to, or say why not."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(bytes(LEAST_ROOM))
    except OSError as problem:
        is_full = problem.errno in {errno.ENOSPC, errno.EDQUOT}
        advice = "free some space" if is_full else "change its owner"
        raise PreparationError(
            f"The folder {folder} cannot be written to ({problem.strerror})."
            f" Pass another --database or --data, or {advice}."
        ) from problem
