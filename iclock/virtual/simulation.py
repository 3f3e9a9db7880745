"""A load of terminals and punches on a server, for a while, and what came of it."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from iclock.virtual.behaviour import Behaviour, Enrolment
from iclock.virtual.chance import generator
from iclock.virtual.clock import FIRST_MOMENT, WIRE_FORMAT, moment_of
from iclock.virtual.device import Surroundings
from iclock.virtual.device_models import MODELS, DeviceModel
from iclock.virtual.fleet import Fleet
from iclock.virtual.records import User
from iclock.virtual.report import Report, Tally, report_of
from iclock.virtual.rest import RestApi
from iclock.virtual.terminal import VirtualTerminal
from iclock.virtual.workload import Workload

FIRST_CONTACT_S = 60.0
DRAIN_S = 120.0
SHOW_EVERY_S = 0.25
FIRST_PIN = 90_001
STRANGERS = 20


@dataclass(frozen=True, slots=True)
class Plan:
    """A simulation; times in seconds, the rate in punches of one terminal per minute."""

    server: str
    terminals: int = 10
    punches_per_minute: float = 6.0
    seconds: float = 60.0
    serial_prefix: str = "VT"
    seed: int = 1
    people: int = 0  # made up and uploaded by each terminal
    enrolment: Enrolment = Enrolment.SUCCESS
    speed: float = 1.0
    rest: RestApi | None = None  # sends the people of the terminals' areas


@dataclass(slots=True)
class Progress:
    """How a simulation stands; `show` is called now and then."""

    show: Callable[["Progress"], None] = lambda _: None
    seconds: float = 0.0
    phase: str = "connecting"
    fleet: Fleet | None = None
    tally: Tally = field(default_factory=Tally)


def build_terminal(
    serial: str,
    model: DeviceModel,
    *,
    server: str,
    seed: int,
    enrolment: Enrolment = Enrolment.SUCCESS,
) -> VirtualTerminal:
    """A terminal that starts with this machine's time, until a server says otherwise."""
    starts_at = moment_of(time.strftime(WIRE_FORMAT)) or FIRST_MOMENT
    dice = generator("terminal", seed, serial)
    surroundings = Surroundings(time.monotonic, dice, starts_at)
    behaviour = Behaviour(enrolment=enrolment)
    return VirtualTerminal(serial, model, surroundings, server=server, behaviour=behaviour)


def made_up_serial(prefix: str, number: int) -> str:
    """The prefix and six digits: `VT000001`."""
    return f"{prefix}{number:06d}"


def strangers() -> list[str]:
    """The PINs that punch at a terminal that knows nobody."""
    return [str(FIRST_PIN + number) for number in range(STRANGERS)]


def planned_terminals(plan: Plan) -> list[VirtualTerminal]:
    """The terminals of a plan: the models in turn, each with its made-up people."""
    terminals = [
        build_terminal(
            made_up_serial(plan.serial_prefix, number + 1),
            MODELS[number % len(MODELS)],
            server=plan.server,
            seed=plan.seed,
            enrolment=plan.enrolment,
        )
        for number in range(plan.terminals)
    ]
    for terminal in terminals:
        for number in range(min(plan.people, terminal.model.users)):
            pin = str(FIRST_PIN + number)
            terminal.add_user(User(pin, name=f"Person {pin}"))
    return terminals


async def simulate(plan: Plan, progress: Progress, stop: asyncio.Event) -> Report:
    """Run a plan until its time is over or `stop` is set, and wait for what is on its way.

    Raises `RestError` when the people of the areas could not be asked for.
    """
    loop = asyncio.get_running_loop()
    began = loop.time()
    terminals = planned_terminals(plan)
    async with Fleet(terminals, speed=plan.speed, observe=progress.tally) as fleet:
        progress.fleet = fleet
        async with _shown(progress, began):
            await or_stop(fleet.until_talking(FIRST_CONTACT_S), stop)
            if plan.rest and fleet.talking:
                await plan.rest.send_people([terminal.serial for terminal in terminals])
            progress.phase = "punching"
            async with _punching(plan, terminals):
                await or_stop(asyncio.sleep(plan.seconds), stop)
            progress.phase = "draining"
            if fleet.talking:
                await or_stop(fleet.until_drained(DRAIN_S), stop)
    return report_of(plan.server, terminals, progress.tally, loop.time() - began)


@asynccontextmanager
async def _punching(plan: Plan, terminals: Sequence[VirtualTerminal]) -> AsyncIterator[None]:
    tasks = []
    if plan.punches_per_minute > 0:
        for terminal in terminals:
            dice = generator("punches", plan.seed, terminal.serial)
            work = Workload(terminal, strangers()).run(plan.punches_per_minute, dice)
            tasks.append(asyncio.create_task(work))
    try:
        yield
    finally:
        await _cancelled(tasks)


@asynccontextmanager
async def _shown(progress: Progress, began: float) -> AsyncIterator[None]:
    async def show() -> None:
        loop = asyncio.get_running_loop()
        while True:
            progress.seconds = loop.time() - began
            progress.show(progress)
            await asyncio.sleep(SHOW_EVERY_S)

    task = asyncio.create_task(show())
    try:
        yield
    finally:
        await _cancelled([task])


async def or_stop(work: Coroutine[Any, Any, object], stop: asyncio.Event) -> None:
    """Until the work is done or everything is to stop."""
    working, stopped = asyncio.create_task(work), asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait({working, stopped}, return_when=asyncio.FIRST_COMPLETED)
    await _cancelled([task for task in (working, stopped) if task not in done])
    if working in done:
        working.result()


async def _cancelled(tasks: Sequence[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    for ended in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(ended, Exception):
            raise ended
