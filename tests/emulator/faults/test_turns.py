"""When it is a rule's turn: pure, by properties; counted by a server in test_rules.py."""

from hypothesis import given
from hypothesis import strategies as st

from etpserver.emulator.faults.kinds import LONGEST_MS, Latency
from etpserver.emulator.faults.turns import Turn

small = st.integers(0, 20)


def played(turn: Turn, requests: int = 100) -> list[int]:
    """The numbers of the requests on which the rule acts."""
    hits: list[int] = []
    for seen in range(1, requests + 1):
        if turn.comes(seen, len(hits)):
            hits.append(seen)
    return hits


@given(small, st.integers(1, 10), st.none() | st.integers(1, 10))
def test_acts_on_each_so_many_th_after_the_first_and_no_oftener(
    after: int, every: int, times: int | None
) -> None:
    turn = Turn(after=after, every=every, times=times)

    expected = [seen for seen in range(after + 1, 101) if (seen - after) % every == 0]
    assert played(turn) == expected[:times]


@given(st.integers(0, 2**63 - 1), st.floats(0, 1))
def test_chance_is_the_same_each_time(seed: int, probability: float) -> None:
    turn = Turn(probability=probability, seed=seed)

    assert played(turn) == played(turn)


@given(st.integers(0, 1000))
def test_chance_comes_as_often_as_it_says(seed: int) -> None:
    hits = len(played(Turn(probability=0.3, seed=seed), requests=1000))

    assert 220 < hits < 380  # five standard deviations


def test_other_seeds_throw_otherwise() -> None:
    series = {tuple(played(Turn(probability=0.5, seed=seed))) for seed in range(20)}

    assert len(series) == 20


def test_never_and_always_are_so() -> None:
    assert played(Turn(probability=0.0)) == []
    assert played(Turn(probability=1.0)) == list(range(1, 101))


@given(small, st.integers(1, 100))
def test_latency_keeps_its_bounds(seed: int, seen: int) -> None:
    assert 100 <= Latency("uniform", min=100, max=400).draw(seed, seen) <= 400
    assert 0 < Latency("lognormal", median=250, sigma=10).draw(seed, seen) <= LONGEST_MS * 1.001
    assert Latency("lognormal", median=0, sigma=1).draw(seed, seen) == 0


def test_half_of_lognormal_latencies_are_above_the_median() -> None:
    latency = Latency("lognormal", median=250, sigma=0.5)
    drawn = [latency.draw(1, seen) for seen in range(1000)]

    assert 420 < sum(ms > 250 for ms in drawn) < 580
    assert len(set(drawn)) == 1000
