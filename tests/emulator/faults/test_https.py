"""Faults over https, by HTTP/1.1."""

import httpx
import pytest

from tests.emulator.faults.conftest import AREAS, arm, counts
from tests.emulator.live import Fresh


def test_answers_of_a_fault(secure: Fresh) -> None:
    arm(secure, {"status": 503, "retry_after": 5, "latency_ms": 50})

    answer = secure.client.get(AREAS)

    assert secure.url.startswith("https://")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


@pytest.mark.parametrize("connection", ["reset", "empty"])
def test_no_answer(secure: Fresh, connection: str) -> None:
    rule = arm(secure, {"connection": connection})

    with pytest.raises(httpx.TransportError):
        secure.client.get(AREAS)
    assert counts(secure, rule) == (1, 1)


def test_half_an_answer(secure: Fresh) -> None:
    arm(secure, {"connection": "truncate"})

    with pytest.raises(httpx.TransportError):
        secure.client.get(AREAS)


def test_a_malformed_answer(secure: Fresh) -> None:
    true = secure.client.get(AREAS)
    arm(secure, {"connection": "malformed"})

    assert secure.client.get(AREAS).content == true.content[: len(true.content) // 2]


def test_hangs(secure: Fresh) -> None:
    arm(secure, {"connection": "hang"})

    with pytest.raises(httpx.ReadTimeout):
        secure.client.get(AREAS, timeout=0.3)


def test_dribbles(secure: Fresh) -> None:
    true = secure.client.get(AREAS)
    arm(secure, {"dribble": {"bytes": 50, "pause_ms": 5}})

    assert secure.client.get(AREAS).content == true.content
