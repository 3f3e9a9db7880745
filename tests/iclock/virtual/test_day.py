"""A day at work, and who passes which terminal when."""

from datetime import date, datetime, time, timedelta

import pytest

from iclock.virtual.crowd import Crowd
from iclock.virtual.day import Passing, moments
from tests.iclock.virtual.scripted import Ticks, make_terminal

MONDAY, SATURDAY, SUNDAY = date(2026, 1, 5), date(2026, 1, 10), date(2026, 1, 11)
PEOPLE = [str(number) for number in range(1000)]
A_LUNCH = [Passing.ARRIVES, Passing.GOES_TO_LUNCH, Passing.IS_BACK, Passing.LEAVES]


def present(day):
    return [found for pin in PEOPLE if (found := moments(pin, day, 1))]


def test_the_same_person_day_and_seed_give_the_same_day():
    assert moments("7", MONDAY, 1) == moments("7", MONDAY, 1)
    assert moments("7", MONDAY, 1) != moments("7", MONDAY + timedelta(days=1), 1)
    assert moments("7", MONDAY, 1) != moments("7", MONDAY, 2)
    assert moments("7", MONDAY, 1) != moments("8", MONDAY, 1)


def test_a_day_goes_from_arrival_to_leave_in_order():
    for found in present(MONDAY):
        ways = [moment.passing for moment in found]
        assert ways in (A_LUNCH, A_LUNCH[:3], [A_LUNCH[0], A_LUNCH[3]], A_LUNCH[:1])
        times = [moment.at for moment in found]
        assert times == sorted(times)
        assert all(moment.microsecond == 0 for moment in times)
        assert times[0].date() == MONDAY


@pytest.mark.parametrize(
    ("day", "least", "most"), [(MONDAY, 900, 990), (SATURDAY, 180, 320), (SUNDAY, 10, 80)]
)
def test_weekends_are_quieter(day, least, most):
    assert least <= len(present(day)) <= most


def test_some_are_late():
    shares = []
    for pin in PEOPLE:
        arrivals = [
            found[0].at.time()
            for day in range(5)
            if (found := moments(pin, MONDAY + timedelta(days=day), 1))
        ]
        usual = sorted(arrivals)[len(arrivals) // 2]
        limit = (datetime.combine(MONDAY, usual) + timedelta(minutes=30)).time()
        shares += [arrival > limit for arrival in arrivals]
    assert 0.01 < sum(shares) / len(shares) < 0.1


def test_most_take_up_nine_hours():
    lengths = [
        found[-1].at - found[0].at
        for found in present(MONDAY)
        if found[-1].passing is Passing.LEAVES
    ]
    assert timedelta(hours=9) < sorted(lengths)[len(lengths) // 2] < timedelta(hours=10)


def crowd_at(*terminals, at):
    """A crowd that has looked at the clocks once, all of them set to this time."""
    crowd = Crowd(terminals, seed=1)
    for terminal in terminals:
        terminal.clock.set(at)
    crowd.pass_by()
    return crowd


def live_through(crowd, ticks, hours, step=600):
    for _ in range(hours * 3600 // step):
        ticks.seconds += step
        crowd.pass_by()


def punched(*terminals):
    return sorted((punch.pin, punch.at) for one in terminals for punch in one.memory.punches)


def test_everybody_punches_at_their_moments_by_the_terminal_s_clock():
    ticks = Ticks()
    terminal = make_terminal(ticks=ticks, users=("7", "8", "9"))
    crowd = crowd_at(terminal, at=datetime.combine(MONDAY, time(0)))
    live_through(crowd, ticks, hours=24)
    expected = [(pin, m.at) for pin in ("7", "8", "9") for m in moments(pin, MONDAY, 1)]
    assert punched(terminal) == sorted(expected)
    assert len(expected) >= 4


def test_nothing_of_the_past_is_made_up():
    ticks = Ticks()
    terminal = make_terminal(ticks=ticks, users=tuple(PEOPLE[:50]))
    crowd = crowd_at(terminal, at=datetime.combine(MONDAY, time(13)))
    live_through(crowd, ticks, hours=11)
    assert min(at for _, at in punched(terminal)) > datetime.combine(MONDAY, time(13))


def test_a_terminal_whose_clock_no_server_has_set_is_passed_by_nobody():
    ticks = Ticks()
    terminal = make_terminal(ticks=ticks, users=tuple(PEOPLE[:50]))
    live_through(Crowd([terminal], seed=1), ticks, hours=24)
    assert punched(terminal) == []


def test_time_that_a_server_s_clock_leaps_over_is_lived_through():
    terminal = make_terminal(users=tuple(PEOPLE[:50]))
    crowd = crowd_at(terminal, at=datetime.combine(MONDAY, time(6)))
    terminal.clock.set(datetime.combine(MONDAY, time(14)))
    assert crowd.pass_by() > 50
    times = [punch.at for punch in terminal.memory.punches]
    assert times == sorted(times)


@pytest.mark.parametrize("at", ["2026-01-20T14:00:00", "2026-01-01T14:00:00"])
def test_a_clock_that_is_set_far_off_begins_anew(at):
    terminal = make_terminal(users=tuple(PEOPLE[:50]))
    crowd = crowd_at(terminal, at=datetime.combine(MONDAY, time(6)))
    terminal.clock.set(datetime.fromisoformat(at))
    assert crowd.pass_by() == 0


def test_a_person_takes_one_terminal_mostly():
    ticks = Ticks()
    terminals = [make_terminal(ticks=ticks, users=tuple(PEOPLE[:100])) for _ in range(3)]
    for number, terminal in enumerate(terminals):
        terminal.serial = f"SN{number}"
    crowd = crowd_at(*terminals, at=datetime.combine(MONDAY, time(0)))
    live_through(crowd, ticks, hours=24 * 5, step=3600)
    expected = [
        (pin, moment.at)
        for pin in PEOPLE[:100]
        for day in range(5)
        for moment in moments(pin, MONDAY + timedelta(days=day), 1)
    ]
    assert punched(*terminals) == sorted(expected)
    for pin in PEOPLE[:20]:
        counts = [sum(p.pin == pin for p in one.memory.punches) for one in terminals]
        assert max(counts) >= 0.6 * sum(counts)
    assert all(len(terminal.memory.punches) > 200 for terminal in terminals)


@pytest.mark.parametrize(("has_keys", "states"), [(False, {255}), (True, {0, 1, 2, 3})])
def test_state_keys_are_pressed_where_there_are_some(has_keys, states):
    ticks = Ticks()
    terminal = make_terminal(ticks=ticks, users=tuple(PEOPLE[:50]))
    terminal.behaviour.has_state_keys = has_keys
    crowd = crowd_at(terminal, at=datetime.combine(MONDAY, time(0)))
    live_through(crowd, ticks, hours=24)
    assert {punch.status for punch in terminal.memory.punches} == states
