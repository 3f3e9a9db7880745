import asyncio
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

import pytest

from etpserver.server import delivery
from etpserver.server.delivery import Delivery
from etpserver.server.exchanges import Answer, Exchange, Place
from etpserver.server.held import Held
from etpserver.server.plans import Ending, Plan
from etpserver.server.waits import Waits


class Proto:
    """granian's side, which notes what it is given."""

    def __init__(self) -> None:
        self.given: list[tuple[Any, ...]] = []

    async def client_disconnect(self) -> None:
        await asyncio.Event().wait()

    def response_bytes(self, *answer: Any) -> None:
        self.given.append(answer)


def deliver(plan: Plan) -> list[tuple[Any, ...]]:
    proto = Proto()

    async def run() -> None:
        loop = asyncio.get_running_loop()
        environ = {"REQUEST_METHOD": "GET", "SERVER_PROTOCOL": "HTTP/1.1", "etp.plan": plan}
        place = Place(asyncio.Semaphore(1), loop)
        exchange: Any = Exchange(environ, None, proto, place, closes=False)  # type: ignore[arg-type]
        held = Held(exchange, Answer(200), BytesIO(b"body"), 4)
        with ThreadPoolExecutor(1) as threads:
            await Delivery(loop, threads, Waits(1), lambda *_: None).deliver(held)

    asyncio.run(run())
    return proto.given


@pytest.mark.parametrize("ending", ["reset", "empty", "truncate"])
def test_says_where_a_connection_cannot_be_cut(
    monkeypatch: pytest.MonkeyPatch, ending: Ending
) -> None:
    monkeypatch.setattr(delivery, "can_cut", lambda: False)
    headers = [("content-type", "text/plain"), ("connection", "close")]
    reason = b"The connection cannot be cut on this platform.\n"
    assert deliver(Plan(ending=ending)) == [(501, headers, reason)]


def test_calls_every_callback_although_one_fails(caplog: pytest.LogCaptureFixture) -> None:
    called: list[str] = []

    def fail() -> None:
        raise ValueError("in a callback")

    plan = Plan(delay_s=0.001, on_sent=[lambda: called.append("first"), fail])
    plan.on_sent.append(lambda: called.append("last"))
    assert deliver(plan) == [(200, [], b"body")]
    assert called == ["first", "last"]
    assert "in a callback" in caplog.text
