"""The commands that a terminal has been given: waiting, under way, done but not yet answered."""

import math
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from iclock.virtual.commands.execution import attempt, execute
from iclock.virtual.commands.reading import Command
from iclock.virtual.commands.steps import Dialog, Fetch, Result, Step, result_file, result_line

if TYPE_CHECKING:
    from iclock.virtual.device import Device


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A command that waits for a file, or for somebody at the terminal until `until`."""

    command: Command
    step: Fetch | Dialog
    until: float


@dataclass(frozen=True, slots=True)
class Done:
    """A command that was carried out, or refused."""

    command: Command
    result: Result


class Workbench:
    """Carries commands out in their order; one that has to wait holds up those behind it."""

    def __init__(self, device: "Device") -> None:
        self._device = device
        self._waiting: deque[Command] = deque()
        self._under_way: UnderWay | None = None
        self._done: list[Done] = []
        self.executed: Counter[str] = Counter()  # by the words of the command
        self.refused: Counter[str] = Counter()  # those of them that ended with a negative code

    @property
    def is_empty(self) -> bool:
        """Whether no command waits, is under way or has yet to be answered."""
        return not (self._waiting or self._under_way or self._done)

    @property
    def until(self) -> float:
        """When somebody at the terminal will be done."""
        return self._under_way.until if self._under_way else math.inf

    def accept(self, commands: Iterable[Command]) -> None:
        """Put commands at the end; those that came already are not taken twice."""
        at_hand = [*self._waiting, *(done.command for done in self._done)]
        if self._under_way:
            at_hand.append(self._under_way.command)
        known = {command.id for command in at_hand}
        self._waiting.extend(command for command in commands if command.id not in known)

    def work(self) -> None:
        """Go on until there is nothing to do, or something to wait for."""
        while self._under_way or self._waiting:
            if self._under_way:
                step = self._under_way.step
                if isinstance(step, Fetch) or self._device.now < self._under_way.until:
                    return
                self._go_on(self._under_way.command, attempt(step.then))
            else:
                command = self._waiting.popleft()
                self._go_on(command, execute(self._device, command))

    def wanted_file(self) -> Fetch | None:
        """The file that the command under way waits for."""
        step = self._under_way.step if self._under_way else None
        return step if isinstance(step, Fetch) else None

    def take_file(self, content: bytes | None) -> None:
        """The content of the wanted file, or that it could not be had."""
        if self._under_way and isinstance(self._under_way.step, Fetch):
            step = self._under_way.step
            self._go_on(self._under_way.command, attempt(lambda: step.then(content)))
        self.work()

    def next_results(self) -> list[Done]:
        """What is to be told in one POST: all results of one line, else one of many lines."""
        short = [done for done in self._done if not done.result.is_own_post]
        return short or self._done[:1]

    def body_of(self, results: list[Done]) -> bytes:
        """The body of the POST that tells these results."""
        if results[0].result.is_own_post:
            return result_file(results[0].command, results[0].result, self._device.serial)
        lines = (result_line(done.command, done.result) for done in results)
        return self._device.encoded("".join(f"{line}\n" for line in lines))

    def forget(self, results: list[Done]) -> None:
        """The server has these."""
        self._done = [done for done in self._done if done not in results]

    def _go_on(self, command: Command, step: Step) -> None:
        self._under_way = None
        if isinstance(step, Result):
            self._done.append(Done(command, step))
            self.executed[command.verb] += 1
            self.refused[command.verb] += step.code < 0
        else:
            until = self._device.now + step.seconds if isinstance(step, Dialog) else math.inf
            self._under_way = UnderWay(command, step, until)
