"""Blocks that no test runs (a server that does not end, another machine) are at least possible."""

import ast
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tests.docs.command_line import COMMANDS, walk
from tests.docs.pages import PAGES, ROOT, Block, blocks, name_of, read

RUN = {"bash", "python", "js", "java"}
SHOWN = {"", "text", "json", "http", "html"}  # what something prints, or is sent
ELSEWHERE = {"ts", "plpgsql"}  # compiled by tests/clients; on paper, and said to be so
PARSERS = {"py": ast.parse, "yaml": yaml.safe_load, "toml": tomllib.loads}
# At the start of a line, perhaps after variables; what containers run has a test of its own.
CALL = re.compile(r"^(?:[A-Z_]+=\S+ +)*(?:etpserver|etp) +([a-z][^#|;&\n]*)", re.M)
MADE = re.compile(r"^make +([a-z-]+)", re.M)
WITHOUT_FLAGS = {"--help"}
TARGETS = set(re.findall(r"^([a-z-]+):", read(ROOT / "Makefile"), re.M))
needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="bash checks its blocks.")


def found(language: str) -> list[Any]:
    return [
        pytest.param(block, id=f"{name_of(page)}:{block.line}")
        for page in PAGES
        for block in blocks(read(page))
        if block.language == language
    ]


def test_every_language_is_run_parsed_or_shown() -> None:
    used = {block.language for page in PAGES for block in blocks(read(page))}

    assert used - RUN - SHOWN - set(PARSERS) - ELSEWHERE == {"sh"}


@needs_bash
@pytest.mark.parametrize("block", found("sh"))
def test_a_shell_block_is_a_script(block: Block) -> None:
    read_by_bash = subprocess.run(
        ["bash", "-n"], input=block.text, capture_output=True, text=True, check=False
    )

    assert (read_by_bash.returncode, read_by_bash.stderr) == (0, "")


@pytest.mark.parametrize("block", found("sh"))
def test_a_shell_block_calls_commands_flags_and_targets_that_exist(block: Block) -> None:
    assert list(problems(block.text)) == []


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("etpserver nonsense", "no command: etpserver nonsense"),
        ("ETP_URL=x etpserver world new a --frm empty", "no flag of world new: --frm"),
        ("make nonsense", "no target: nonsense"),
    ],
)
def test_what_does_not_exist_would_be_found(line: str, problem: str) -> None:
    assert list(problems(line)) == [problem]


@pytest.mark.parametrize("language", PARSERS)
def test_other_blocks_can_be_read(language: str) -> None:
    for parameter in found(language):
        PARSERS[language](parameter.values[0].text)


def problems(script: str) -> Iterator[str]:
    script = script.replace("\\\n", " ")
    for words in CALL.findall(script):
        yield from _problems_of_a_command(words.split())
    yield from (f"no target: {name}" for name in MADE.findall(script) if name not in TARGETS)


def _problems_of_a_command(words: list[str]) -> Iterator[str]:
    named = [
        (name, command)
        for name, command in walk(COMMANDS, "")
        if words[: len(name.split())] == name.split()
    ]
    if not named:
        yield f"no command: etpserver {words[0]}"
        return
    ((name, command),) = named
    flags = {option for parameter in command.params for option in parameter.opts}
    flags |= {option for parameter in command.params for option in parameter.secondary_opts}
    for word in words:
        if word.startswith("--") and word.partition("=")[0] not in flags | WITHOUT_FLAGS:
            yield f"no flag of {name}: {word}"
