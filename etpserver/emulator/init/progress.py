"""Whether the files of `--init` are done; in a file, so that every process can tell."""

from pathlib import Path

NAME = "init.state"
RUNNING = "The files of --init are being run."
BROKEN_OFF = (
    "The files of --init were not run to their end. Stop the server and delete the data folder to"
    " run them again."
)


def begin(folder: Path) -> None:
    """Called before anything answers."""
    _write(folder, RUNNING)


def note_broken_off(folder: Path) -> None:
    """Called at the start with a database that is there: a run that was killed does not go on."""
    if why_not_done(folder) == RUNNING:
        fail(folder, BROKEN_OFF)


def fail(folder: Path, reason: str) -> None:
    """Called when a file has failed; the server is never ready, and says why."""
    _write(folder, reason)


def finish(folder: Path) -> None:
    """Called when all of them are done."""
    (folder / NAME).unlink(missing_ok=True)


def why_not_done(folder: Path) -> str:
    """Empty once everything has run."""
    try:
        return (folder / NAME).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def _write(folder: Path, text: str) -> None:
    fresh = folder / f".{NAME}"
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(folder / NAME)
