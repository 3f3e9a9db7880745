"""No pattern that meets what strangers send takes more steps than the text has characters, by far.

Each is tried on the texts that make patterns slow: what it takes, again and again, and then an end
that it does not take.
"""

import ast
import importlib
import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tests.security.steps import Counted, TooManyStepsError, letters_of, shortest

ROOT = Path(__file__).parents[2]
TOPS = ("etpserver", "personnel", "iclock")
LENGTH = 160
# Steps for each character: some dozen alternatives, each looked at once or twice.
MOST = 60
SEARCHES = r"\.(?:search|sub|subn|findall|finditer|split)\("
STARTS_A_SERVER = {"etpserver.server.rsgi"}
# Not tried: texts of our own, or slow on long texts that they never meet.
BOUNDED = {
    "etpserver.console.guide.grounds.GROUND": "reads our own documentation",
    "etpserver.emulator.faults.possible.CLASS": "a text of a rule is bounded by LONGEST_TEXT",
    "iclock.transactions.uploads.NAME": "Django cuts names of files at 255 characters",
    "iclock.virtual.commands.upgrading.LAST_NUMBER": "a version of 60 characters, of a device here",
}


@cache
def source() -> str:
    return "\n".join(file.read_text() for top in TOPS for file in ROOT.glob(f"{top}/**/*.py"))


def modules() -> Iterator[str]:
    for top in TOPS:
        for file in sorted(ROOT.glob(f"{top}/**/*.py")):
            if "re.compile(" in file.read_text():
                yield ".".join(file.relative_to(ROOT).with_suffix("").parts)


def patterns() -> dict[str, "re.Pattern[Any]"]:
    found = {}
    for name in modules():
        if name in STARTS_A_SERVER:
            continue
        module = importlib.import_module(name)
        for key, value in vars(module).items():
            if isinstance(value, re.Pattern):
                found[f"{name}.{key}"] = value
    return found


ALL = patterns()


def texts(counted: Counted) -> Iterator[str]:
    """What it takes, up to some place, then some of it many times, then an end it does not take."""
    begin = shortest(counted.tree)
    letters = list(dict.fromkeys(letters_of(counted.tree)))[:6]
    pumps = [*letters, *("".join(pair) for pair in product(letters[:3], repeat=2)), begin]
    starts = {begin[:at] for at in {0, 1, len(begin) // 2, len(begin) - 1, len(begin)}}
    for start, pump, end in product(sorted(starts), dict.fromkeys(pumps), ("\0!", "")):
        if pump:
            yield start + (pump * LENGTH)[:LENGTH] + end


@pytest.mark.parametrize("name", ALL)
def test_a_pattern_reads_a_text_about_once(name):
    counted = Counted(ALL[name])
    is_searched = re.search(rf"\b{name.rpartition('.')[2]}{SEARCHES}", source())
    if name in BOUNDED:
        pytest.skip(BOUNDED[name])
    for text in texts(counted):
        try:
            counted.match(text, MOST * len(text), is_whole=True)
            if is_searched:
                counted.find_all(text, MOST * len(text))
        except TooManyStepsError:
            pytest.fail(f"{name} takes over {MOST * len(text)} steps of {text[:40]!r}..")


def test_every_pattern_was_found():
    """A pattern inside of a function would be none of them: there is no such."""
    inside = []
    for name in modules():
        tree = ast.parse((ROOT / f"{name.replace('.', '/')}.py").read_text())
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        inside += [name for one in functions if "re.compile(" in ast.unparse(one)]
    assert inside == []
    assert len(ALL) > 60


@pytest.mark.parametrize(
    ("pattern", "is_slow"),
    [
        (r"(a+)+b", True),
        (r"(a|aa)+b", True),
        (r"(\w+\s?)*!", True),
        (r"a*a*a*b", True),
        (r"a+b", False),
        (r"[\w.-]+(?: +[\w.-]+)*", False),
        (r"(?>a+)b", False),
    ],
)
def test_slow_patterns_are_told_from_others(pattern, is_slow):
    counted = Counted(re.compile(pattern))
    most = 0
    try:
        for text in texts(counted):
            most = max(most, counted.match(text, MOST * len(text), is_whole=True))
    except TooManyStepsError:
        most = -1
    assert (most == -1) is is_slow


def test_a_search_that_reads_the_rest_from_every_place_is_slow():
    with pytest.raises(TooManyStepsError):
        Counted(re.compile(r"\d+(?=\D*\Z)|a+b")).find_all("a" * 2 * LENGTH, MOST * 2 * LENGTH)
