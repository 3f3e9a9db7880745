"""A world whose clock stands in 2001 shows no later year, wherever a year can stand."""

import io
import re
import zipfile
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import jwt
import pytest

from etpserver.api.schema.contract import operations
from etpserver.api.schema.routing import PLACEHOLDER
from tests.emulator.clock.everything import SERIAL, Step, steps
from tests.emulator.live import Fresh

NOW = "2001-02-03T04:05:06+05:30"
DATE = "Fri, 02 Feb 2001 22:35:06 GMT"
LATER = re.compile(r"20(?:0[2-9]|[1-9]\d)(?:-\d\d|[01]\d[0-3]\d)")
# Templates come from terminals alone, so there is none to read or delete.
NOT_CALLED = {"biodatas_read", "biodatas_delete"}


def called(client: httpx.Client) -> Iterator[tuple[Step, httpx.Response]]:
    """Take every step; what the last answers told goes into the next call."""
    told: dict[str, Any] = {}
    for step in steps():
        path = step.path.replace("{id}", str(told.get("id")))
        answer = client.request(
            step.method, path, json=_filled(step.json, told), data=step.data, files=step.files
        )
        assert answer.is_success, (step, answer.text)
        _note(answer, told)
        yield step, answer


def _filled(body: Any, told: dict[str, Any]) -> Any:
    if isinstance(body, dict):
        return {key: _filled(value, told) for key, value in body.items()}
    if isinstance(body, list):
        return [_filled(value, told) for value in body]
    return told[body[1:-1]] if isinstance(body, str) and body.startswith("{") else body


def _note(answer: httpx.Response, told: dict[str, Any]) -> None:
    if answer.headers["Content-Type"] != "application/json" or not answer.content:
        return
    body = answer.json()
    rows = body.get("data")
    if isinstance(rows, list) and rows:
        body = rows[0]
    told.update({key: body[key] for key in ("id", "refresh") if body.get(key)})


def texts(answer: httpx.Response) -> Iterator[str]:
    """Wherever a time may stand in an answer."""
    yield from answer.headers.values()
    if answer.content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            for part in archive.infolist():
                yield "{}-{:02}".format(*part.date_time)
                yield archive.read(part).decode()
    elif not answer.headers["Content-Type"].startswith("image/"):
        yield answer.text


def stamps(answer: httpx.Response) -> Iterator[int]:
    """The moments in an answer's JWTs."""
    if answer.headers["Content-Type"] == "application/json":
        for value in answer.json().values():
            if isinstance(value, str) and value.count(".") == 2:
                claims = jwt.decode(value, options={"verify_signature": False})
                yield from (claims[key] for key in ("exp", "iat", "orig_iat") if key in claims)


@pytest.fixture(scope="module")
def answers(live) -> Iterator[list[tuple[Step, httpx.Response]]]:
    """All answers of a world that was made in real time and frozen then."""
    made = live.client.post("/_etp/worlds", json={"name": "frozen-year", "from": "empty"}).json()
    live.client.put("/_etp/worlds/frozen-year/clock", json={"mode": "frozen", "now": NOW})
    headers = {"Authorization": f"Token {made['token']}"}
    with httpx.Client(base_url=made["url"], headers=headers, timeout=60) as client:
        yield [
            *called(client),
            *_shown(client, f"/_etp/terminals/{SERIAL}/commands", "/_etp/clock", "/_etp/state"),
        ]
    live.client.delete("/_etp/worlds/frozen-year")


def _shown(client: httpx.Client, *paths: str) -> Iterator[tuple[Step, httpx.Response]]:
    for path in paths:
        yield Step("GET", path), client.get(path)


def test_every_operation_was_called(answers):
    made = {operation_of(step.method, step.path.partition("?")[0]) for step, _ in answers}
    assert set(operations()) - made == NOT_CALLED


def operation_of(method: str, path: str) -> str | None:
    """The documented operation of a call: static paths go before codes."""
    known = [one for one in operations().values() if one.method == method]
    exact = [one.id for one in known if one.path == path]
    fitting = [one.id for one in known if _pattern(one.path).fullmatch(path)]
    return next(iter(exact + fitting), None)


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(PLACEHOLDER.sub("[^/]+", path))


def test_no_answer_shows_a_later_year(answers):
    for step, answer in answers:
        found = [text for text in texts(answer) if LATER.search(text)]
        assert found == [], step


def test_every_answer_is_dated_by_the_worlds_clock(answers):
    assert {answer.headers["Date"] for _, answer in answers} == {DATE}


def test_the_portrait_was_changed_then(answers):
    (photo,) = [answer for step, answer in answers if step.path.startswith("/files/")]
    assert photo.headers["Last-Modified"] == DATE


def test_every_jwt_counts_from_there(answers):
    found = [stamp for _, answer in answers for stamp in stamps(answer)]
    now = parsedate_to_datetime(DATE).timestamp()
    assert {stamp - now for stamp in found} == {0, 300, 86_400, 604_800}


def test_every_command_was_queued_then(answers):
    (queue,) = [answer for step, answer in answers if step.path.endswith("/commands")]
    commands = queue.json()["commands"]
    assert len(commands) > 10
    assert {command["created_at"] for command in commands} == {"2001-02-03 04:05:06"}


def test_the_real_time_is_back_when_asked_for(fresh: Fresh):
    fresh.control("PUT", "/clock", {"mode": "frozen", "now": NOW})
    assert fresh.client.get("/livez").headers["Date"] == DATE

    fresh.control("PUT", "/clock", {"mode": "real"})
    assert LATER.search(fresh.control("GET", "/clock").json()["now"])
    assert "2001" not in fresh.client.get("/livez").headers["Date"]
