"""The document, the page that shows it, and the coverage are served under `/_etp/`."""

import re

import pytest
from django.test import Client
from django.test.utils import override_script_prefix

from etpserver.api.schema.contract import operations
from etpserver.api.schema.document import document

pytestmark = pytest.mark.django_db  # the end of a file's stream looks at the connections


@pytest.fixture
def client():
    return Client()


def test_the_document(client):
    answer = client.get("/_etp/openapi.json")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert answer.json() == {**document(), "servers": [{"url": "/"}]}


def test_the_document_names_the_public_url(client, settings):
    settings.PUBLIC_URL = "https://etp.example.com"
    assert client.get("/_etp/openapi.json").json()["servers"] == [
        {"url": "https://etp.example.com"}
    ]


def test_the_document_keeps_a_prefix(client):
    with override_script_prefix("/_etp/w/mine/"):
        answer = client.get("/_etp/openapi.json")
    assert answer.json()["servers"] == [{"url": "/_etp/w/mine"}]


def test_the_document_is_built_once(client):
    client.get("/_etp/openapi.json")
    built = document()
    client.get("/_etp/openapi.json")
    assert document() is built
    assert "servers" not in built


@pytest.mark.parametrize("path", ["/_etp/docs", "/_etp/docs/"])
def test_the_page_loads_nothing_from_elsewhere(client, path):
    answer = client.get(path)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "'self'" in answer["Content-Security-Policy"]
    assert "'unsafe-eval'" not in answer["Content-Security-Policy"]
    assert 'data-openapi="/_etp/openapi.json"' in page
    assert "//" not in page.replace("<!DOCTYPE html>", "")
    assert not re.search(r"<script(?![^>]*src=)|<style| on\w+=| style=", page)
    files = re.findall(r'(?:src|href)="(/_etp/static/[^"]+)"', page)
    assert len(files) == 4
    for file in files:
        served = client.get(file)
        assert served.status_code == 200
        assert b"".join(served.streaming_content)
        served.close()


def test_the_page_remembers_who_is_logged_in_unless_it_is_told(client):
    script = client.get("/_etp/static/etp/docs.js")
    assert b"persistAuthorization: !place.dataset.token" in b"".join(script.streaming_content)
    script.close()


def test_a_key_typed_by_hand_is_sent_as_the_header():
    scheme = document()["components"]["securitySchemes"]["Token"]
    assert (scheme["type"], scheme["in"], scheme["name"]) == ("apiKey", "header", "Authorization")


def test_the_coverage(client):
    answer = client.get("/_etp/coverage.json").json()
    assert answer["documented"] == len(answer["operations"]) == 108
    assert answer["served"] == sum(entry["served"] for entry in answer["operations"])
    assert answer["operations"][5] == {
        "id": "areas_list",
        "section": "3.1.1",
        "method": "GET",
        "path": "/personnel/api/areas/",
        "served": True,
    }
    assert [entry["id"] for entry in answer["operations"]] == list(operations())


@pytest.mark.parametrize("path", ["/_etp/openapi.json", "/_etp/docs", "/_etp/coverage.json"])
def test_only_reading(client, path):
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405
