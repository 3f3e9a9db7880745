"""A request of the journal: shown, copied, sent again, made a fault of."""

import json

import pytest

AREAS = "/personnel/api/areas/"


@pytest.fixture
def made(fresh):
    """A request that made an area, and its id in the journal."""
    body = {"area_code": "HQ", "area_name": "Head <office>"}
    assert fresh.client.post(AREAS, json=body).status_code == 201
    return fresh.control("GET", "/requests?operation=areas_create").json()["requests"][-1]["id"]


def test_request_and_answer_stand_side_by_side(made, visitor) -> None:
    page = visitor.page(f"requests/{made}")
    assert page.texts("h1") == [f"POST {AREAS}"]
    (sent,), (answered,) = page.all("pre", id="request-body"), page.all("pre", id="response-body")
    assert json.loads(sent.text) == {"area_code": "HQ", "area_name": "Head <office>"}
    assert json.loads(answered.text)["area_name"] == "Head <office>"


def test_its_time_is_that_of_the_worlds_zone_in_the_list_and_on_its_page(visitor, fresh) -> None:
    fresh.control("PUT", "/clock", {"mode": "frozen", "now": "2026-01-05T23:30:00+05:30"})
    fresh.client.get(AREAS)
    assert visitor.page("requests").rows()[0][0] == "23:30:00"
    (entry,) = fresh.control("GET", "/requests").json()["requests"]
    facts = visitor.page(f"requests/{entry['id']}").texts("div", class_="stat")
    assert "World's time 05 Jan 2026 23:30:00" in facts


def test_it_is_copied_in_three_languages_with_the_users_own_token(made, visitor, fresh) -> None:
    page = visitor.page(f"requests/{made}")
    assert page.texts("button", role="tab") == ["curl", "Python", "JavaScript"]
    (curl,) = page.all("pre", id="copies-text-1")
    assert curl.text == (
        f"curl -X POST {fresh.url}{AREAS} \\\n"
        f"  -H 'Authorization: Token {fresh.token}' \\\n"
        "  -H 'Content-Type: application/json' \\\n"
        """  -d '{"area_code": "HQ", "area_name": "Head <office>"}'"""
    )


def test_it_is_sent_again_through_everything_a_request_goes_through(made, visitor, fresh) -> None:
    answer = visitor.send(f"requests/{made}/replay")
    assert "HQ is taken." in answer.text
    assert answer.headers["hx-trigger"] == "happened"
    found = fresh.control("GET", "/requests?operation=areas_create").json()["requests"]
    assert [(one["status"], one["user"]) for one in found] == [(201, "admin"), (400, "admin")]


def test_a_fault_meets_it_again_and_its_fate_is_told(made, visitor, fresh) -> None:
    rule = {"match": {"operation": "areas_create"}, "do": {"status": 503, "latency_ms": 5000}}
    fresh.control("POST", "/faults", rule)
    answer = visitor.send(f"requests/{made}/replay")
    assert "503" in answer.text
    assert "held back for 5000 ms" in answer.text


def test_it_becomes_a_fault_by_a_form_that_is_filled_in(made, visitor) -> None:
    page = visitor.page(f"requests/{made}")
    (link,) = [one["href"] for one in page.all("a") if "Make a fault" in one.text]
    form = visitor.page(link.removeprefix(visitor.root))
    given = {one["name"]: one["value"] for one in form.all("input")}
    assert (given["match.operation"], given["do.status"], given["times"]) == (
        "areas_create", "503", "1",
    )  # fmt: skip


def test_a_request_of_a_terminal_is_sent_again_without_a_login(visitor, fresh) -> None:
    fresh.client.get("/iclock/getrequest?SN=SN9")
    (entry,) = fresh.control("GET", "/requests?operation=push_getrequest").json()["requests"]
    assert "OK" in visitor.send(f"requests/{entry['id']}/replay").text


def test_the_journal_is_saved_as_an_archive(made, visitor, fresh) -> None:
    answer = visitor.get("requests.har")
    assert answer.headers["content-disposition"] == f'attachment; filename="{fresh.name}.har"'
    assert [one["request"]["method"] for one in answer.json()["log"]["entries"]] == ["POST"]


def test_export_buttons_call_the_documented_export_with_the_filters(visitor, fresh) -> None:
    answer = visitor.get("export/transactions/csv?emp_code=7&start_time=2026-01-05T00:00")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    (entry,) = fresh.control("GET", "/requests?operation=transactions_export").json()["requests"]
    assert entry["query"] == {
        "export_type": "csv", "emp_code": "7", "start_time": "2026-01-05 00:00",
    }  # fmt: skip
    assert visitor.get("export/employees/csv").status_code == 404
    assert visitor.get("export/transactions/exe").status_code == 404
