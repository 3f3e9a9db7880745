"""What tests read of a page: its elements and their text."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

VOID = {"input", "img", "br", "meta", "link", "hr"}


@dataclass
class Element:
    """An element, its attributes and all text inside of it."""

    tag: str
    given: dict[str, str]
    inside: list["Element"]  # the elements that it stands in
    text: str = ""

    def __getitem__(self, name: str) -> str:
        return self.given.get(name, "")


@dataclass
class Page:
    """A page taken apart."""

    elements: list[Element] = field(default_factory=list)

    def all(self, tag: str, **given: str) -> list[Element]:
        return [
            one
            for one in self.elements
            if one.tag == tag and all(one[k.rstrip("_")] == v for k, v in given.items())
        ]

    def texts(self, tag: str, **given: str) -> list[str]:
        return [" ".join(one.text.split()) for one in self.all(tag, **given)]

    def text(self) -> str:
        return " ".join(self.all("body")[0].text.split())

    def rows(self) -> list[list[str]]:
        """The cells of the tables' bodies."""
        found = []
        for row in self.all("tr"):
            cells = [one for one in self.elements if one.tag == "td" and row in one.inside]
            if cells:
                found.append([" ".join(one.text.split()) for one in cells])
        return found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self.open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Any]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.handle_data(" ")
        element = Element(tag, given, list(self.open))
        self.page.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()
        self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data


def read(html: str) -> Page:
    """Take a page apart; refuses one whose elements are not closed in their order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert not reader.open, f"<{reader.open[-1].tag}> is not closed"
    return reader.page
