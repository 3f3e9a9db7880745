"""Charts as SVG, drawn here: they need no script, and a reader's program hears their table.

Everything across is in percent of the drawing's width: text keeps its size on every screen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

HEIGHT, TOP, BOTTOM = 168, 8, 22  # pixels
LABELS, FEW_LABELS = 14, 6  # that there is room for, on a wide and on a narrow screen
DAY_S = 24 * 3600
IN, OUT = {"0", "3", "4"}, {"1", "2", "5"}


@dataclass(frozen=True, slots=True)
class Bar:
    """A column: its label, its value, and whether it is the present one."""

    label: str
    value: int
    is_now: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A column as it is drawn; `x`, `width` and `middle` in percent."""

    label: str
    value: int
    is_now: bool
    x: float
    y: float
    width: float
    height: float
    middle: float
    label_class: str  # "", "wide" for wide screens only, "none"


@dataclass(frozen=True, slots=True)
class Chart:
    """Columns over a base line."""

    title: str
    marks: Sequence[Mark]
    levels: Sequence[int]  # from the top
    lines: Sequence[float]
    height: int = HEIGHT
    base: int = HEIGHT - BOTTOM
    middle: int = (HEIGHT - BOTTOM + TOP) // 2

    @property
    def total(self) -> int:
        return sum(mark.value for mark in self.marks)


def columns(title: str, bars: Sequence[Bar]) -> Chart:
    """A chart of columns; the highest level is a round number."""
    top = _round_up(max((bar.value for bar in bars), default=0))
    area = HEIGHT - TOP - BOTTOM
    step = 100 / max(1, len(bars))
    every, rarely = -(-len(bars) // LABELS), -(-len(bars) // FEW_LABELS)
    rarely = -(-rarely // every) * every
    marks = []
    for number, bar in enumerate(bars):
        height = round(area * bar.value / top, 1)
        is_shown, is_always = number % every == 0, number % rarely == 0
        marks.append(
            Mark(
                bar.label,
                bar.value,
                bar.is_now,
                x=round((number + 0.14) * step, 2),
                y=round(HEIGHT - BOTTOM - height, 1),
                width=round(step * 0.72, 2),
                height=height,
                middle=round((number + 0.5) * step, 2),
                label_class="" if is_always else "wide" if is_shown else "none",
            )
        )
    levels = (top, top // 2, 0)
    return Chart(title, marks, levels, [TOP + area * part / 2 for part in range(3)])


def _round_up(value: int) -> int:
    """The next of 2, 4, 6, 8, 10, 20, 40, .. so that half of it is whole too."""
    size = 1
    while True:
        for factor in (2, 4, 6, 8, 10):
            if value <= factor * size:
                return factor * size
        size *= 10


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a day, in percent of it."""

    x: float
    width: float
    text: str
    is_open: bool = False  # nobody said that it ended


@dataclass(frozen=True, slots=True)
class Dot:
    """A moment of a day, in percent of it."""

    x: float
    text: str
    kind: str  # "in" or "out"


@dataclass(frozen=True, slots=True)
class Strip:
    """A day from midnight to midnight: when somebody was in, and their punches."""

    label: str
    spans: Sequence[Span]
    dots: Sequence[Dot]
    text: str


def strip(label: str, punches: Iterable[tuple[datetime, str, str]], now: datetime) -> Strip:
    """The strip of a day's punches (moment, `punch_state`, words), which are in order.

    What a state says counts; punches without one come and go by turns.
    """
    spans, dots, came = [], [], None
    inside = timedelta()
    for at, state, said in punches:
        comes = state in IN or (state not in OUT and came is None)
        dots.append(Dot(_percent(at), f"{at:%H:%M:%S} {said}".strip(), "in" if comes else "out"))
        if comes:
            came = came or at
        elif came is not None:
            spans.append(_span(came, at))
            inside += at - came
            came = None
    if came is not None:
        is_today = came.date() == now.date() and now >= came
        end = now if is_today else came + timedelta(minutes=5)
        spans.append(_span(came, min(end, _midnight(came)), is_open=True))
    return Strip(label, spans, dots, _said(dots, inside, is_open=came is not None))


def _said(dots: Sequence[Dot], inside: timedelta, *, is_open: bool) -> str:
    if not dots:
        return "no punch"
    minutes = int(inside.total_seconds() // 60)
    count = f"{len(dots)} punch{'es' if len(dots) > 1 else ''}"
    long = f", {minutes // 60} h {minutes % 60:02} min" if inside else ""
    return f"{count}{long}{', not out' if is_open else ''}"


def _span(start: datetime, end: datetime, *, is_open: bool = False) -> Span:
    x = _percent(start)
    text = f"{start:%H:%M} to {'..' if is_open else f'{end:%H:%M}'}"
    width = (end - start).total_seconds() / DAY_S * 100
    return Span(x, round(max(width, 0.4), 2), text, is_open)


def _percent(at: datetime) -> float:
    start = datetime.combine(at.date(), time.min)
    return round((at - start).total_seconds() / DAY_S * 100, 2)


def _midnight(at: datetime) -> datetime:
    return datetime.combine(at.date() + timedelta(days=1), time.min)
