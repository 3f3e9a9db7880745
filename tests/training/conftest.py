"""A server with trainees, and running the programs of exercises as a trainee would."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from etpserver.training.exercises import exercise
from tests.emulator.live import Live, serving

NAMES = (f"Pupil {number}" for number in count(1))
ROOT = "/_etp/training"


@dataclass
class Pupil:
    """A trainee of the server."""

    live: Live
    login: dict[str, Any]
    answers: dict[str, Any] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        return str(self.login["trainee"])

    def call(self, exercise: str, what: str, json: Any = None) -> httpx.Response:
        path = f"{ROOT}/trainees/{self.slug}/exercises/{exercise}/{what}"
        return self.live.client.post(path, json=json)

    def start(self, exercise: str) -> None:
        started = self.call(exercise, "start")
        assert started.status_code == 200, started.text
        self.answers = {}

    def run(self, program: str) -> None:
        """Run a program of an exercise; its answers are sent with the next check."""
        with httpx.Client(base_url=self.login["url"], timeout=30) as api:
            known = {name: self.login[name] for name in ("url", "username", "password", "token")}
            names = {**known, "api": api, "answers": self.answers}
            exec(compile(program, "<program>", "exec"), names)  # noqa: S102  our own files

    def check(self, exercise: str) -> dict[str, Any]:
        checked = self.call(exercise, "check", {"answers": self.answers})
        assert checked.status_code == 200, checked.text
        return dict(checked.json())

    def unmet(self, exercise: str) -> list[str]:
        return [one["id"] for one in self.check(exercise)["conditions"] if not one["met"]]

    def progress(self, exercise: str) -> dict[str, Any]:
        found = self.live.client.get(f"{ROOT}/trainees/{self.slug}").json()["exercises"]
        return next(one for one in found if one["exercise"] == exercise)


def solution_of(name: str) -> str:
    return exercise(name).solution.program


def api_of(pupil: Pupil) -> httpx.Client:
    """A client with the trainee's token."""
    headers = {"Authorization": f"Token {pupil.login['token']}"}
    return httpx.Client(base_url=pupil.login["url"], headers=headers, timeout=30)


def conditions(pupil: Pupil, name: str, **answers: Any) -> dict[str, Any]:
    """What a check says of each condition, by its id."""
    checked = pupil.call(name, "check", {"answers": answers}).json()
    return {one["id"]: one for one in checked["conditions"]}


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """With the exercises that these tests are about: `ETP_EXERCISES` may name others."""
    own = os.environ.get("ETP_EXERCISES", "")
    yield from serving(tmp_path_factory, ETP_EXERCISES=str(Path(own).resolve()) if own else "")


@pytest.fixture
def pupil(live: Live) -> Iterator[Pupil]:
    yield from enrolled(live)


@pytest.fixture
def another(live: Live) -> Iterator[Pupil]:
    yield from enrolled(live)


def enrolled(live: Live) -> Iterator[Pupil]:
    made = live.client.post(f"{ROOT}/trainees", json={"name": next(NAMES)})
    assert made.status_code == 201, made.text
    own = Pupil(live, made.json())
    yield own
    live.client.delete(f"{ROOT}/trainees/{own.slug}")


@pytest.fixture
def download(live: Live, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Put an exercise's files into the current folder, which is the test's own."""

    def fetch(exercise: str, names: Any) -> None:
        monkeypatch.chdir(tmp_path)
        for name in names:
            answer = live.client.get(f"{ROOT}/exercises/{exercise}/files/{name}")
            assert answer.status_code == 200, answer.text
            (tmp_path / name).write_bytes(answer.content)

    return fetch
