"""What a restart of the server leaves of faults."""

from pathlib import Path

import httpx
import pytest

from tests.cli.conftest import Commands
from tests.emulator.faults.conftest import AREAS


def test_rules_scenarios_and_counts_outlive_the_server(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    commands = Commands(tmp_path, tmp_path_factory.getbasetemp() / "templates")
    rule = {"match": {"operation": "areas_list"}, "after": 1, "times": 1, "do": {"status": 503}}
    with commands.serve() as server:
        httpx.post(f"{server.url}/_etp/faults", json=rule)
        httpx.post(f"{server.url}/_etp/scenarios/late-uploads", json={"ttl_s": 3600})
        assert areas(server.url) == 200

    with commands.serve() as server:
        assert [areas(server.url), areas(server.url)] == [503, 200]
        first, second = httpx.get(f"{server.url}/_etp/faults").json()["faults"]

    assert (first["seen"], first["hits"], first["state"]) == (3, 1, "spent")
    assert (second["scenario"], second["state"]) == ("late-uploads", "armed")


def areas(url: str) -> int:
    return httpx.get(f"{url}{AREAS}", auth=("admin", "admin")).status_code
