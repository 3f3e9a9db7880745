"""Who may look and who may drive: everybody on this machine, users from elsewhere."""

import pytest

from tests.console.conftest import ELSEWHERE, SN, visiting
from tests.console.reading import read
from tests.emulator.live import serving


@pytest.fixture
def stranger(fresh):
    """Somebody at another machine."""
    yield from visiting(fresh.server, fresh.name, **ELSEWHERE)


def log_in(somebody, name: str, password: str | None = None):
    page = somebody.page("login")
    (token,) = [one["value"] for one in page.all("input", name="csrfmiddlewaretoken")]
    fields = {"username": name, "password": password or name, "csrfmiddlewaretoken": token}
    return somebody.client.post(f"{somebody.root}login", data=fields)


@pytest.mark.parametrize("path", ["", "people", f"terminals/{SN}", "events", "requests.har",
                                  "export/transactions/csv", "nosuch", "api/docs"])  # fmt: skip
def test_from_another_machine_every_page_asks_for_a_login(stranger, path) -> None:
    answer = stranger.get(path)
    assert answer.status_code == 302
    there = f"{stranger.root}{path}"
    assert answer.headers["location"] == f"{stranger.root}login?next={there}"


def test_a_part_leads_the_whole_page_to_the_login(stranger) -> None:
    answer = stranger.get("overview/part", headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer.headers["hx-redirect"] == f"{stranger.root}login?next={stranger.root}"


def test_a_user_of_the_world_logs_in_drives_and_logs_out(stranger, fresh) -> None:
    assert log_in(stranger, "admin").headers["location"] == stranger.root
    page = stranger.page()
    assert "Log out" in page.text()
    assert stranger.act("advance", by="PT1H").status_code == 200
    assert stranger.page("api").texts("pre", id="key") == [fresh.token]
    assert stranger.send("logout").status_code == 302
    assert stranger.get().status_code == 302


def test_a_wrong_password_is_refused_in_words(stranger) -> None:
    answer = log_in(stranger, "admin", "wrong")
    assert read(answer.text).texts("p", role="alert") == [
        "This name and password do not belong together."
    ]
    assert stranger.get().status_code == 302


def test_guessing_is_slowed_down_at_the_console_and_the_api_alike(stranger, fresh) -> None:
    for _ in range(10):
        log_in(stranger, "admin", "wrong")
    (refusal,) = read(log_in(stranger, "admin").text).texts("p", role="alert")
    assert refusal.startswith("Too many tries. Wait ")
    body = {"username": "admin", "password": "admin"}
    assert fresh.client.post("/api/api-token-auth/", json=body).status_code == 429
    assert log_in(stranger, "viewer").status_code == 302


def test_a_viewer_looks_and_changes_nothing(stranger, fresh) -> None:
    fresh.client.post("/iclock/api/terminals/", json={"sn": SN})
    assert log_in(stranger, "viewer").status_code == 302
    page = stranger.page("clock")
    assert all("disabled" in one.given for one in page.all("button", type="submit")
               if "Log out" not in one.text)  # fmt: skip
    answer = stranger.act("advance", by="PT1H")
    assert answer.status_code == 403
    assert "You may look, but not change anything here." in answer.text
    assert "You may only look." in stranger.send(f"terminals/{SN}/press", emp_code="7").text
    assert fresh.token not in stranger.get("worlds").text
    assert fresh.token not in stranger.get("api").text


def test_an_admin_of_another_world_does_not_run_the_server(stranger) -> None:
    log_in(stranger, "admin")
    for name, fields in (("snapshot", {"name": "mine"}), ("new_world", {"name": "mine"})):
        answer = stranger.act(name, **fields)
        assert answer.status_code == 403
        assert "only its superusers change them" in answer.text
    assert "main" not in [row[0] for row in stranger.page("worlds").rows()]


def test_who_has_logged_in_hears_what_happens(stranger, fresh) -> None:
    log_in(stranger, "viewer")
    with stranger.client.stream("GET", f"{stranger.root}events") as events:
        assert events.headers["content-type"] == "text/event-stream"
        fresh.client.get("/personnel/api/areas/")
        lines = (line for line in events.iter_lines() if line.startswith("event:"))
        assert next(lines) == "event: request"


def test_a_login_leads_nowhere_else(stranger) -> None:
    page = stranger.page("login?next=https://evil.example/")
    (token,) = [one["value"] for one in page.all("input", name="csrfmiddlewaretoken")]
    fields = {"username": "admin", "password": "admin", "next": "https://evil.example/"}
    answer = stranger.client.post(f"{stranger.root}login",
                                  data={**fields, "csrfmiddlewaretoken": token})  # fmt: skip
    assert answer.headers["location"] == stranger.root


def test_without_a_control_plane_there_is_no_console(tmp_path_factory) -> None:
    for server in serving(tmp_path_factory, "--no-control"):
        for path in ("/_etp/ui/", "/_etp/ui/people", "/_etp/ui/login"):
            answer = server.client.get(path)
            assert answer.status_code == 404
            assert read(answer.text).texts("h1") == ["The console is off"]
        assert server.client.get("/", headers={"Accept": "text/html"}).status_code == 404
        docs = read(server.client.get("/_etp/docs").text)
        assert docs.all("div", id="docs")[0]["data-token"] == ""
