"""Carrying out plans, on the loop: no thread and no view's place is held while an answer waits."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from typing import assert_never

from etpserver.server import sockets
from etpserver.server.bodies import ClientLeftError
from etpserver.server.event_streams import send_events
from etpserver.server.exchanges import Answer, Exchange
from etpserver.server.held import Held
from etpserver.server.plans import Callback, can_cut
from etpserver.server.streams import give
from etpserver.server.truncation import truncate
from etpserver.server.waits import TooManyError, Wait, Waits

logger = logging.getLogger("etpserver.server")

FULL = b"As many answers wait as may.\n"
STOPPED = b"The server stops.\n"
CANNOT_CUT = b"The connection cannot be cut on this platform.\n"


class Delivery:
    """Sends finished answers as their plans say.

    `send_parts` sends a long body as fast as the client takes it, on a thread.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        threads: Executor,
        waits: Waits,
        send_parts: Callable[[Exchange, Answer, Iterator[bytes]], None],
    ) -> None:
        self.loop = loop
        self.threads = threads
        self.waits = waits
        self.send_parts = send_parts

    async def deliver(self, held: Held) -> None:
        """Returns once the answer has been handed to the network or given up."""
        exchange = held.exchange
        try:
            with held.content, self.waits.one(exchange.proto) as wait:
                await self._deliver(held, wait)
        except TooManyError:
            exchange.break_off(503, FULL)
        except ClientLeftError:
            logger.debug("%s left before the end of the answer", exchange.scope.client)
        finally:
            await self._call(held.plan.callbacks())

    async def _deliver(self, held: Held, wait: Wait) -> None:
        plan = held.plan
        if plan.delay_s > 0:
            await wait.sleep(plan.delay_s)
        if wait.has_left:
            return
        if plan.events is None:
            await self._end(held, wait)
        else:
            await send_events(held.exchange, held.answer, plan.events, wait)

    async def _end(self, held: Held, wait: Wait) -> None:
        match held.plan.ending:
            case "whole":
                await self._send_whole(held, wait)
            case "hang":
                await wait.sleep(None)
                if not wait.has_left:
                    held.exchange.break_off(503, STOPPED)
            case "reset" | "empty" | "truncate":
                # A client that has left hears neither of the two.
                if not (can_cut() and await cut(held, wait)):
                    held.exchange.break_off(501, CANNOT_CUT)
            case _:
                assert_never(held.plan.ending)

    async def _send_whole(self, held: Held, wait: Wait) -> None:
        exchange, answer = held.exchange, held.answer
        if held.plan.dribble is not None and held.has_body():
            transport = held.open()
            async for piece in held.pieces(held.length, wait):
                await give(transport, piece)
        elif held.is_in_memory():
            exchange.send_at_once(answer, held.content.read())
        else:
            parts = held.parts(held.length)
            await self.loop.run_in_executor(self.threads, self.send_parts, exchange, answer, parts)

    async def _call(self, callbacks: list[Callback]) -> None:
        if not callbacks:
            return
        try:
            called = self.loop.run_in_executor(self.threads, call, callbacks)
        except RuntimeError:  # the server has ended, and its threads are gone
            call(callbacks)
        else:
            await called


async def cut(held: Held, wait: Wait) -> bool:
    """Cut the answer as its plan says; False if its connection is not found."""
    if held.plan.ending == "reset":
        return sockets.reset(*held.exchange.ends)
    if held.plan.ending == "truncate" and held.has_body():
        return await truncate(held, wait)
    return sockets.cut(*held.exchange.ends)


def call(callbacks: list[Callback]) -> None:
    """Call all of them, on whichever thread this is."""
    for callback in callbacks:
        try:
            callback()
        except Exception:
            logger.exception("%r failed after its answer was over", callback)
