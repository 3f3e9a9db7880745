"""The OpenAPI document of the control plane says what its calls answer."""

import pytest
from django.test import Client


@pytest.fixture
def document(db):
    return Client().get("/_etp/control/openapi.json").json()


def test_every_call_may_name_a_world_that_does_not_exist(document):
    for path, methods in document["paths"].items():
        for method, call in methods.items():
            if method != "parameters":
                assert "404" in call["responses"], (method, path)


def test_an_answer_has_the_keys_of_its_example_but_for_those_that_were_not_given(document):
    assert document["components"]["schemas"]["post_faults_answer"] == {
        "type": "object",
        "properties": {
            "world": {"type": ["string", "null"]},
            "id": {"type": ["integer", "null"]},
            "match": {"type": ["object", "null"]},
            "times": {"type": ["integer", "null"]},
            "do": {"type": ["object", "null"]},
            "seen": {"type": ["integer", "null"]},
            "hits": {"type": ["integer", "null"]},
            "state": {"type": ["string", "null"]},
            "scenario": {},
            "expires_at": {},
        },
        "required": [
            "world", "id", "match", "do", "seen", "hits", "state", "scenario", "expires_at"
        ],
    }  # fmt: skip


def test_a_list_has_the_keys_of_its_records(document):
    schema = document["components"]["schemas"]["get_snapshots_answer"]
    assert schema["required"] == ["world", "snapshots"]
    record = schema["properties"]["snapshots"]["items"]
    assert record["properties"]["rows"] == {"type": ["integer", "null"]}
