"""A server and its document for clients that are made from it."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from etpserver.testing.server import ServerProcess

LOGIN = {"username": "admin", "password": "admin"}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ServerProcess() as running:
        yield running.url


@pytest.fixture
def token(server: str) -> str:
    key: str = httpx.post(f"{server}/api/api-token-auth/", json=LOGIN).json()["token"]
    return key


@pytest.fixture
def document_file(server: str, tmp_path: Path) -> Path:
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(httpx.get(f"{server}/_etp/openapi.json").json()))
    return file


@pytest.fixture(params=["openapi.json", "control/openapi.json"])
def any_document_file(request: pytest.FixtureRequest, server: str, tmp_path: Path) -> Path:
    """The vendor's document, and that of the control plane."""
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(httpx.get(f"{server}/_etp/{request.param}").json()))
    return file
