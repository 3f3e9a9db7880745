"""Golden files: what was answered, kept beside the tests and compared whole.

    golden = golden_folder(__file__)

    def test_lists_areas(api):
        golden("list.json", api.get(URL).json(), masks=[IDS, TIMES])

The name's ending says how a value is kept: `.json` indented, `.csv` and `.txt` as text, `.xlsx`
as the cells of a workbook, a row to a line (in `<name>.txt`). `UPDATE_GOLDEN=1` rewrites the
files; otherwise a difference fails with a unified diff. What changes from run to run is masked,
and only by masks that the test names.
"""

import difflib
import io
import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

Mask = Callable[[Any], Any]


def golden_folder(test_file: str) -> "Golden":
    """The golden files of a test file: those of `golden/` beside it."""
    return Golden(Path(test_file).parent / "golden")


class Golden:
    """Compares values with the files of one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, name: str, value: Any, *, masks: Sequence[Mask] = ()) -> None:
        """Compare; `value` is bytes for `.xlsx`, text or bytes for texts, anything for `.json`."""
        suffix, content = _content(name, value)
        for mask in masks:
            content = mask(content)
        self._compare(self.folder / f"{name}{suffix}", _text(content))

    def _compare(self, file: Path, text: str) -> None:
        if os.environ.get("UPDATE_GOLDEN") == "1":
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
            return
        if not file.exists():
            pytest.fail(f"{file} is missing; UPDATE_GOLDEN=1 writes it.", pytrace=False)
        kept = file.read_text(encoding="utf-8")
        if text != kept:
            lines = difflib.unified_diff(
                kept.splitlines(), text.splitlines(), "kept", "now", n=2, lineterm=""
            )
            pytest.fail("\n".join([f"{file} differs:", *lines]), pytrace=False)


def replace_values(*keys: str, label: str = "id") -> Mask:
    """The values under these keys of a JSON value become `<id:1>`, `<id:2>` .. as they appear."""
    seen: dict[str, str] = {}

    def numbered(value: Any) -> Any:
        if value is None or isinstance(value, dict | list):
            return walk(value)
        return seen.setdefault(repr(value), f"<{label}:{len(seen) + 1}>")

    def walk(value: Any) -> Any:
        if isinstance(value, list):
            return [walk(item) for item in value]
        if not isinstance(value, dict):
            return value
        return {k: numbered(item) if k in keys else walk(item) for k, item in value.items()}

    def mask(value: Any) -> Any:
        seen.clear()
        return walk(value)

    return mask


def replace_text(pattern: str, label: str) -> Mask:
    """Every match in every text becomes `<label>`."""
    compiled = re.compile(pattern)

    def mask(value: Any) -> Any:
        if isinstance(value, str):
            return compiled.sub(f"<{label}>", value)
        if isinstance(value, list):
            return [mask(item) for item in value]
        if isinstance(value, dict):
            return {key: mask(item) for key, item in value.items()}
        return value

    return mask


IDS = replace_values("id")
TIMES = replace_text(r"(?<!\d)(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d|20\d{12})(?!\d)", "time")


def _content(name: str, value: Any) -> tuple[str, Any]:
    """What is appended to the file's name, and what is compared."""
    if name.endswith(".xlsx"):
        return ".txt", "\n".join(cells(value)) + "\n"
    if name.endswith(".json"):
        return "", json.loads(json.dumps(value))
    text = value.decode() if isinstance(value, bytes) else value
    # Visible, so that neither git nor an editor loses them.
    return "", text.replace("\r", "<CR>")


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def cells(workbook: bytes) -> Iterator[str]:
    """The cells of each sheet, a row to a line: text as text, anything else with its kind."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(workbook))
    for sheet in book.worksheets:
        yield f"# {sheet.title}"
        for row in sheet.iter_rows():
            yield json.dumps([_cell(cell) for cell in row], ensure_ascii=False)


def _cell(cell: Any) -> Any:
    is_text = cell.data_type == "s" or cell.value is None
    return cell.value if is_text else {"kind": cell.data_type, "value": str(cell.value)}
