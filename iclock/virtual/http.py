"""Drives one terminal over HTTP, in real time or faster."""

import asyncio
import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import TypeAlias

import httpx

from iclock.virtual.exchange import Reply, Request, Wait
from iclock.virtual.terminal import VirtualTerminal

# What is told of each exchange: the reply, None when there was none, and how long it took.
Observer: TypeAlias = Callable[[VirtualTerminal, Request, Reply | None, float], None]
TIMEOUT = httpx.Timeout(30.0, pool=None)
FAILURES = (httpx.HTTPError, httpx.InvalidURL, OSError)
CONNECTIONS = 128


def device_client() -> httpx.AsyncClient:
    """A client for terminals: no proxies, and any certificate will do, as on the devices."""
    anybody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    anybody.check_hostname = False
    anybody.verify_mode = ssl.CERT_NONE
    limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=0)
    return httpx.AsyncClient(verify=anybody, trust_env=False, limits=limits)


class HttpDriver:
    """Carries a terminal's requests until it is stopped.

    With a `speed` of 50 the terminal waits a fiftieth of the real times; its wall clock runs on
    as it is.
    """

    def __init__(
        self,
        terminal: VirtualTerminal,
        client: httpx.AsyncClient,
        *,
        speed: float = 1.0,
        observe: Observer = lambda *_: None,
    ) -> None:
        self.terminal = terminal
        self._client = client
        self._speed = speed
        self._observe = observe
        self._is_stopped = False
        self._woken = asyncio.Event()
        terminal.changed = self._woken.set

    async def run(self) -> None:
        """Talk until `stop` is called; the request under way is finished first."""
        loop = asyncio.get_running_loop()
        began, since = loop.time(), self.terminal.now

        def now() -> float:
            return since + (loop.time() - began) * self._speed

        while not self._is_stopped:
            self._woken.clear()
            step = self.terminal.next_request(now())
            if isinstance(step, Wait):
                await self._sleep(step, now())
            else:
                await self._carry(step, now)

    def stop(self) -> None:
        """Let `run` end once the request under way has its reply."""
        self._is_stopped = True
        self._woken.set()

    async def _sleep(self, wait: Wait, now: float) -> None:
        """Until it is time, or something happens at the terminal."""
        seconds = None if wait.until is None else max(0.0, wait.until - now) / self._speed
        with suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), seconds)

    async def _carry(self, request: Request, now: Callable[[], float]) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        reply: Reply | None = None
        with suppress(*FAILURES):
            reply = await send(self._client, request)
        if reply is None:
            self.terminal.connection_failed(now())
        else:
            self.terminal.receive(reply, now())
        self._observe(self.terminal, request, reply, loop.time() - began)


async def send(client: httpx.AsyncClient, request: Request) -> Reply:
    """One request with these headers and no others but Host and Content-Length."""
    built = httpx.Request(
        request.method,
        request.url,
        headers=dict(request.headers),
        content=request.body or None,
        extensions={"timeout": TIMEOUT.as_dict()},
    )
    answer = await client.send(built)
    return Reply(answer.status_code, answer.content, dict(answer.headers))
