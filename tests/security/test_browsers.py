"""Browsers: logins that lead nowhere else and are not guessed, cookies, and what pages may do."""

import re
from dataclasses import replace

import pytest
from django.test import Client

from etpserver.accounts.models import User
from etpserver.accounts.throttles import failed_logins

pytestmark = pytest.mark.django_db(databases=["default", "control"])

CONSOLE, ADMIN = "/_etp/ui/login", "/_etp/admin/login/"
PASSWORD = "tea at five"
ELSEWHERE = {"host": "etp.example"}


@pytest.fixture(autouse=True)
def user(world) -> User:
    failed_logins.clear()
    return User.objects.create_superuser("admin", password=PASSWORD)


def log_in(client: Client, where: str, password: str = PASSWORD, **more: str):
    fields = {"username": "admin", "password": password, **more}
    return client.post(where, fields, headers=ELSEWHERE)


# ---- guessing ----------------------------------------------------------------------------------


@pytest.mark.parametrize("where", [CONSOLE, ADMIN])
def test_passwords_are_not_guessed_at_a_form(where, client):
    for _ in range(10):
        assert "This name and password" in log_in(client, where, "wrong").content.decode()
    answer = log_in(client, where)
    assert "Too many tries. Wait " in answer.content.decode()
    assert "etp_session" not in client.cookies


@pytest.mark.parametrize("where", [CONSOLE, ADMIN])
def test_the_forms_and_the_api_count_together(where, client):
    body = {"username": "admin", "password": "wrong"}
    statuses = [client.post("/api/api-token-auth/", body).status_code for _ in range(10)]
    assert statuses == [400] * 10
    assert "Too many tries. Wait " in log_in(client, where).content.decode()


def test_the_admin_is_closed_to_users_who_may_not_open_it(client, user):
    User.objects.update(is_staff=False)
    assert "This name and password" in log_in(client, ADMIN).content.decode()
    assert client.get("/_etp/admin/", headers=ELSEWHERE).status_code == 302


# ---- redirects ---------------------------------------------------------------------------------


@pytest.mark.parametrize("where", [CONSOLE, ADMIN])
@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example",
     "\\\\evil.example", "https:evil.example", "http:///evil.example", "javascript:alert(1)",
     "data:text/html,x", "/\t/evil.example", "\x08//evil.example", " //evil.example",
     "https://etp.example@evil.example/", "//etp.example.evil.example"],
)  # fmt: skip
def test_a_login_leads_nowhere_else(where, target, client):
    answer = client.post(
        f"{where}?next={target}",
        {"username": "admin", "password": PASSWORD, "next": target},
        headers=ELSEWHERE,
    )
    assert answer.status_code == 302
    assert answer["Location"] in {"/_etp/ui/", "/accounts/profile/"}
    out = client.post("/_etp/ui/logout", {"next": target}, headers=ELSEWHERE)
    assert out["Location"] == "/_etp/ui/login"


@pytest.mark.parametrize(
    "path",
    ["/_etp/ui//evil.example/", "/_etp/ui/people//evil.example/", "/_etp/ui/https://evil.example/",
     "/_etp/ui/terminals/\\evil.example/", "/_etp/ui/shared/%0d%0aSet-Cookie:x=1/"],
)  # fmt: skip
def test_a_path_leads_nowhere_else(path, client):
    log_in(client, CONSOLE)
    answer = client.get(path, headers=ELSEWHERE)
    assert answer.status_code in {301, 302, 404}
    if answer.status_code != 404:
        assert answer["Location"].startswith("/_etp/ui/")


# ---- cookies -----------------------------------------------------------------------------------


@pytest.mark.parametrize("where", [CONSOLE, ADMIN])
@pytest.mark.parametrize("is_https", [True, False])
def test_cookies_go_back_by_https_only_where_they_came_by_https(where, is_https, client):
    fields = {"username": "admin", "password": PASSWORD}
    client.get(where, secure=is_https, headers=ELSEWHERE)
    client.post(where, fields, secure=is_https, headers=ELSEWHERE)
    found = {
        name: (bool(cookie["secure"]), bool(cookie["httponly"]), cookie["samesite"])
        for name, cookie in client.cookies.items()
    }
    assert found == {
        "etp_session": (is_https, True, "Lax"),
        "etp_csrf": (is_https, False, "Lax"),
    }


def test_cookies_are_secure_behind_a_proxy_that_talks_https(client, settings):
    settings.PUBLIC_URL = "https://etp.example"
    log_in(client, CONSOLE)
    assert client.cookies["etp_session"]["secure"]
    at_home = Client()
    at_home.post(CONSOLE, {"username": "admin", "password": PASSWORD})
    assert not at_home.cookies["etp_session"]["secure"]


def test_a_login_changes_the_session_that_somebody_may_have_planted(client):
    log_in(client, CONSOLE)
    planted = client.cookies["etp_session"].value
    client.post("/_etp/ui/logout", headers=ELSEWHERE)
    client.cookies["etp_session"] = planted
    log_in(client, CONSOLE)
    assert client.cookies["etp_session"].value != planted


def test_forms_of_other_pages_are_refused():
    strict = Client(enforce_csrf_checks=True)
    fields = {"username": "admin", "password": PASSWORD}
    for where in (CONSOLE, ADMIN, "/_etp/ui/logout", "/_etp/ui/act/reset", "/_etp/ui/events"):
        assert strict.post(where, fields).status_code in {403, 405}, where
    assert "etp_session" not in strict.cookies


# ---- what a page may do ------------------------------------------------------------------------

STRICT = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}
PAGES = ["/_etp/ui/", "/_etp/ui/login", "/_etp/ui/clock", "/_etp/ui/nosuch", "/_etp/ui/shared/x:y",
         "/_etp/ui/requests", "/_etp/admin/", "/_etp/admin/login/", "/_etp/admin/nosuch/",
         "/_etp/admin/accounts/user/", "/_etp/admin/iclock/terminal/"]  # fmt: skip
INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>\s*[^\s<]|<style|\sstyle=|\son[a-z]+=", re.I)


@pytest.mark.parametrize("is_in", [True, False])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_guarded(path, is_in, client):
    if is_in:
        log_in(client, ADMIN)
    answer = client.get(path, headers=ELSEWHERE)
    assert set(answer["Content-Security-Policy"].split("; ")) == STRICT
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    if answer["Content-Type"].startswith("text/html"):
        assert INLINE.findall(answer.content.decode()) == []


def test_the_api_is_guarded_too(client):
    answer = client.get("/personnel/api/areas/")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Content-Type"].startswith("application/json")


@pytest.mark.parametrize("path", ["/_etp/ui/", "/_etp/admin/login/", "/_etp/worlds",
                                  "/_etp/docs", "/_etp/openapi.json"])  # fmt: skip
def test_pages_of_other_origins_may_not_read_the_emulator(path, client):
    for method in (client.get, client.options):
        answer = method(path, headers={"origin": "https://evil.example"})
        assert not [name for name in answer.headers if name.lower().startswith("access-control")]


@pytest.mark.parametrize("cors", ["any", "https://good.example", "vendor"])
def test_no_origin_may_send_cookies_along(cors, client, world):
    world.settings = replace(world.settings, cors=cors)
    for origin in ("https://good.example", "https://evil.example", "null"):
        answer = client.get("/personnel/api/areas/", headers={"origin": origin})
        assert "Access-Control-Allow-Credentials" not in answer.headers
        allowed = cors in {"any", origin}
        assert ("Access-Control-Allow-Origin" in answer.headers) is allowed


def test_a_session_of_the_console_opens_nothing_of_the_api(client):
    log_in(client, CONSOLE)
    assert client.get("/personnel/api/areas/").status_code == 401
    assert client.get("/files/photo/7.jpg").status_code == 401
