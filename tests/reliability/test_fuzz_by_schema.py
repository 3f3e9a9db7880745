"""Every documented operation, asked what its schema allows and what it does not.

A short form of `make fuzz`, in process; the records are those of the manual's examples.
"""

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.contract.openapi import described, followed
from tests.contract.operations import ALL, cases
from tests.reliability.schemas import objects_of, values_of
from tests.reliability.sizes import sized

FEW = 3  # of each operation: 324 in all


def assert_is_promised(operation: Any, answer: Any) -> None:
    """Status, kind of content and schema are documented."""
    promises = followed(described(operation)["responses"])
    assert str(answer.status_code) in promises, answer.content
    content = promises[str(answer.status_code)]["content"]
    kind = answer["Content-Type"].partition(";")[0]
    assert kind in content
    if kind == "application/json":
        Draft202012Validator(content[kind]["schema"]).validate(answer.json())


def parameters_of(operation: Any, place: str) -> st.SearchStrategy[dict[str, Any]]:
    told = [followed(one) for one in described(operation).get("parameters", ())]
    mine = {one["name"]: values_of(one["schema"]) for one in told if one["in"] == place}
    if place == "path":
        return st.fixed_dictionaries(mine)
    return st.fixed_dictionaries({}, optional=mine)


def body_of(operation: Any) -> st.SearchStrategy[Any]:
    content = followed(described(operation).get("requestBody", {})).get("content", {})
    schemas = [followed(kind["schema"]) for kind in content.values()]
    return objects_of(schemas[0]) if schemas else st.none()


def path_of(operation: Any, named: dict[str, Any]) -> str:
    """The path; an empty name would be another path."""
    parts = {name: quote(str(value), safe="") or "1" for name, value in named.items()}
    return str(operation.path.format(**parts))


@pytest.mark.parametrize("operation", cases(ALL))
def test_answers_as_promised_whatever_is_asked(operation, manual, caller):
    client = caller("admin")
    content = described(operation).get("requestBody", {}).get("content", {})
    kind = "json" if "application/json" in content else "multipart"

    @sized(FEW)
    @given(parameters_of(operation, "path"), parameters_of(operation, "query"), body_of(operation))
    def asked(named: dict[str, Any], query: dict[str, Any], body: Any) -> None:
        path = path_of(operation, named)
        if kind == "multipart":
            body = {name: str(value) for name, value in (body or {}).items()}
        text = "&".join(f"{name}={quote(str(value))}" for name, value in query.items())
        sender = getattr(client, operation.method.lower())
        answer = sender(f"{path}?{text}", *((body,) if body is not None else ()),
                        **({"format": kind} if body is not None else {}))  # fmt: skip
        if not (answer.status_code == 404 and "/" in "".join(map(str, named.values()))):
            assert_is_promised(operation, answer)

    asked()
