"""Folders that must be there and writable before anything else."""

import tempfile
from pathlib import Path

from etpserver.preparing.errors import PreparationError


def ensure_folder(folder: Path) -> None:
    """Make a folder that can be written to, or say why not."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as problem:
        raise PreparationError(
            f"The folder {folder} cannot be written to ({problem.strerror})."
            " Pass another --database or --data, or change its owner."
        ) from problem
