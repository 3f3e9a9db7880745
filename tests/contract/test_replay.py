"""The manual's reading examples come back value by value."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from etpserver.api.schema.contract import operations
from tests.contract.comparison import differences_of_values
from tests.contract.deviations import PRINTED_ONCE, shown
from tests.contract.operations import readable

REPLAY = yaml.safe_load(Path(__file__).with_name("replay.yaml").read_text())


def expected(entry: dict[str, Any]) -> Any:
    """The example as it can come back."""
    example = shown(operations()[entry["operation"]])
    for path, value in entry.get("instead", {}).items():
        put(example, path, value)
    return example


def put(example: Any, path: str, value: Any) -> None:
    """Replace a value; `path` is like `area[0].area_code`."""
    *way, last = path.replace("[", ".").replace("]", "").split(".")
    for step in way:
        example = example[int(step) if step.isdigit() else step]
    assert last in example
    example[last] = value


def seen(answer: Any, example: Any, entry: dict[str, Any]) -> Any:
    """The part of an answer that the example is about."""
    for name in entry.get("except", ()):
        assert name in answer
        answer = {**answer, name: example[name]}
    if entry.get("shown") == "first":
        return {**answer, "data": answer["data"][: len(example["data"])]}
    if entry.get("shown") == "id":
        by_id = {record["id"]: record for record in answer["data"]}
        return {**answer, "data": [by_id.get(shown["id"]) for shown in example["data"]]}
    return answer


@pytest.mark.parametrize(
    "entry",
    [pytest.param(entry, id=readable(operations()[entry["operation"]])) for entry in REPLAY],
)
def test_answers_the_values_of_the_example(entry, manual, caller):
    method = operations()[entry["operation"]].method
    if "body" in entry:
        answer = caller("admin").generic(
            method, entry["path"], json.dumps(entry["body"]), content_type="application/json"
        )
    else:
        answer = caller("admin").generic(method, entry["path"])
    assert answer.status_code == 200, answer.content
    example = expected(entry)
    part = seen(answer.json(), example, entry)
    assert (
        differences_of_values(part, example, besides=PRINTED_ONCE.get(entry["operation"], ())) == []
    )


# 3.3.14 prints a sample made of random values.
NO_RECORDS = {"employees_export"}


def test_every_reading_example_is_replayed():
    reading = {
        operation.id
        for operation in operations().values()
        if operation.method == "GET" and operation.response_example is not None
    }
    by_post = {"terminals_enrolled_employees"}
    assert {entry["operation"] for entry in REPLAY} == (reading - NO_RECORDS) | by_post
    assert len(REPLAY) == 25


@pytest.mark.parametrize(
    "entry",
    [pytest.param(entry, id=entry["operation"]) for entry in REPLAY if "instead" in entry],
)
def test_what_no_records_can_give_is_still_printed(entry):
    example = shown(operations()[entry["operation"]])
    assert len(differences_of_values(expected(entry), example)) == len(entry["instead"])
