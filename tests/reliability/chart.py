"""A chart of a long run as SVG: one panel for each thing that was counted."""

from collections.abc import Sequence

from tests.reliability.holding import Sample

WIDTH, PANEL, LEFT, TOP = 720, 110, 130, 24
PANELS = (
    ("memory_mb", "memory, MB"),
    ("open_files", "open files"),
    ("connections", "connections"),
    ("threads", "threads"),
    ("data_mb", "data folder, MB"),
    ("journal", "journal, requests"),
    ("timeline", "timeline, points"),
    ("log_mb", "longest log, MB"),
)


def chart(samples: Sequence[Sample]) -> str:
    """Time goes from left to right; each panel begins at 0."""
    height = TOP + PANEL * len(PANELS)
    box = f'viewBox="0 0 {WIDTH + LEFT + 20} {height}" font-family="sans-serif" font-size="12"'
    heading = f"{samples[-1].seconds / 60:.0f} minutes, {len(samples)} samples"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {box}>',
        '<rect width="100%" height="100%" fill="#fff"/>',
        f'<text x="{LEFT}" y="16">{heading}</text>',
    ]
    for number, (name, title) in enumerate(PANELS):
        values = [float(getattr(one, name)) for one in samples]
        parts += _panel(TOP + number * PANEL, title, [one.seconds for one in samples], values)
    return "\n".join([*parts, "</svg>", ""])


def _panel(top: int, title: str, at: list[float], values: list[float]) -> list[str]:
    most, last = max(values) or 1.0, at[-1] or 1.0
    bottom, room = top + PANEL - 20, PANEL - 30
    dots = [
        f"{LEFT + WIDTH * x / last:.1f},{bottom - room * value / most:.1f}"
        for x, value in zip(at, values, strict=True)
    ]
    return [
        f'<text x="8" y="{top + 30}">{title}</text>',
        f'<text x="8" y="{top + 48}" fill="#555">at most {most:g}</text>',
        f'<path d="M{LEFT} {bottom}H{LEFT + WIDTH}" stroke="#999"/>',
        f'<polyline points="{" ".join(dots)}" fill="none" stroke="#1a66b3" stroke-width="1.5"/>',
    ]
