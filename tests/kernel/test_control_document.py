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
