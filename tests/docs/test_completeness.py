"""What is built is described: settings, vendor codes, operations, bulk actions, resources."""

import re
from pathlib import Path

import pytest

from etpserver.api.vendor_codes import CODES
from etpserver.env import SETTINGS
from tests.docs.pages import DOCS, HEADING, name_of, read
from tests.docs.resources import RESOURCES, built

API_PAGES = sorted((DOCS / "api").glob("*.md"))
DECISIONS = sorted((DOCS / "decisions").glob("*.md"))


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.variable)
def test_every_setting_has_a_row(setting) -> None:
    assert f"| `{setting.variable}` |" in read(DOCS / "settings.md")


@pytest.mark.parametrize("entry", CODES, ids=lambda entry: str(entry.code))
def test_every_vendor_code_has_a_row(entry) -> None:
    assert f"| {entry.code} | {entry.message} |" in read(DOCS / "errors.md")


@pytest.mark.parametrize("operation", built(), ids=lambda operation: operation.id)
def test_every_operation_has_a_heading(operation) -> None:
    headings = [found["text"] for page in API_PAGES for found in HEADING.finditer(read(page))]

    assert any(f"`{operation.id}`" in heading for heading in headings)


@pytest.mark.parametrize("operation", built(), ids=lambda operation: operation.id)
def test_every_operation_has_a_row_with_its_path(operation) -> None:
    row = f"| `{operation.id}` | `{operation.method} {operation.path}` |"

    assert any(row in read(page) for page in API_PAGES)


@pytest.mark.parametrize("prefix", RESOURCES)
def test_every_resource_has_a_page_with_its_bulk_actions(prefix) -> None:
    page = read(DOCS / "api" / f"{prefix}.md")

    for choice in RESOURCES[prefix].bulk_actions:
        assert f"| `{choice.name}` | {choice.right} |" in page


@pytest.mark.parametrize("page", DECISIONS, ids=name_of)
def test_a_decision_has_its_four_parts(page: Path) -> None:
    parts = re.findall(r"^## (.+)$", read(page), re.M)

    assert parts == ["Status", "Context", "Decision", "Consequences"]


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [int(page.name[:4]) for page in DECISIONS]

    assert numbers == list(range(1, len(DECISIONS) + 1))
