"""The links of both documents lead from answers to operations that exist, by what is answered."""

from typing import Any

import pytest

from tests.openapi.documents import BY_ID, EVERY, Found, cases, resolved

LINKED = [one for one in EVERY if any(a.get("links") for a in one.successes.values())]
BODY, HEADER, PATH = "$response.body#", "$response.header.", "$request.path."


def ids_of(found: Found, status: str) -> set[str]:
    return set(found.answers[status]["links"])


def by_id(name: str) -> Found:
    (found,) = (one for one in EVERY if one.id == name)
    return found


def at(schema: dict[str, Any], pointer: str) -> dict[str, Any]:
    """The schema of what stands there; a KeyError where nothing can."""
    for step in pointer.strip("/").split("/"):
        schema = schema["items"] if step == "0" else schema["properties"][step]
    return schema


def assert_is_answered(expression: str, found: Found, answer: dict[str, Any]) -> None:
    """Something that names a record stands where the expression looks."""
    if expression.startswith(PATH):
        names = [one["name"] for one in found.parameters if one["in"] == "path"]
        assert expression.removeprefix(PATH) in names
    elif expression.startswith(HEADER):
        assert expression.removeprefix(HEADER) in answer["headers"]
    else:
        assert expression.startswith(BODY)
        schema = resolved(found.whole, answer["content"]["application/json"]["schema"])
        kinds = at(schema, expression.removeprefix(BODY))["type"]
        assert {"string", "integer"} & set([kinds] if isinstance(kinds, str) else kinds)


@pytest.mark.parametrize("found", cases(LINKED))
def test_each_link_resolves(found):
    for answer in found.successes.values():
        for name, link in answer.get("links", {}).items():
            target = BY_ID[id(found.whole), link["operationId"]]
            assert name == target.id
            needed = {one["name"] for one in target.parameters if one["in"] == "path"}
            assert set(link.get("parameters", {})) == needed
            taken = resolved(found.whole, target.bodies).get("application/json", {})
            fields = link.get("requestBody", {})
            assert set(fields) <= set(taken.get("schema", {}).get("properties", {}))
            for expression in [*link.get("parameters", {}).values(), *fields.values()]:
                assert_is_answered(expression, found, answer)


@pytest.mark.parametrize(
    ("collection", "parameter", "listed", "made"),
    [
        ("areas", "area_code", "#/data/0/area_code", "body#/area_code"),
        ("departments", "dept_code", "#/data/0/dept_code", "body#/dept_code"),
        ("positions", "position_code", "#/data/0/position_code", "body#/position_code"),
        ("locations", "location_code", "#/data/0/location_code", "body#/location_code"),
        ("employees", "emp_code", "#/data/0/emp_code", "body#/emp_code"),
        ("resigns", "emp_code", "#/data/0/employee/emp_code", "body#/employee"),
        ("terminals", "sn", "#/data/0/sn", "body#/sn"),
        ("private_messages", "id", "#/data/0/id", "header.X-Etp-Id"),
        ("public_messages", "id", "#/data/0/id", "header.X-Etp-Id"),
    ],
)
def test_a_new_record_leads_to_its_operations_and_a_list_to_a_read(
    collection, parameter, listed, made
):
    read = {"operationId": f"{collection}_read"}
    links = by_id(f"{collection}_list").answers["200"]["links"]
    assert links == {
        read["operationId"]: {**read, "parameters": {parameter: f"$response.body{listed}"}}
    }
    links = by_id(f"{collection}_create").answers["201"]["links"]
    assert links == {
        name: {"operationId": name, "parameters": {parameter: f"$response.{made}"}}
        for name in (f"{collection}_{kind}" for kind in KINDS)
    }


KINDS = ("read", "update", "partial_update", "delete")


@pytest.mark.parametrize(
    ("operation", "status", "targets"),
    [
        ("get_worlds", "200", {"get_worlds_world"}),
        (
            "post_worlds",
            "201",
            {
                "get_worlds_world",
                "delete_worlds_world",
                "post_worlds_world_reset",
                "post_worlds_world_undo",
            },
        ),
        ("post_worlds_world_faults", "201",
         {"get_worlds_world_faults_id", "delete_worlds_world_faults_id"}),
        (
            "post_snapshots",
            "201",
            {
                "get_snapshots_snapshot",
                "put_snapshots_snapshot",
                "delete_snapshots_snapshot",
                "post_snapshots_snapshot_restore",
            },
        ),
        ("get_terminals_sn_commands", "200", {"post_terminals_sn_commands_command_answer"}),
        ("post_scenarios_name", "201", {"delete_scenarios_name"}),
        ("post_training_trainees", "201",
         {"get_training_trainees_trainee", "delete_training_trainees_trainee"}),
    ],
)  # fmt: skip
def test_the_control_plane_leads_from_what_was_made_and_from_lists(operation, status, targets):
    assert ids_of(by_id(operation), status) == targets


def test_a_rule_of_a_named_world_is_found_in_that_world():
    links = by_id("post_worlds_world_faults").answers["201"]["links"]
    assert links["get_worlds_world_faults_id"] == {
        "operationId": "get_worlds_world_faults_id",
        "parameters": {"world": "$request.path.world", "id": "$response.body#/id"},
    }


def test_a_new_token_leads_to_its_end():
    links = by_id("post_tokens").answers["201"]["links"]
    assert links == {
        "post_tokens_expire": {
            "operationId": "post_tokens_expire",
            "requestBody": {"token": "$response.body#/token"},
        }
    }
