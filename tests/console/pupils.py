"""Trainees of tests, each in a world of their own."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import httpx

from tests.console.conftest import Visitor, visiting
from tests.emulator.live import Live

NAMES = (f"Pupil {number}" for number in count(1))


@dataclass
class Pupil(Visitor):
    """Somebody in the world of a trainee, whom the server knows by `login`."""

    login: dict[str, Any]

    @property
    def slug(self) -> str:
        return str(self.login["trainee"])

    def attempt(self, exercise: str, what: str, **answers: str) -> httpx.Response:
        given = {f"answers.{name}": text for name, text in answers.items()}
        return self.send(f"training/{exercise}/{what}", **given)

    def progress(self, exercise: str) -> dict[str, Any]:
        path = f"/_etp/training/trainees/{self.slug}/exercises/{exercise}"
        return dict(self.client.get(path, headers={"Host": "localhost"}).json())

    def solve_first(self) -> None:
        """What the first exercise asks for, as a program does it."""
        with httpx.Client(base_url=self.login["url"], timeout=30) as api:
            login = {"username": "trainee", "password": self.login["password"]}
            token = api.post("/api-token-auth/", json=login).json()["token"]
            api.get("/personnel/api/employees/", headers={"Authorization": f"Token {token}"})


def trained(live: Live, name: str = "", **headers: str) -> Iterator[Pupil]:
    made = live.client.post("/_etp/training/trainees", json={"name": name or next(NAMES)})
    assert made.status_code == 201, made.text
    login = made.json()
    for somebody in visiting(live, login["world"], **headers):
        yield Pupil(somebody.client, somebody.root, login)
    live.client.delete(f"/_etp/training/trainees/{login['trainee']}")
