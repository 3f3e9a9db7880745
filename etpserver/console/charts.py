"""Charts as SVG, drawn here: they need no script, and a reader's program hears their table."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 180
LEFT, TOP, BOTTOM = 34, 16, 22
MOST_LABELS = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """A column: its label, its value, and whether it is the present one."""

    label: str
    value: int
    is_now: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A column as it is drawn."""

    label: str
    value: int
    is_now: bool
    x: float
    y: float
    width: float
    height: float
    shows_label: bool

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Line:
    """A level across the chart."""

    value: int
    y: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Columns over a base line."""

    title: str
    marks: Sequence[Mark]
    lines: Sequence[Line]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT

    @property
    def base(self) -> int:
        return self.height - BOTTOM

    @property
    def total(self) -> int:
        return sum(mark.value for mark in self.marks)


def columns(title: str, bars: Sequence[Bar]) -> Chart:
    """A chart of columns; the highest level is a round number."""
    top = _round_up(max((bar.value for bar in bars), default=0))
    area = HEIGHT - TOP - BOTTOM
    step = (WIDTH - LEFT) / max(1, len(bars))
    every = -(-len(bars) // MOST_LABELS)
    marks = []
    for number, bar in enumerate(bars):
        height = round(area * bar.value / top, 2)
        marks.append(
            Mark(
                bar.label,
                bar.value,
                bar.is_now,
                x=round(LEFT + number * step + step * 0.15, 2),
                y=round(HEIGHT - BOTTOM - height, 2),
                width=round(step * 0.7, 2),
                height=height,
                shows_label=number % every == 0,
            )
        )
    lines = [Line(value, TOP + area * (1 - value / top)) for value in (0, top // 2, top)]
    return Chart(title, marks, lines)


def _round_up(value: int) -> int:
    """The next of 2, 4, 10, 20, 40, 100, .. so that half of it is whole too."""
    size = 1
    while True:
        for factor in (2, 4, 10):
            if value <= factor * size:
                return factor * size
        size *= 10
