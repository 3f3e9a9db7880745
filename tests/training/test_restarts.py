"""What outlives the server, and a data folder that an older version made."""

import sqlite3
from contextlib import closing
from pathlib import Path

import httpx

from tests.cli.conftest import Commands, cache, commands
from tests.training.conftest import ROOT

__all__ = ["cache", "commands"]


def test_progress_and_worlds_outlive_the_server(commands: Commands) -> None:
    with commands.serve() as server:
        url = f"{server.url}{ROOT}/trainees"
        made = httpx.post(url, json={"name": "Anna"}, timeout=60).json()
        httpx.post(f"{url}/anna/exercises/06/start", timeout=60)
        httpx.post(f"{url}/anna/exercises/06/hint", timeout=60)
        headers = {"Authorization": f"Token {made['token']}"}
        area = {"area_code": "COK-LB", "area_name": "Tasting lab", "parent_area": "COK"}
        httpx.post(f"{made['url']}/personnel/api/areas/", json=area, headers=headers, timeout=60)
    with commands.serve() as server:
        url = f"{server.url}{ROOT}/trainees/anna"
        found = httpx.get(url, timeout=60).json()
        assert (found["token"], found["current"]) == (made["token"], "06-a-new-team")
        rows = {row["exercise"]: row for row in found["exercises"]}
        assert (rows["06-a-new-team"]["state"], rows["06-a-new-team"]["hints"]) == ("started", 1)
        checked = httpx.post(f"{url}/exercises/06/check", timeout=60).json()
        assert [one["met"] for one in checked["conditions"]] == [True, False, False, False]


def test_a_data_folder_without_training_gets_it(commands: Commands) -> None:
    with commands.serve():
        pass
    for file in (commands.folder / "etp-data").rglob("*.sqlite3"):
        forget_training(file)
    with commands.serve() as server:
        made = httpx.post(f"{server.url}{ROOT}/trainees", json={"name": "Anna"}, timeout=60)
        assert made.status_code == 201, made.text


def forget_training(file: Path) -> None:
    """As a version without it would have left the database."""
    with closing(sqlite3.connect(file)) as database:
        for table in ("training_progress", "training_trainee"):
            database.execute(f"DROP TABLE IF EXISTS {table}")
        database.execute("DELETE FROM django_migrations WHERE app = 'training'")
        database.commit()
