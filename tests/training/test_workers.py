"""Training on a server of several processes, which share what they were told."""

import pytest

from etpserver.training.exercises import exercise
from tests.emulator.live import serving
from tests.training.conftest import ROOT, enrolled

FINGER = "11-a-finger-from-afar"


@pytest.fixture(scope="module")
def crowd(tmp_path_factory):
    yield from serving(tmp_path_factory, "--workers", "2")


@pytest.fixture
def one_of_many(crowd):
    yield from enrolled(crowd)


def test_an_exercise_with_events_is_solved_through_any_of_them(one_of_many) -> None:
    one_of_many.start(FINGER)
    one_of_many.run(exercise(FINGER).solution.program)
    assert one_of_many.unmet(FINGER) == []
    found = one_of_many.live.client.get(f"{ROOT}/trainees").json()["trainees"]
    assert [(row["trainee"], row["solved"]) for row in found] == [(one_of_many.slug, 1)]
