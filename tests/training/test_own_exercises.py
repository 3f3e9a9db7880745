"""A server with exercises of one's own, some of them with mistakes."""

import copy
from dataclasses import asdict
from pathlib import Path

import pytest
import yaml

from etpserver.api.worlds import WorldSettings
from etpserver.training.checking import JOURNAL_OFF, why_not_shown
from tests.emulator.live import Live, serving
from tests.training.conftest import ROOT, api_of, enrolled
from tests.training.test_format import SMALL

LISTED = {"match": {"operation": "areas_list"}}
REFUSED = {"post": "simulate/terminals/NOWHERE/poll"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("exercises")
    write(place / "01-areas.yaml")
    write(place / "02-no-such-terminal.yaml", setup=[REFUSED])
    meanwhile = [{"when": LISTED, "do": [REFUSED]}, {"when": LISTED, "do": [AN_AREA]}]
    write(place / "03-stumbling.yaml", events=meanwhile)
    return place


AN_AREA = {"post": "/personnel/api/areas/", "body": {"area_code": "NEW", "area_name": "New"}}


def write(file: Path, **more: object) -> None:
    file.write_text(yaml.safe_dump({**copy.deepcopy(SMALL), **more}), encoding="utf-8")


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory, folder: Path):
    unlike = {"ETP_TIME_ZONE": "Europe/Berlin", "ETP_API_LICENSE": "inactive"}
    yield from serving(tmp_path_factory, ETP_EXERCISES=str(folder), **unlike)


@pytest.fixture
def guest(own: Live):
    yield from enrolled(own)


def test_its_own_exercises_take_the_place_of_the_projects(own: Live) -> None:
    listed = own.client.get(f"{ROOT}/exercises").json()["exercises"]
    assert [one["exercise"] for one in listed] == [
        "01-areas", "02-no-such-terminal", "03-stumbling",
    ]  # fmt: skip


def test_an_exercise_is_the_same_whatever_the_server_was_started_with(own: Live, guest) -> None:
    guest.start("01")
    world = f"/_etp/worlds/trainee-{guest.slug}"
    assert own.client.get(f"{world}/settings").json()["settings"] == asdict(WorldSettings())
    assert own.client.get(f"{world}/clock").json()["now"][:16] == "2026-01-19T11:00"
    with api_of(guest) as api:
        assert api.get("/personnel/api/areas/").status_code == 200


def test_a_set_up_that_is_refused_is_told(guest) -> None:
    refused = guest.call("02", "start")
    assert refused.status_code == 409
    assert refused.json()["detail"].startswith(
        "POST simulate/terminals/NOWHERE/poll answered 404: "
    )


def test_an_event_that_is_refused_spoils_neither_the_answer_nor_what_follows(guest) -> None:
    guest.start("03")
    with api_of(guest) as api:
        assert [api.get("/personnel/api/areas/").json()["count"] for _ in range(2)] == [6, 7]


def test_a_file_that_is_broken_meanwhile_is_told(own: Live, folder: Path) -> None:
    broken = folder / "04-broken.yaml"
    broken.write_text("title: [", encoding="utf-8")
    try:
        refused = own.client.get(f"{ROOT}/exercises")
    finally:
        broken.unlink()
    assert refused.status_code == 409
    assert refused.json()["detail"].startswith(f"{broken}: cannot be read: ")


def test_without_a_journal_nothing_is_taken_for_done() -> None:
    assert why_not_shown(LISTED, None) == JOURNAL_OFF
