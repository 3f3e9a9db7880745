"""What is loaded before the server is ready, or the help is shown: each package costs a start.

`loaded.json` beside this file lists the packages that may be, and modules that may not.
"""

import json
import re
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Commands

LISTED: dict[str, Any] = json.loads(Path(__file__).with_name("loaded.json").read_text())
IMPORTED = re.compile(r"^import '([^']+)' # ", re.MULTILINE)
ADVICE = (
    "Import it inside the function that needs it, with a comment that says why. If every start"
    " needs it: add it to tests/start/loaded.json, and measure what it costs (docs/performance.md)."
)


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Modules by what was started, as Python tells each import."""
    folder = tmp_path_factory.mktemp("start")
    commands = Commands(folder, tmp_path_factory.getbasetemp() / "templates")
    # The first start builds what the next ones copy.
    with commands.serve():
        pass
    (folder / "url").unlink(missing_ok=True)
    arguments = ("--database", f"sqlite:///{folder / 'second' / 'etp.sqlite3'}")
    with commands.serve(*arguments, PYTHONVERBOSE="1") as server:
        serving = server.said()
    shown = commands.run("--help", PYTHONVERBOSE="1").stderr
    return {"serving": modules(serving), "help": modules(shown)}


def modules(told: str) -> set[str]:
    found = set(IMPORTED.findall(told))
    assert "etpserver" in found  # else Python told nothing
    return found


def packages(names: set[str]) -> set[str]:
    """Top-level ones that are not Python's own."""
    tops = {name.partition(".")[0] for name in names}
    return {top for top in tops if top not in sys.stdlib_module_names and is_package(top)}


def is_package(top: str) -> bool:
    """Not a compiled part such as `_cffi_backend`, nor what this Python's installation brings."""
    return not top.startswith(("_", "sitecustomize", "usercustomize", "__editable"))


@pytest.mark.parametrize("what", ["serving", "help"])
def test_only_the_listed_packages_are_loaded(imported, what):
    more = packages(imported[what]) - set(LISTED[what])
    assert not more, f"{what} loads {', '.join(sorted(more))}, which is not listed. {ADVICE}"


@pytest.mark.parametrize("what", ["serving", "help"])
def test_each_listed_package_is_loaded(imported, what):
    expected = {name for name in LISTED[what] if find_spec(name)}
    less = expected - packages(imported[what])
    assert not less, f"{what} loads no {', '.join(sorted(less))}: take it out of loaded.json."


@pytest.mark.parametrize("what", ["serving", "help"])
def test_no_heavy_module_is_loaded(imported, what):
    heavy = set(LISTED[f"not {what}"])
    found = {
        name
        for name in imported[what]
        if name in heavy or any(name.startswith(f"{one}.") for one in heavy)
    }
    assert not found, f"{what} loads {', '.join(sorted(found))}. {ADVICE}"
