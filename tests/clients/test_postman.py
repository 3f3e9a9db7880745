"""The Postman collection runs in newman."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from etpserver.testing.server import ServerProcess
from tests.fetched import node_packages, run


@pytest.fixture
def own_server() -> Iterator[str]:
    """A server of its own: the collection deletes what others would count."""
    with ServerProcess() as running:
        yield running.url


def test_every_request_of_the_collection_is_answered_as_documented(
    own_server: str, tmp_path: Path
) -> None:
    programs = node_packages({"newman": "6.2.2"}) / "node_modules" / ".bin"
    (tmp_path / "postman.json").write_text(httpx.get(f"{own_server}/_etp/postman.json").text)
    command = [programs / "newman", "run", "postman.json", "--reporters", "json"]
    run([*command, "--reporter-json-export", "report.json"], tmp_path)
    done = json.loads((tmp_path / "report.json").read_text())["run"]
    counts = {name: done["stats"][name] for name in ("requests", "assertions")}
    answered = {"total": 108, "pending": 0, "failed": 0}
    assert counts == {"requests": answered, "assertions": answered}
    assert _statuses_of_reads(done) == {200}


def _statuses_of_reads(done: dict[str, Any]) -> set[int]:
    """Lists and exports need nothing that the demo lacks."""
    return {
        execution["response"]["code"]
        for execution in done["executions"]
        if execution["item"]["name"].startswith(("List", "Export"))
        and execution["item"]["request"]["method"] == "GET"
    }
