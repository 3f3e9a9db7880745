"""Links between the pages lead somewhere."""

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


def _resolves(page: Path, target: str) -> bool:
    parts = urlsplit(target)
    if parts.scheme:  # other sites are not asked
        return parts.scheme in {"http", "https", "mailto"}
    file = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not parts.fragment:
        return file.exists()
    return file.is_file() and parts.fragment in anchors(read(file))
