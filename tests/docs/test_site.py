"""The pages make a site: nothing in it is broken, and it loads nothing from elsewhere."""

import re
import sys
from pathlib import Path

import pytest

from tests.docs.conftest import environment
from tests.docs.pages import PAGES, ROOT, name_of
from tests.programs import output_of

LOADED = re.compile(
    r"""(?:<(?:script|img|iframe|source)\b[^>]*\bsrc|<link\b[^>]*\bhref|\burl\(|@import)"""
    r"""\s*=?\s*["']?(?P<target>(?:https?:)?//[^"')\s>]+)""",
    re.I,
)
BUILD = (sys.executable, "-m", "sphinx", "-qW", "--keep-going", "-c", "docs/theme")
TIMEOUT_S = 300  # of a machine that does much else


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as `make site` builds it: each warning is a mistake."""
    folder = tmp_path_factory.mktemp("site")
    build = [*BUILD, "-d", folder / "kept", ".", folder / "site"]
    output_of(build, ROOT, environment(), most_s=TIMEOUT_S)
    return folder / "site"


# One test: each worker of pytest-xdist that had one of several would build the site.
def test_every_page_is_in_the_site_which_loads_nothing_from_elsewhere(site: Path) -> None:
    missing = [page for page in PAGES if not (site / name_of(page)).with_suffix(".html").exists()]
    texts = [*site.rglob("*.html"), *site.rglob("*.css"), *site.rglob("*.svg")]
    foreign = {
        f"{file.relative_to(site)}: {found['target']}"
        for file in texts
        for found in LOADED.finditer(file.read_text(encoding="utf-8"))
    }
    index = (site / "docs/index.html").read_text(encoding="utf-8")

    assert missing == []
    assert foreign == set()
    assert "Not affiliated with ZKTeco" in index
    assert "docs/index.html" in (site / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    [
        '<script async src="https://cdn.example/a.js">',
        "<img alt='' src='//cdn.example/a.png'>",
        '<link rel="stylesheet" href="http://cdn.example/a.css">',
        "body { background: url(https://cdn.example/a.png) }",
        '@import "https://cdn.example/a.css"',
    ],
)
def test_what_is_loaded_from_elsewhere_would_be_found(text: str) -> None:
    assert LOADED.search(text)


def test_a_link_to_elsewhere_is_not_loaded() -> None:
    assert not LOADED.search('<a href="https://www.sphinx-doc.org/">Sphinx</a>')
