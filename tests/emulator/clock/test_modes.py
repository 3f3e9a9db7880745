"""What a kept clock answers, as real time passes."""

from datetime import UTC, datetime, timedelta

import pytest

from etpserver.emulator.clock import modes
from etpserver.emulator.clock.modes import LAST, advanced, clock_of

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def pass_time(monkeypatch):
    """Let the operating system's clock show so much after noon."""

    def set_to(passed: timedelta) -> None:
        monkeypatch.setattr(modes, "real_now", lambda: NOON + passed)

    set_to(timedelta())
    return set_to


def running(mode: str, **more: object) -> dict[str, object]:
    return {"mode": mode, "now": "2001-02-03T08:00:00+05:30", "since": NOON.isoformat(), **more}


START = datetime.fromisoformat("2001-02-03T08:00:00+05:30")


@pytest.mark.parametrize("state", [{}, {"mode": "real"}])
def test_the_real_clock(state):
    assert clock_of(state).is_real


def test_a_frozen_clock_stands_still(pass_time):
    clock = clock_of({"mode": "frozen", "now": "2001-02-03T08:00:00+05:30"})
    pass_time(HOUR)
    assert (clock.read(), clock.read().tzinfo, clock.is_real) == (START, UTC, False)


def test_an_offset_clock_runs_on(pass_time):
    clock = clock_of(running("offset", scale=1))
    assert clock.read() == START
    pass_time(HOUR)
    assert (clock.read(), clock.read().tzinfo) == (START + HOUR, UTC)


@pytest.mark.parametrize("scale", [0.5, 60, 86_400])
def test_a_scaled_clock_runs_faster_or_slower(pass_time, scale):
    clock = clock_of(running("scaled", scale=scale))
    pass_time(HOUR)
    assert clock.read() == START + scale * HOUR


def test_a_fast_clock_stops_before_the_years_end(pass_time):
    clock = clock_of(running("scaled", scale=86_400))
    pass_time(timedelta(days=365 * 20))
    assert clock.read() == LAST


def test_the_real_clock_advanced_runs_on_from_there(pass_time):
    clock = clock_of(advanced({}, START, NOON))
    pass_time(HOUR)
    assert (clock.read(), clock.is_real) == (START + HOUR, False)


def test_a_frozen_clock_advanced_stays_frozen(pass_time):
    clock = clock_of(advanced({"mode": "frozen", "now": NOON.isoformat()}, START, NOON))
    pass_time(HOUR)
    assert clock.read() == START


def test_a_scaled_clock_advanced_keeps_its_scale(pass_time):
    clock = clock_of(advanced(running("scaled", scale=60), START + HOUR, NOON))
    pass_time(timedelta(minutes=1))
    assert clock.read() == START + 2 * HOUR
