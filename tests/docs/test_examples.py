"""Every `bash`, `python`, `js` and `java` block of the pages runs against a server.

The bash blocks of a page are one script, in their order, so that a later one may use what an
earlier one has set; a `json` or `text` block right after one is what it prints. Of the text only
the base URL is replaced; ids are compared as "some id", because they depend on what ran before.
A `python` block with tests in it is run by pytest with the plugin, on the same server, a `js` block
with tests by `node --test`. A block marked `<!-- file: name -->` lies beside them under that name.
A page may ask for a server with flags of its own: `<!-- served with: --fixture manual -->`.
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest

from tests.docs.conftest import environment
from tests.docs.pages import BASE_URL, DOCS, ROOT, Block, blocks, name_of, read
from tests.programs import output_of

FOLDERS = (DOCS, DOCS / "api", DOCS / "how-to")
PAGES = [ROOT / "README.md", *(page for folder in FOLDERS for page in sorted(folder.glob("*.md")))]
TESTS = "def test_"  # in a block that pytest runs
NODE_TESTS = 'from "node:test"'  # in a block that node's runner runs
EXPECTED = {"json", "text"}
SERVED_WITH = re.compile(r"<!-- served with: (?P<flags>.*) -->")
TIMEOUT_S = 120
Serve = Callable[..., str]
HAS_TOOLS = shutil.which("bash") is not None and shutil.which("curl") is not None
needs_tools = pytest.mark.skipif(not HAS_TOOLS, reason="The examples need bash and curl.")
needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="The examples need node.")
needs_java = pytest.mark.skipif(shutil.which("javac") is None, reason="The examples need a JDK.")


@dataclass(frozen=True, slots=True)
class Example:
    """A block that runs, and the block of what it prints, if the page shows it."""

    block: Block
    expected: Block | None


def examples(page: Path, language: str) -> list[Example]:
    found = list(blocks(read(page)))
    return [
        Example(block, after if after and after.language in EXPECTED else None)
        for block, after in zip_longest(found, found[1:])
        if block.language == language and block.file is None
    ]


def pages_with(language: str) -> list[Path]:
    return [page for page in PAGES if examples(page, language)]


def files_of(page: Path, folder: Path, server_url: str) -> list[Path]:
    """The blocks that are files, written into the folder."""
    written = []
    for block in blocks(read(page)):
        if block.file:
            file = folder / block.file
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.text.replace(BASE_URL, server_url), encoding="utf-8")
            written.append(file)
    return written


def is_tests(example: Example) -> bool:
    return TESTS in example.block.text


def flags_of(page: Path) -> list[str]:
    found = SERVED_WITH.search(read(page))
    return found["flags"].split() if found else []


@needs_tools
@pytest.mark.parametrize("page", pages_with("bash"), ids=name_of)
def test_the_commands_run(page: Path, serve: Serve, tmp_path: Path) -> None:
    server_url = serve(*flags_of(page))
    files_of(page, tmp_path, server_url)
    parts = ["set -euo pipefail"]
    for number, example in enumerate(examples(page, "bash")):
        text = example.block.text.replace(BASE_URL, server_url)
        # Grouped, not in a subshell: what a block sets is there for the next one.
        parts.append(f"{{\n{text}}} >out{number}")

    done = subprocess.run(
        ["bash", "-c", "\n".join(parts)],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )

    assert done.returncode == 0, f"{done.stderr}\n{_outputs(tmp_path)}"
    for number, example in enumerate(examples(page, "bash")):
        _compare(example, (tmp_path / f"out{number}").read_text(), server_url, page)


@pytest.mark.parametrize("page", pages_with("python"), ids=name_of)
def test_the_python_runs(page: Path, serve: Serve, tmp_path: Path) -> None:
    server_url = serve(*flags_of(page))
    for example in examples(page, "python"):
        if is_tests(example):
            continue
        program = example.block.text.replace(BASE_URL, server_url)
        _compare(example, run([sys.executable, "-c", program], tmp_path), server_url, page)


@pytest.mark.parametrize("page", [p for p in pages_with("python") if TESTS in read(p)], ids=name_of)
def test_the_tests_pass(page: Path, serve: Serve, tmp_path: Path) -> None:
    files_of(page, tmp_path, serve(*flags_of(page)))
    for number, example in enumerate(filter(is_tests, examples(page, "python"))):
        (tmp_path / f"test_example_{number}.py").write_text(example.block.text)
    plugin = "etpserver.testing.pytest_plugin"
    pytest_alone = ["-q", "-p", plugin, "-p", "no:randomly", "-p", "no:django"]
    more = {"ETP_URL": serve(*flags_of(page)), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    run([sys.executable, "-m", "pytest", *pytest_alone], tmp_path, more)


@needs_node
@pytest.mark.parametrize("page", pages_with("js"), ids=name_of)
def test_the_javascript_runs(page: Path, serve: Serve, tmp_path: Path) -> None:
    server_url = serve(*flags_of(page))
    files_of(page, tmp_path, server_url)
    found = examples(page, "js")
    for number, example in enumerate(found):
        is_test = NODE_TESTS in example.block.text
        script = tmp_path / f"example{number}{'.test' if is_test else ''}.mjs"
        script.write_text(example.block.text.replace(BASE_URL, server_url), encoding="utf-8")
        flags = ["--test"] if is_test else []
        printed = run(["node", *flags, script.name], tmp_path, {"ETP_URL": server_url})
        _compare(example, printed, server_url, page)


@needs_java
@pytest.mark.parametrize("page", pages_with("java"), ids=name_of)
def test_the_java_runs(page: Path, serve: Serve, tmp_path: Path) -> None:
    server_url = serve(*flags_of(page))
    written = [file.name for file in files_of(page, tmp_path, server_url)]
    # Those of JUnit need its jars: tests/clients runs them.
    sources = [name for name in written if name.endswith(".java") and "Test" not in name]
    for example in examples(page, "java"):
        (tmp_path / "Example.java").write_text(
            example.block.text.replace(BASE_URL, server_url), encoding="utf-8"
        )
        run(
            ["javac", "-Xlint:all", "-Werror", "Example.java", *sources],
            tmp_path,
            {"ETP_URL": server_url},
        )
        printed = run(["java", "-ea", "Example"], tmp_path, {"ETP_URL": server_url})
        _compare(example, printed, server_url, page)


def run(command: list[str], folder: Path, more: Mapping[str, str] | None = None) -> str:
    return output_of(command, folder, {**environment(), **(more or {})}, most_s=TIMEOUT_S)


def _compare(example: Example, printed: str, server_url: str, page: Path) -> None:
    if example.expected is None:
        return
    where = f"{name_of(page)}, line {example.expected.line}"
    printed = printed.replace(server_url, BASE_URL)
    expected = example.expected.text
    if example.expected.language == "json":
        assert _masked(json.loads(printed)) == _masked(json.loads(expected)), where
    else:
        assert _plain(printed) == _plain(expected), where


def _plain(printed: str) -> str:
    return printed.replace("\r\n", "\n").strip()


def _masked(value: Any, key: str = "") -> Any:
    """The value with all ids, tokens and times that are made on the spot made alike."""
    if isinstance(value, dict):
        return {name: _masked(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_masked(inner) for inner in value]
    if key in {"id", "employee", "terminal"} and str(value).isdigit():
        return "<id>"
    if key in {"change_time", "create_time", "last_send", "update_time", "upload_time"} and value:
        return "<time>"
    return "<token>" if key in {"token", "access", "refresh"} else value


def _outputs(folder: Path) -> str:
    return "\n".join(f"{file.name}: {file.read_text()}" for file in sorted(folder.glob("out*")))
