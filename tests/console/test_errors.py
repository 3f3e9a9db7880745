"""What the console shows when something is not as it should be."""

import pytest
from django.test import Client

from etpserver.console.overview import views
from tests.console.reading import read

LOCAL = {"host": "localhost"}


@pytest.fixture
def here(db) -> Client:
    return Client(headers=LOCAL, raise_request_exception=False)


@pytest.mark.django_db(databases=["default", "control"])
def test_an_error_of_our_own_is_a_page(here, monkeypatch) -> None:
    def broken(*_given: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(views, "figures", broken)
    answer = here.get("/_etp/ui/")
    assert answer.status_code == 500
    assert read(answer.content.decode()).texts("h1") == ["Something broke"]
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.django_db(databases=["default", "control"])
def test_without_served_worlds_pages_say_what_is_missing(here) -> None:
    for path in ("faults", "clock", "snapshots", "settings"):
        answer = here.get(f"/_etp/ui/{path}")
        assert answer.status_code == 200
        assert "Only `etpserver serve` has worlds." in read(answer.content.decode()).text(), path


def test_codes_with_dashes_and_dots_have_pages(fresh, visitor) -> None:
    person = {"emp_code": "A-7.x", "first_name": "Asha", "department": 1, "area": [1]}
    assert fresh.client.post("/personnel/api/employees/", json=person).status_code == 201
    (link,) = [one["href"] for one in visitor.page("people").all("a") if one.text == "Asha"]
    assert read(visitor.client.get(link).text).texts("h1") == ["Asha"]


@pytest.mark.django_db(databases=["default", "control"])
def test_where_no_world_can_be_made_a_visitor_is_told_to_come_back(here, settings) -> None:
    settings.ETP = {**settings.ETP, "demo_worlds": True}
    here.cookies["etp_demo"] = "asked"
    answer = here.get("/_etp/ui/")
    assert answer.status_code == 503
    assert read(answer.content.decode()).texts("h1") == ["Every world is taken"]
