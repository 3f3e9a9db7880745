"""What `make bench-check` calls worse."""

import pytest

from benchmarks.bench.report import worse


def figure(median: float, spread: float = 0.0, *, up: bool = True) -> dict[str, object]:
    return {"median": median, "spread": spread, "up": up}


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (figure(1.0), figure(0.86)),  # less than 15 %
        (figure(1.0), figure(5.0)),  # better
        (figure(1.0, 0.5), figure(0.6, 0.5)),  # within the noise of both
        (figure(30.0, up=False), figure(34.0, up=False)),
        (figure(30.0, up=False), figure(5.0, up=False)),
    ],
)
def test_what_lies_within_the_noise_is_not_worse(before, now):
    assert worse({"list | 1 | Prism": now}, {"list | 1 | Prism": before}) == []


def test_a_lower_ratio_is_named_with_both_figures():
    found = worse({"list": figure(0.5, 0.1)}, {"list": figure(1.0, 0.1)})

    assert found == ["list: 0.50, was 1.00 (noise 0.15)"]


def test_of_times_and_memory_more_is_worse():
    found = worse({"reset": figure(40.0, up=False)}, {"reset": figure(20.0, 4.0, up=False)})

    assert found == ["reset: 40.00, was 20.00 (noise 3.00)"]


def test_what_was_not_measured_before_cannot_be_worse():
    assert worse({"new": figure(0.1)}, {"old": figure(1.0)}) == []
