"""The tables that come from the code are what the code says.

`UPDATE_GOLDEN=1 pytest tests/docs` writes them anew.
"""

import os
from pathlib import Path

import pytest

from tests.docs.generators import GENERATORS
from tests.docs.pages import PAGES, name_of, read, with_generated_parts


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_is_up_to_date(page: Path) -> None:
    text = read(page)
    fresh = with_generated_parts(text, GENERATORS)
    if os.environ.get("UPDATE_GOLDEN") == "1" and fresh != text:
        page.write_text(fresh, encoding="utf-8", newline="\n")
        return

    assert text.splitlines() == fresh.splitlines(), "Run UPDATE_GOLDEN=1 pytest tests/docs."
