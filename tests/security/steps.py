"""How many steps a pattern takes on a text, counted by matching as `re` does: with backtracking.

Time says little on a machine that does other work too; steps are the same on every machine.
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

Then = Callable[[int], bool]
CATEGORIES: dict[Any, Callable[[str], bool]] = {
    ops.CATEGORY_DIGIT: str.isdigit,
    ops.CATEGORY_SPACE: str.isspace,
    ops.CATEGORY_WORD: lambda c: c.isalnum() or c == "_",
    ops.CATEGORY_NOT_DIGIT: lambda c: not c.isdigit(),
    ops.CATEGORY_NOT_SPACE: lambda c: not c.isspace(),
    ops.CATEGORY_NOT_WORD: lambda c: not (c.isalnum() or c == "_"),
}
REPEATS = {ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT}


class TooManyStepsError(Exception):
    """The pattern takes more steps than were allowed."""


class Counted:
    """A pattern that counts; letters of both cases are taken for equal."""

    def __init__(self, pattern: "re.Pattern[Any]") -> None:
        raw = pattern.pattern
        text = raw.decode("latin-1") if isinstance(raw, bytes) else raw
        flags = pattern.flags & ~re.UNICODE & ~re.ASCII if isinstance(raw, bytes) else pattern.flags
        self.tree = _parser.parse(text, flags)
        self.steps = 0
        self.most = 0
        self.text = ""

    def match(self, text: str, most: int, *, is_whole: bool) -> int:
        """Steps of one attempt at the start of the text."""
        self.steps, self.most, self.text = 0, most, text
        self._run(list(self.tree), 0, lambda at: not is_whole or at == len(text))
        return self.steps

    def find_all(self, text: str, most: int) -> int:
        """Steps of attempts at every place, each where the one before ended."""
        self.steps, self.most, self.text = 0, most, text
        at = 0
        while at <= len(text):
            ends: list[int] = []
            found = self._run(list(self.tree), at, lambda end, ends=ends: not ends.append(end))
            at = max(at + 1, ends[-1]) if found else at + 1
        return self.steps

    # A case for each kind of node.
    def _run(self, nodes: list[Any], at: int, then: Then) -> bool:  # noqa: C901, PLR0911
        self.steps += 1
        if self.steps > self.most:
            raise TooManyStepsError
        if not nodes:
            return then(at)
        (op, value), rest = nodes[0], nodes[1:]

        def go_on(end: int) -> bool:
            return self._run(rest, end, then)

        if op in REPEATS:
            return self._repeat(op, value, at, go_on)
        if op is ops.SUBPATTERN:
            return self._run(list(value[3]), at, go_on)
        if op is ops.BRANCH:
            return any(self._run(list(branch), at, go_on) for branch in value[1])
        if op in {ops.ASSERT, ops.ASSERT_NOT}:
            start = at if value[0] > 0 else at - len(shortest(value[1]))  # behind: a fixed width
            is_there = start >= 0 and self._run(list(value[1]), start, lambda _end: True)
            return (is_there or op is ops.ASSERT_NOT) and go_on(at)
        if op is ops.ATOMIC_GROUP:
            return self._once(list(value), at, go_on)
        if op is ops.AT:
            return self._is_at(value, at) and go_on(at)
        return at < len(self.text) and takes(op, value, self.text[at]) and go_on(at + 1)

    def _once(self, nodes: list[Any], at: int, then: Then) -> bool:
        ends: list[int] = []
        return self._run(nodes, at, lambda end: not ends.append(end)) and then(ends[-1])

    def _repeat(self, op: Any, value: Any, at: int, then: Then) -> bool:
        low, high, body = value
        nodes = list(body)
        if len(nodes) == 1 and nodes[0][0] not in REPEATS | {
            ops.SUBPATTERN,
            ops.BRANCH,
            ops.ATOMIC_GROUP,
        }:
            return self._repeat_one(op, nodes[0], (low, high), at, then)

        def more(count: int, place: int) -> bool:
            def again(end: int) -> bool:
                return end > place and more(count + 1, end)

            can_stop = count >= low
            if op is ops.MIN_REPEAT and can_stop and then(place):
                return True
            if count < high and self._run(nodes, place, again):
                return True
            return op is not ops.MIN_REPEAT and can_stop and then(place)

        return more(0, at)

    def _repeat_one(self, op: Any, node: Any, bounds: tuple[int, Any], at: int, then: Then) -> bool:
        """One character again and again: no recursion for each of them."""
        low, high = bounds
        end = at
        while end < len(self.text) and end - at < high and takes(*node, self.text[end]):
            end += 1
        self.steps += end - at
        places: Iterable[int] = range(end, at + low - 1, -1)
        if op is ops.MIN_REPEAT:
            places = range(at + low, end + 1)
        if op is ops.POSSESSIVE_REPEAT:
            places = [end] if end >= at + low else []
        for place in places:
            self.steps += 1
            if self.steps > self.most:
                raise TooManyStepsError
            if then(place):
                return True
        return False

    def _is_at(self, where: Any, at: int) -> bool:
        if where in {ops.AT_BEGINNING, ops.AT_BEGINNING_STRING}:
            return at == 0
        if where in {ops.AT_END, ops.AT_END_STRING}:
            return at == len(self.text)
        return True  # the edge of a word: take it to be everywhere


def takes(op: Any, value: Any, char: str) -> bool:
    if op is ops.LITERAL:
        return chr(value).lower() == char.lower()
    if op is ops.NOT_LITERAL:
        return chr(value) != char
    if op is ops.ANY:
        return char != "\n"
    if op is ops.IN:
        parts = list(value)
        is_negated = parts[0][0] is ops.NEGATE
        return any(takes(*part, char) for part in parts[is_negated:]) is not is_negated
    if op is ops.RANGE:
        return any(value[0] <= ord(c) <= value[1] for c in {char, char.lower(), char.upper()})
    if op is ops.CATEGORY:
        return CATEGORIES[value](char)
    raise NotImplementedError(op)


def letters_of(nodes: Iterable[Any]) -> Iterator[str]:
    """A character for each part of a pattern that takes one."""
    for op, value in nodes:
        if op is ops.SUBPATTERN:
            yield from letters_of(value[3])
        elif op in REPEATS:
            yield from letters_of(value[2])
        elif op is ops.BRANCH:
            for branch in value[1]:
                yield from letters_of(branch)
        elif op is ops.ATOMIC_GROUP:
            yield from letters_of(value)
        elif op not in {ops.AT, ops.ASSERT, ops.ASSERT_NOT}:
            yield next(c for c in map(chr, [*range(97, 123), *range(256)]) if takes(op, value, c))


def shortest(nodes: Iterable[Any]) -> str:
    """A text that the pattern takes, with as little as it can."""
    text = ""
    for op, value in nodes:
        if op is ops.SUBPATTERN:
            text += shortest(value[3])
        elif op in REPEATS:
            text += shortest(value[2]) * min(value[0] or 1, 3)
        elif op is ops.BRANCH:
            text += shortest(value[1][0])
        else:
            text += "".join(letters_of([(op, value)]))
    return text


sys.setrecursionlimit(max(sys.getrecursionlimit(), 20_000))
