"""What is answered is what the OpenAPI document promises: statuses, headers, schemas."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from etpserver.api.schema.words import kind_of
from tests.contract.calls import call_of
from tests.contract.openapi import described, json_of
from tests.contract.operations import ALL, CLOSED, cases

WITH_BODY = [operation for operation in ALL if operation.body_kind != "none"]
ON_A_RECORD = [operation for operation in ALL if "{" in operation.path]
LISTS = [operation for operation in ALL if kind_of(operation) == "list"]


def assert_is_promised(operation: Any, answer: Any) -> None:
    promise = described(operation)["responses"][str(answer.status_code)]
    for header in promise.get("headers", {}):
        assert header in answer
    if operation.response_kind == "file" and answer.status_code == 200:
        assert answer["Content-Type"].partition(";")[0] in promise["content"]
        assert answer.getvalue()
        return
    Draft202012Validator(json_of(promise)["schema"]).validate(answer.json())


@pytest.mark.parametrize("operation", cases(ALL))
def test_success(operation, manual, caller):
    assert_is_promised(operation, call_of(operation).send(caller("admin")))


@pytest.mark.parametrize("principal", ["anonymous", "viewer"])
@pytest.mark.parametrize("operation", cases(CLOSED))
def test_whoever_calls(operation, principal, manual, caller):
    assert_is_promised(operation, call_of(operation).send(caller(principal)))


@pytest.mark.parametrize("operation", cases(ON_A_RECORD))
def test_an_unknown_record(operation, manual, caller):
    path = f"{operation.path.partition('{')[0]}nobody/"
    answer = caller("admin").generic(operation.method, path)
    assert answer.status_code == 404
    assert_is_promised(operation, answer)


@pytest.mark.parametrize("operation", cases(LISTS))
@pytest.mark.parametrize(("page", "status"), [("0", 400), ("99", 404)])
def test_a_page_that_is_none(operation, page, status, manual, caller):
    answer = caller("admin").get(operation.path, {"page": page})
    assert answer.status_code == status
    assert_is_promised(operation, answer)


@pytest.mark.parametrize("operation", cases(WITH_BODY))
@pytest.mark.parametrize(
    ("content_type", "status"), [("application/json", 400), ("text/plain", 415)]
)
def test_a_body_that_is_none(operation, content_type, status, manual, caller):
    path = call_of(operation).path
    answer = caller("admin").generic(operation.method, path, "{", content_type=content_type)
    assert answer.status_code == status
    assert_is_promised(operation, answer)


@pytest.mark.parametrize("operation", cases(WITH_BODY))
def test_a_body_that_is_too_large(operation, manual, caller, settings):
    path, client = call_of(operation).path, caller("admin")
    settings.UPLOAD_LIMIT = 10
    answer = client.generic(operation.method, path, '{"unknown": ""}', "application/json")
    assert answer.status_code == 413
    assert_is_promised(operation, answer)
