"""The pytest plugin: a server for the session, a world for each test.

    def test_imports_everybody(etp):
        import_people(etp.url, etp.token)
        etp.requests.verify("employees_create", count=250)

Fixtures: `etp` (a fresh world), `etp_client` (an HTTP client of it), `etp_server` (the URL of the
session's server; `ETP_URL` names one that runs already), `etp_config` (override it in conftest.py).
Marker: `@pytest.mark.etp(fixture=, clock=, validate=, seed=)`.
"""

import os
import re
import secrets
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # httpx and the client are loaded when a test asks for them
    import httpx

    from etpserver.testing.client import Etp

SHOWN_REQUESTS = 20
LONGEST_NAME = 40
WORLD: "pytest.StashKey[Etp]" = pytest.StashKey()
MARKER_WORDS = {"fixture", "clock", "validate", "seed"}


@dataclass(frozen=True, slots=True)
class EtpConfig:
    """What the session's server is started with; `fixture` is a name or a folder."""

    fixture: str = "demo"
    arguments: tuple[str, ...] = ()  # further flags of `etpserver serve`


def pytest_configure(config: pytest.Config) -> None:
    """Tell pytest of the marker."""
    config.addinivalue_line(
        "markers",
        "etp(fixture, clock, validate, seed): what the world of this test is made of:"
        " a fixture's name, the time it begins at, 'strict' or 'vendor', the seed of its ids",
    )


@pytest.fixture(scope="session")
def etp_config() -> EtpConfig:
    """Override it to start the server with another fixture or further flags."""
    return EtpConfig()


@pytest.fixture(scope="session")
def etp_server(etp_config: EtpConfig) -> Iterator[str]:
    """The URL of the session's server: one per worker of pytest-xdist, or the one of `ETP_URL`."""
    running = os.environ.get("ETP_URL")
    if running:
        yield running.rstrip("/")
        return
    from etpserver.testing.server import ServerProcess  # noqa: PLC0415

    with ServerProcess(etp_config.fixture, etp_config.arguments) as server:
        yield server.url


@pytest.fixture
def etp(etp_server: str, request: pytest.FixtureRequest) -> "Iterator[Etp]":
    """A fresh world for this test, dropped afterwards.

    The test fails if a fault that it armed never fired.
    """
    from etpserver.testing.client import Control, Etp  # noqa: PLC0415

    wanted = _wanted(request.node)
    control = Control(etp_server)
    world = Etp.create(
        control,
        _name(request.node.name),
        origin=f"fixture:{wanted['fixture']}" if "fixture" in wanted else "seed",
        clock={"mode": "offset", "now": wanted["clock"]} if "clock" in wanted else None,
        seed=wanted.get("seed"),
    )
    request.node.stash[WORLD] = world
    try:
        if "validate" in wanted:
            world.settings(validate=wanted["validate"])
        yield world
        unfired = world.faults.unfired()
        if unfired:
            pytest.fail(f"These faults were armed and never fired: {unfired}", pytrace=False)
    finally:
        world.delete()
        control.close()


@pytest.fixture
def etp_client(etp: "Etp") -> "httpx.Client":
    """An HTTP client with the world's address and the admin's token."""
    return etp.client


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, Any, Any]:
    """Show what the world has seen with a test that failed."""
    report = yield
    if report.when == "call" and report.failed and WORLD in item.stash:
        report.sections.append(("etpserver: the last requests", _seen(item.stash[WORLD])))
    return report


def _seen(world: "Etp") -> str:
    import httpx  # noqa: PLC0415

    from etpserver.testing.client import ControlError  # noqa: PLC0415

    try:
        entries = world.requests.all(limit=SHOWN_REQUESTS)
    except (ControlError, httpx.HTTPError) as problem:
        return f"{world.url}: {problem}"
    lines = [_line(entry) for entry in entries] or ["none"]
    return "\n".join([world.url, *lines])


def _line(entry: dict[str, Any]) -> str:
    from etpserver.testing.requests import short  # noqa: PLC0415

    parts = short(entry)
    query = f"?{parts['query']}" if parts["query"] else ""
    fault = f"  fault: {parts['fault']}" if parts["fault"] else ""
    return f"{entry['method']} {entry['path']}{query}  {entry['status']}  {entry['ms']} ms{fault}"


def _wanted(node: pytest.Item) -> dict[str, Any]:
    """What the marks of a test, its class and its module say; the nearest goes first."""
    wanted: dict[str, Any] = {}
    for mark in node.iter_markers("etp"):
        unknown = set(mark.kwargs) - MARKER_WORDS
        if mark.args or unknown:
            words = ", ".join(sorted(MARKER_WORDS))
            raise pytest.UsageError(f"@pytest.mark.etp takes {words} by name.")
        wanted = {**mark.kwargs, **wanted}
    return wanted


def _name(test: str) -> str:
    """A world's name that tells the test, and is no other's on a server that several use."""
    words = re.sub(r"[^a-z0-9]+", "-", test.lower()).strip("-")[:LONGEST_NAME]
    return f"{words or 'test'}-{secrets.token_hex(4)}"
