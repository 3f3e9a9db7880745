"""Links between the pages lead somewhere."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.docs.pages import DOCS, PAGES, anchors, links, name_of, read


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_resolves(page: Path) -> None:
    broken = [target for target in links(read(page)) if not _resolves(page, target)]

    assert broken == []


def test_the_index_links_every_page() -> None:
    targets = links(read(DOCS / "index.md"))
    linked = {(DOCS / urlsplit(target).path).resolve() for target in targets}

    assert [name_of(page) for page in PAGES if page not in linked and page.name != "index.md"] == []


def test_decisions_are_numbered_without_gaps_and_listed_in_their_order() -> None:
    files = sorted((DOCS / "decisions").glob("*.md"))
    listed = [link for link in links(read(DOCS / "index.md")) if link.startswith("decisions/")]

    assert listed == [f"decisions/{file.name}" for file in files]
    for number, file in enumerate(files, 1):
        assert (file.name[:4], read(file).split(" ")[1]) == (f"{number:04}", f"{number}.")


def test_a_link_to_a_decision_says_its_number() -> None:
    wrong = [
        f"{name_of(page)}: {said} is {number}"
        for page in PAGES
        for said, number in re.findall(r"[Dd]ecision (\d+)\]\((?:[\w./]*/)?0*(\d+)-", read(page))
        if said != number
    ]

    assert wrong == []


def _resolves(page: Path, target: str) -> bool:
    parts = urlsplit(target)
    if parts.scheme:  # other sites are not asked
        return parts.scheme in {"http", "https", "mailto"}
    file = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not parts.fragment:
        return file.exists()
    return file.is_file() and parts.fragment in anchors(read(file))
