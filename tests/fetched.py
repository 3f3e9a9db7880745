"""Programs of others that tests run: fetched into the user's cache, never into the checkout."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import pytest
from filelock import FileLock
from platformdirs import user_cache_path

from tests.programs import output_of

MOST_S = 240


def run(command: Sequence[str | Path], cwd: Path, more: Mapping[str, str] | None = None) -> str:
    """What the program prints; a failed assertion with all it said if it fails."""
    environment = {**os.environ, "PYTHONPATH": "", **(more or {})}
    return output_of(command, cwd, environment, most_s=MOST_S)


def python_environment(*requirements: str) -> Path:
    """The folder of programs of an environment with these requirements, each pinned."""
    return _once([sys.version, *requirements], _fill_python) / "venv" / "bin"


def node_packages(packages: Mapping[str, str]) -> Path:
    """A folder whose `node_modules` holds these packages at these versions."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        pytest.skip("node and npm are not installed")
    return _once([f"{name}@{version}" for name, version in packages.items()], _fill_node)


def _once(wanted: list[str], fill: Callable[[Path, list[str]], None]) -> Path:
    folder = user_cache_path("etpserver-tests") / sha256(json.dumps(wanted).encode()).hexdigest()
    folder.mkdir(parents=True, exist_ok=True)
    done = folder / "done"
    with FileLock(folder / "lock"):
        if not done.exists():
            fill(folder, wanted)
            done.touch()
    return folder


def _fill_python(folder: Path, wanted: list[str]) -> None:
    run([sys.executable, "-m", "venv", "--clear", folder / "venv"], folder)
    pip = folder / "venv" / "bin" / "pip"
    _need([pip, "download", "--no-deps", "-d", folder / "asked", wanted[-1]], "package index")
    run([pip, "install", "--quiet", *wanted[1:]], folder)


def _fill_node(folder: Path, wanted: list[str]) -> None:
    npm = shutil.which("npm") or "npm"
    _need([npm, "view", wanted[0], "version"], "npm registry")
    (folder / "package.json").write_text('{"type": "module"}')
    run([npm, "install", "--no-audit", "--no-fund", "--save-exact", *wanted], folder)


def _need(asking: Sequence[str | Path], index: str) -> None:
    asked = subprocess.run(
        [str(part) for part in asking], capture_output=True, timeout=MOST_S, check=False
    )
    if asked.returncode != 0:
        pytest.skip(f"no {index} answers, so the clients cannot be fetched")
