"""What the tests of the control plane share."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def own(tmp_path: Path) -> Callable[..., str]:
    """Write a fixture of one's own: `own(header={..}, areas=[..])` answers its folder."""

    def write(*, header: object = None, folder: str = "own", **tables: object) -> str:
        place = tmp_path / folder
        place.mkdir()
        (place / "fixture.json").write_text(json.dumps(header or {"title": "Own"}))
        for kind, rows in tables.items():
            (place / f"{kind}.json").write_text(json.dumps({kind: rows}))
        return str(place)

    return write
