"""`serve --demo-worlds`: a world of their own for each visitor, by a cookie; a link shares it."""

import re
from collections.abc import Iterator

import httpx
import pytest

from tests.console.conftest import ELSEWHERE, Visitor, visiting
from tests.console.reading import read
from tests.emulator.live import Live, serving

WORLD = re.compile(r"/_etp/w/(demo-[0-9a-f]{16})/_etp/ui/")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    yield from serving(tmp_path_factory, "--demo-worlds")


@pytest.fixture
def guest(demo: Live) -> Iterator[Visitor]:
    """Somebody at another machine who has never been here."""
    yield from visiting(demo, "main", **ELSEWHERE)


@pytest.fixture
def other(demo: Live) -> Iterator[Visitor]:
    yield from visiting(demo, "main", **ELSEWHERE)


def arrive(guest: Visitor) -> str:
    """Come in at the front door; answers the name of the guest's world."""
    answer = guest.get()
    for _ in range(3):
        found = WORLD.fullmatch(answer.headers["location"])
        if found:
            guest.root = found[0]
            return found[1]
        answer = guest.client.get(answer.headers["location"])
    raise AssertionError(answer.text)


def world_names(demo: Live) -> set[str]:
    return {one["name"] for one in demo.client.get("/_etp/worlds").json()["worlds"]}


def test_a_visitor_gets_a_world_of_their_own_and_keeps_it(demo, guest, other) -> None:
    own, another = arrive(guest), arrive(other)
    assert own != another
    assert {own, another} <= world_names(demo)
    answer = guest.client.get("/_etp/ui/")
    assert answer.headers["location"] == guest.root
    ends = demo.client.get(f"/_etp/worlds/{own}").json()["expires_at"]
    assert ends is not None
    assert re.search(r"This world ends in (719|720) min\.", guest.page().text())


def test_without_a_cookie_no_world_is_made(demo) -> None:
    before = world_names(demo)
    for path in ("/_etp/ui/", "/_etp/ui/?cookies=1"):
        answer = httpx.get(demo.url + path, headers=ELSEWHERE, timeout=30)
        assert not WORLD.fullmatch(answer.headers.get("location", ""))
    assert read(answer.text).texts("h1") == ["This needs a cookie"]
    assert world_names(demo) == before


def test_a_visitor_drives_their_world_and_nothing_else(demo, guest, other) -> None:
    own = arrive(guest)
    theirs = arrive(other)
    assert guest.act("advance", by="PT1H").status_code == 200
    for name in ("snapshot", "new_world", "drop_world"):
        fields = {"name": "mine"} if name != "drop_world" else {"world": theirs}
        answer = guest.act(name, **fields)
        assert answer.status_code == 403
        assert "only its superusers change them" in answer.text
    assert guest.act("reset", to=f"snapshot:{theirs}").status_code == 400
    for path in (f"/_etp/w/{theirs}/_etp/ui/", "/_etp/ui/people", "/_etp/ui/worlds"):
        assert "/login?next=" in guest.client.get(path).headers["location"]
    assert [row[0].split()[0] for row in guest.page("worlds").rows()] == [own]
    assert {own, theirs} <= world_names(demo)


def test_the_link_gives_a_world_to_another_visitor(guest, other) -> None:
    own = arrive(guest)
    (link,) = guest.page("worlds").texts("pre", id="share")
    assert link.startswith(f"http://etp.example/_etp/ui/shared/{own}:")
    answer = other.client.get(link.removeprefix("http://etp.example"))
    assert answer.headers["location"] == guest.root
    assert other.client.get(guest.root).status_code == 200


@pytest.mark.parametrize("link", ["main:abc", "main", "demo-0000000000000000:x"])
def test_a_link_that_this_server_did_not_make_gives_nothing(other, link) -> None:
    answer = other.client.get(f"/_etp/ui/shared/{link}")
    assert (answer.status_code, read(answer.text).texts("h1")) == (404, ["This world is over"])


def test_a_world_that_is_over_is_replaced_by_a_new_one(demo, guest) -> None:
    own = arrive(guest)
    demo.client.delete(f"/_etp/worlds/{own}")
    guest.root = "/_etp/ui/"
    assert arrive(guest) != own


def test_without_the_flag_a_cookie_of_another_time_opens_nothing(fresh) -> None:
    for stranger in visiting(fresh.server, fresh.name, **ELSEWHERE):
        stranger.client.cookies.set("etp_demo", f"{fresh.name}:whatever")
        assert stranger.get().status_code == 302
        assert stranger.client.get("/_etp/ui/shared/x:y").status_code == 404


def test_who_runs_the_server_sees_its_own_overview_after_a_login(demo) -> None:
    for host in visiting(demo, "main", **ELSEWHERE):
        page = host.page("login")
        (token,) = [one["value"] for one in page.all("input", name="csrfmiddlewaretoken")]
        fields = {"username": "admin", "password": "admin", "csrfmiddlewaretoken": token}
        assert host.client.post("/_etp/ui/login", data=fields).status_code == 302
        assert host.page().texts("h1") == ["Overview"]
