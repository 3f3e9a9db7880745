"""Worlds on one server, used at once: nothing of one shows in another."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.emulator.live import Fresh, Live, world_of

AREAS = "/personnel/api/areas/"
ROUNDS = 1000
LOGIN = "/_etp/admin/login/"
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@pytest.fixture
def other(live: Live) -> Iterator[Fresh]:
    yield from world_of(live)


def test_a_thousand_interleaved_writes_leak_nothing(fresh, other):
    def write(world: Fresh) -> list[str]:
        """Rename the root again and again; the names that were answered."""
        names = [f"{world.name} {number}" for number in range(ROUNDS)]
        return [
            world.client.patch(f"{AREAS}1/", json={"area_name": name}).json()["area_name"]
            for name in names
        ]

    with ThreadPoolExecutor(2) as threads:
        results = list(threads.map(write, (fresh, other)))

    for world, found in zip((fresh, other), results, strict=True):
        assert found == [f"{world.name} {number}" for number in range(ROUNDS)]
        assert world.client.get(f"{AREAS}1/").json()["area_name"] == found[-1]


def log_in(browser: httpx.Client, base: str) -> httpx.Response:
    """Log in to the admin of a world, as a browser does."""
    page = browser.get(f"{base}{LOGIN}", params={"next": f"{base}/_etp/admin/"})
    csrf = CSRF.search(page.text)
    assert csrf is not None
    form = {"username": "admin", "password": "admin", "csrfmiddlewaretoken": csrf[1]}
    return browser.post(f"{base}{LOGIN}", data=form, headers={"Referer": base})


def test_one_browser_is_logged_in_to_two_worlds_and_main(live, fresh, other):
    bases = ["", f"/_etp/w/{fresh.name}", f"/_etp/w/{other.name}"]
    with httpx.Client(base_url=live.url, timeout=30) as browser:
        for base in bases:
            assert log_in(browser, base).status_code == 302
        for base in bases:
            page = browser.get(f"{base}/_etp/admin/accounts/user/")
            assert (page.status_code, f'href="{base}/_etp/admin/"' in page.text) == (200, True)
        names = [cookie.name for cookie in browser.cookies.jar]
        assert sorted(names) == sorted(
            f"{kind}{world}"
            for kind in ("etp_csrf", "etp_session")
            for world in ("", f"_{fresh.name}", f"_{other.name}")
        )
        csrf = CSRF.search(browser.get(f"{bases[1]}/_etp/admin/accounts/user/").text)
        form = {"csrfmiddlewaretoken": csrf[1]} if csrf else {}
        browser.post(f"{bases[1]}/_etp/admin/logout/", data=form, headers={"Referer": live.url})
        statuses = [browser.get(f"{base}/_etp/admin/").status_code for base in bases]
        assert statuses == [200, 302, 200]


def test_a_session_of_one_world_is_none_in_another(live, fresh, other):
    with httpx.Client(base_url=live.url, timeout=30) as browser:
        log_in(browser, f"/_etp/w/{fresh.name}")
        session = browser.cookies[f"etp_session_{fresh.name}"]
        for name in ("etp_session", f"etp_session_{other.name}"):
            browser.cookies.set(name, session)
        for base in ("", f"/_etp/w/{other.name}"):
            assert browser.get(f"{base}/_etp/admin/").status_code == 302


def test_what_the_admin_says_in_one_world_is_not_said_in_another(live, fresh, other):
    said = "was added successfully"
    first, second = (f"/_etp/w/{world.name}" for world in (fresh, other))
    with httpx.Client(base_url=live.url, timeout=30) as browser:
        log_in(browser, first)
        log_in(browser, second)
        path = "/_etp/admin/accounts/apiclient/"
        form = browser.get(f"{first}{path}add/").text
        csrf, user = CSRF.search(form), re.search(r'<option value="([0-9a-f-]{36})"', form)
        assert csrf is not None
        assert user is not None
        data = {"csrfmiddlewaretoken": csrf[1], "name": "payroll", "user": user[1]}
        referer = {"Referer": live.url}
        made = browser.post(f"{first}{path}add/", data=data, headers=referer)
        assert made.status_code == 302, made.text

        assert said not in browser.get(f"{second}{path}").text
        assert said in browser.get(f"{first}{path}").text


def test_failed_logins_of_one_world_throttle_none_in_another(fresh, other):
    def guess(world: Fresh) -> int:
        login = {"username": "admin", "password": "wrong"}
        return world.client.post("/api/api-token-auth/", json=login).status_code

    assert [guess(fresh) for _ in range(11)] == [400] * 10 + [429]
    assert guess(other) == 400
