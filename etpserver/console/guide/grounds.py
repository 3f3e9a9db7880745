"""The comments that say why the code behaves as it does: `Manual x.y`, `Observed:`, `Guess:`."""

import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import etpserver

ROOT = Path(etpserver.__file__).parents[1]
PACKAGES = ("etpserver", "personnel", "iclock")
GROUND = re.compile(r"(?:^|(?<=[.;] ))(?P<ground>Manual(?= \d)|Observed(?=: )|Guess(?=: ))")
GROUNDS = ("Manual", "Observed", "Guess")


@dataclass(frozen=True, slots=True)
class Remark:
    """One reason, and the file it stands in."""

    ground: str
    file: str
    text: str


@cache
def remarks() -> tuple[Remark, ...]:
    """Every remark of the code, file by file."""
    files = sorted(file for package in PACKAGES for file in (ROOT / package).rglob("*.py"))
    return tuple(
        Remark(ground, file.relative_to(ROOT).as_posix(), text)
        for file in files
        if _may_have_some(file)
        for comment in _comments(file)
        for ground, text in _split(comment)
    )


def _may_have_some(file: Path) -> bool:
    """Reading is quick, taking a file apart is not."""
    source = file.read_text(encoding="utf-8")
    return any(word in source for word in GROUNDS)


def _comments(file: Path) -> Iterator[str]:
    """The comments of a file; those on lines of their own that follow each other are one."""
    lines: list[str] = []
    last = -1
    with tokenize.open(file) as source:
        for token in tokenize.generate_tokens(source.readline):
            if token.type != tokenize.COMMENT:
                continue
            row, column = token.start
            text = token.string.lstrip("# ")
            if row == last + 1 and not token.line[:column].strip():
                lines.append(text)
            else:
                yield " ".join(lines)
                lines = [text]
            last = row
    yield " ".join(lines)


def _split(comment: str) -> Iterator[tuple[str, str]]:
    """The remarks of one comment, each up to the next one; what stands before is none."""
    starts = list(GROUND.finditer(comment))
    ends = [found.start() for found in starts[1:]] + [len(comment)]
    for found, end in zip(starts, ends, strict=False):  # no start: nothing is said
        yield found["ground"], comment[found.end() : end].removeprefix(":").strip()
