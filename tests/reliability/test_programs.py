"""The campaigns themselves, in a short form: fixed work, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.emulator.postgres import base_database
from tests.reliability import crowd, kills, soak
from tests.reliability.chart import chart
from tests.reliability.holding import Sample, is_flat, slope
from tests.reliability.ledger import DroppedError, Ledger

KEY = ("areas", "a1")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    """Empty for SQLite, else the URL of an empty database."""
    if request.param == "sqlite":
        yield ""
        return
    with base_database() as base:
        yield base.url


def test_a_crowd_is_not_wronged(tmp_path: Path, cache: Path, database: str) -> None:
    folder = tmp_path / "server"
    report = crowd.run(folder, cache, clients=6, steps=20, workers=2, database=database)
    assert report["faults"] == []
    assert int(str(report["acknowledged_writes"])) > 20


def test_a_killed_server_loses_nothing(tmp_path: Path, cache: Path, database: str) -> None:
    campaign = kills.run(tmp_path / "server", cache, rounds=4, seed=3, database=database)
    assert campaign.faults == []
    assert campaign.acknowledged > 0


def test_a_long_run_is_sampled_judged_and_drawn(tmp_path: Path, cache: Path) -> None:
    run = soak.Soak(seconds=4, every_s=1, most_slope=1e9)
    soak.run(tmp_path / "server", cache, run, terminals=2)
    assert run.faults() == []
    assert run.punches > 0
    assert len(run.samples) >= 2
    assert all(one.memory_mb > 10 and one.open_files > 5 for one in run.samples)
    assert chart(run.samples).count("<polyline") == 8


def grown(mb_per_hour: float) -> list[Sample]:
    return [Sample(30 * n, 100 + mb_per_hour * n / 120, 9, 1, 5, 1, 1, 1, 1) for n in range(40)]


def test_a_slope_is_told_in_mb_an_hour() -> None:
    assert round(slope(grown(12)), 6) == 12
    assert slope(grown(0)) == 0


def test_what_grows_is_not_flat() -> None:
    assert is_flat([50, 80, 60, 70, 80, 75, 60, 81])
    assert not is_flat(list(range(50, 450, 10)))


def test_a_lost_write_is_found() -> None:
    ledger = Ledger()
    ledger.write({KEY: "A"}, lambda: True)
    assert ledger.faults([], lambda _: True) == ["('areas', 'a1') is None, must be 'A'"]


def test_a_doubled_row_is_found() -> None:
    ledger = Ledger()
    ledger.write({KEY: "A"}, lambda: True)
    found = [(KEY, "A"), (KEY, "A")]
    assert ledger.faults(found, lambda _: True) == ["('areas', 'a1') is there 2 times"]


def test_half_of_a_write_without_an_answer_is_found() -> None:
    ledger = Ledger()

    def lose() -> bool:
        raise DroppedError

    rows = {("areas", f"a{number}"): "A" for number in range(3)}
    with pytest.raises(DroppedError):
        ledger.write(rows, lose)
    assert ledger.faults([], lambda _: True) == []
    assert ledger.faults([(key, "A") for key in rows], lambda _: True) == []
    (told,) = ledger.faults([(KEY, "A")], lambda _: True)
    assert told.startswith("1 of 3 rows of one write")
