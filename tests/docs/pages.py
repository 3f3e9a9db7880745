"""The pages of the project: their headings, code blocks, links and generated parts."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
BASE_URL = "http://127.0.0.1:8088"  # what every example on a page says

FENCE = re.compile(
    r"^(?:<!-- file: (?P<file>[\w./-]+) -->\n+)?```(?P<language>\w*)\n(?P<text>.*?)^```\n",
    re.M | re.S,
)
LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")
HEADING = re.compile(r"^#+ (?P<text>.+)$", re.M)
GENERATED = re.compile(
    r"(?P<start><!-- generated: (?P<what>[^>]+) -->\n)(?P<text>.*?)(?P<end><!-- end -->)", re.S
)


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block; `<!-- file: name -->` before it says that it is the content of a file."""

    language: str
    text: str
    line: int
    file: str | None = None


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def blocks(text: str) -> Iterator[Block]:
    for found in FENCE.finditer(text):
        line = text.count("\n", 0, found.start("language")) + 1
        yield Block(found["language"], found["text"], line, found["file"])


def prose(text: str) -> str:
    """The text without its code blocks."""
    return FENCE.sub("", text)


def links(text: str) -> list[str]:
    return [found["target"] for found in LINK.finditer(prose(text))]


def anchors(text: str) -> set[str]:
    """The anchors that a page's headings have when it is shown on the web."""
    return {
        re.sub(r"[^\w\- ]", "", found["text"].lower()).replace(" ", "-")
        for found in HEADING.finditer(prose(text))
    }


def with_generated_parts(text: str, generators: Mapping[str, Callable[..., str]]) -> str:
    """The page with each `<!-- generated: name words.. -->` part made anew."""

    def made(found: re.Match[str]) -> str:
        name, *words = found["what"].split()
        return f"{found['start']}{generators[name](*words)}\n{found['end']}"

    return GENERATED.sub(made, text)
