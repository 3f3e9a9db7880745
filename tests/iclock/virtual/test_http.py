"""The drivers over HTTP, on a transport that asks a scripted server."""

import asyncio
from itertools import count

import httpx
import pytest

from iclock.virtual import fleet as fleets
from iclock.virtual.exchange import Request
from iclock.virtual.fleet import Fleet
from iclock.virtual.http import HttpDriver, send
from tests.iclock.virtual.scripted import ScriptedServer, make_terminal


def transport(server):
    """What the scripted server answers, as HTTP."""

    def answer(request):
        url = request.url
        own = Request(
            f"{url.scheme}://{url.netloc.decode()}",
            request.method,
            url.path,
            url.query.decode(),
            request.content,
            dict(request.headers),
        )
        reply = server(own)
        return httpx.Response(reply.status, content=reply.body, headers=dict(reply.headers))

    return httpx.MockTransport(answer)


async def until(holds):
    async with asyncio.timeout(20):
        while not holds():
            await asyncio.sleep(0.005)


def test_sends_the_headers_of_a_terminal_and_no_others():
    seen = []

    def answer(request):
        seen.append(request)
        return httpx.Response(200, content=b"OK")

    async def run():
        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
            return await send(client, make_terminal().next_request(0))

    reply = asyncio.run(run())
    assert (reply.status, reply.body) == (200, b"OK")
    assert {name.lower(): value for name, value in seen[0].headers.items()} == {
        "host": "server:8088",
        "user-agent": "iClock Proxy/1.09",
        "accept": "*/*",
        "connection": "close",
    }


def test_a_terminal_talks_until_it_is_stopped_and_is_woken_by_a_punch():
    server = ScriptedServer()
    seen = []

    async def run():
        terminal = make_terminal()
        async with httpx.AsyncClient(transport=transport(server)) as client:
            driver = HttpDriver(terminal, client, observe=lambda *what: seen.append(what))
            task = asyncio.create_task(driver.run())
            await until(lambda: "GET getrequest INFO" in server.said())
            terminal.punch("7")
            await until(lambda: server.uploaded("ATTLOG"))
            driver.stop()
            await task

    asyncio.run(run())
    assert len(seen) == len(server.requests)
    assert all(reply.status == 200 and seconds >= 0 for _, _, reply, seconds in seen)


def test_a_hundred_times_faster_waits_a_hundredth():
    server = ScriptedServer()

    async def run():
        terminal = make_terminal()
        async with httpx.AsyncClient(transport=transport(server)) as client:
            driver = HttpDriver(terminal, client, speed=100)
            task = asyncio.create_task(driver.run())
            await until(lambda: len(server.requests) > 8)
            driver.stop()
            await task
            return terminal.now

    assert asyncio.run(run()) > 20  # seconds of the terminal's, in a fraction of one of ours


@pytest.mark.parametrize(
    "problem", [httpx.ConnectError("no"), httpx.InvalidURL("no"), OSError("no")]
)
def test_a_connection_that_fails_is_tried_again(problem):
    server, tries = ScriptedServer(), count()

    def answer(request):
        if next(tries) < 2:
            raise problem
        return transport(server).handler(request)

    async def run():
        terminal = make_terminal()
        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
            driver = HttpDriver(terminal, client, speed=1000)
            task = asyncio.create_task(driver.run())
            await until(lambda: terminal.session)
            driver.stop()
            await task

    asyncio.run(run())
    assert server.said()[0] == "GET cdata options"


def test_a_fleet_talks_drains_and_ends(monkeypatch):
    server = ScriptedServer()
    client = httpx.AsyncClient(transport=transport(server))
    monkeypatch.setattr(fleets, "device_client", lambda: client)

    async def run():
        terminals = [make_terminal() for _ in range(5)]
        async with Fleet(terminals, speed=100) as fleet:
            assert await fleet.until_talking(20)
            for terminal in terminals:
                terminal.punch("7")
            assert await fleet.until_drained(20)
            terminals[0].set_online(False)
            terminals[0].punch("8")
            assert not await fleet.until_drained(0.01)
            return fleet.talking, fleet.waiting

    talking, waiting = asyncio.run(run())
    assert (talking, waiting) == (5, 1)
    assert len(server.uploaded("ATTLOG")) == 5


def test_a_fleet_says_so_when_a_terminal_fails_in_a_way_that_nobody_foresaw(monkeypatch):
    def answer(_request):
        raise ZeroDivisionError

    client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    monkeypatch.setattr(fleets, "device_client", lambda: client)

    async def run():
        async with Fleet([make_terminal()]) as fleet:
            await fleet.until_talking(20)

    with pytest.raises(ZeroDivisionError):
        asyncio.run(run())
