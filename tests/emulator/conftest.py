"""What the tests of the control plane share."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from etpserver.emulator.fixtures.kinds import record_models
from tests.emulator.live import fresh, live, shared, two_workers
from tests.emulator.postgres import base, pg, pg_fresh

__all__ = ["base", "fresh", "live", "pg", "pg_fresh", "shared", "two_workers"]


@pytest.fixture
def bare(db: None) -> Callable[[], None]:
    """A database without any record; call it to have it so again."""

    def clear() -> None:
        for model in record_models():
            rows = model._base_manager.all()
            rows._raw_delete(rows.db)

    clear()
    return clear


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
