"""The OpenAPI document says what is documented and served, and is a valid one."""

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from etpserver.api.schema.contract import operations
from etpserver.api.schema.document import document
from etpserver.api.vendor_codes import MESSAGES
from iclock.terminals.actions import ACTIONS
from tests.contract.deviations import shown
from tests.contract.openapi import described, followed, json_of
from tests.golden import golden_folder

golden = golden_folder(__file__)
ALL = list(operations().values())
WITH_BODY = [operation for operation in ALL if operation.body_kind != "none"]
# Examples that lack what is answered: the other item's keys in a list, a new employee's id.
SHORTER_THAN_THE_ANSWER = {"departments_list", "employees_create"}
# The employees' export is one where no format is named.
ENDS_OF_PAGED = ("_list", "_enrolled_employees", "employees_export")
FILES = {
    "text/csv",
    "text/plain",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def cases(chosen: list[Any]) -> list[Any]:
    return [pytest.param(operation, id=operation.id) for operation in chosen]


def every(key: str, value: Any) -> Iterator[Any]:
    """What stands under the key, anywhere in the value."""
    if isinstance(value, dict):
        if key in value:
            yield value[key]
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from every(key, item)


def test_is_valid():
    errors = list(OpenAPIV31SpecValidator(document()).iter_errors())
    assert errors == []
    assert document()["openapi"].startswith("3.1")


def test_is_the_committed_one():
    golden("openapi.json", document())


def test_holds_every_documented_operation_and_no_other():
    found = {
        (method.upper(), path, described["operationId"])
        for path, methods in document()["paths"].items()
        for method, described in methods.items()
    }
    assert found == {(o.method, o.path, o.id) for o in operations().values()}


@pytest.mark.parametrize("operation", cases(ALL))
def test_says_what_an_operation_is_for(operation):
    told = described(operation)
    assert told["summary"][0].isupper()
    assert len(told["summary"]) < 60
    assert operation.section in told["description"]
    assert told["tags"] == [
        next(t["name"] for t in document()["tags"] if t["name"] in told["tags"])
    ]


@pytest.mark.parametrize("operation", cases(ALL))
def test_names_every_documented_parameter(operation):
    parameters = {(p["in"], p["name"]): p for p in described(operation).get("parameters", ())}
    documented = {("query", p.name) for p in operation.query}
    documented |= {("path", p.name) for p in operation.path_params}
    assert documented <= set(parameters)
    assert all(p["description"] and p["schema"] for p in parameters.values())
    for parameter in operation.query:
        if parameter.enum:
            named = parameters["query", parameter.name]["schema"]["enum"]
            assert set(named) >= set(parameter.enum)


@pytest.mark.parametrize("operation", cases(WITH_BODY))
def test_names_every_documented_field_of_a_body(operation):
    (content,) = described(operation)["requestBody"]["content"].values()
    schema = followed(content["schema"])
    assert {field.name for field in operation.body} <= set(schema["properties"])
    needed = {field.name for field in operation.body if field.required}
    assert needed <= set(schema.get("required", ()))
    if operation.request_example is not None:
        assert content["examples"]["manual"]["value"] == operation.request_example
        Draft202012Validator(schema).validate(operation.request_example)


@pytest.mark.parametrize("operation", cases(ALL))
def test_describes_the_answer(operation):
    answers = described(operation)["responses"]
    status = "201" if operation.id.endswith("_create") else "200"
    assert [name for name in answers if name < "300"] == [status]
    if operation.response_kind == "file":
        assert set(answers[status]["content"]) - {"application/json"} == FILES
        return
    content = json_of(answers[status])
    assert content["examples"]["manual"]["value"] == shown(operation)
    if operation.id not in SHORTER_THAN_THE_ANSWER:
        Draft202012Validator(content["schema"]).validate(shown(operation))


@pytest.mark.parametrize("operation", cases(ALL))
def test_names_the_errors(operation):
    expected = {"400"}
    expected |= {"401", "403"} if operation.resource != "tokens" else {"429"}
    if operation.id == "auth_jwt_api_token_refresh":
        expected ^= {"401", "429"}
    if "{" in operation.path or operation.id.endswith(ENDS_OF_PAGED):
        expected |= {"404"}
    if operation.body_kind != "none":
        expected |= {"413", "415"}
    answers = described(operation)["responses"]
    assert {status for status in answers if status > "300"} == expected
    for status in expected:
        content = json_of(answers[status])
        for example in content["examples"].values():
            body = example["value"]
            Draft202012Validator(content["schema"]).validate(body)
            assert (body["message"], body["msg"]) == (MESSAGES[body["code"]],) * 2
            assert body["detail"]


@pytest.mark.parametrize("operation", cases(ALL))
def test_says_how_to_log_in(operation):
    schemes = [set(one) for one in described(operation)["security"]]
    if operation.resource == "tokens":
        assert schemes == []
    else:
        assert schemes == [{"Token"}, {"JWT"}, {"Bearer"}, {"Basic"}, {"access_token"}]
        assert set.union(*schemes) == set(document()["components"]["securitySchemes"])


def test_every_reference_leads_somewhere_and_every_component_is_used():
    referred = set(every("$ref", document()))
    components = {
        f"#/components/{kind}/{name}"
        for kind, named in document()["components"].items()
        for name in named
        if kind != "securitySchemes"
    }
    assert referred == components


def test_says_that_a_writer_needs_its_code_only_to_create():
    schemas = document()["components"]["schemas"]
    assert schemas["AreaCreateRequest"]["required"] == ["area_code", "area_name"]
    assert schemas["AreaUpdateRequest"]["required"] == ["area_name"]
    assert "required" not in schemas["PatchedAreaUpdateRequest"]


@pytest.mark.parametrize(("kind", "status"), [("create", "201"), ("update", "200")])
def test_names_the_header_that_carries_an_id_no_answer_holds(kind, status):
    without_id = described(operations()[f"positions_{kind}"])["responses"][status]
    assert "X-Etp-Id" in without_id["headers"]
    with_id = described(operations()[f"areas_{kind}"])["responses"][status]
    assert "headers" not in with_id


def test_other_spellings_of_a_filter_are_there_but_deprecated():
    listed = {p["name"]: p for p in described(operations()["positions_list"])["parameters"]}
    assert listed["parent_positio_coden"]["deprecated"]
    assert "deprecated" not in listed["parent_position_code"]


def test_an_operation_of_its_own_is_described_by_its_serializer():
    content = described(operations()["employees_adjust_area"])["requestBody"]["content"]
    schema = followed(content["application/json"]["schema"])
    assert schema["required"] == ["area_code", "emp_code"]
    assert schema["properties"]["emp_code"]["maxItems"] == 500


def test_a_photo_is_a_file_beside_its_employees():
    content = described(operations()["employees_update_emp_photo"])["requestBody"]["content"]
    assert set(content) == {"multipart/form-data"}
    schema = followed(content["multipart/form-data"]["schema"])
    assert schema["required"] == ["emp_code", "upload_photo"]
    assert schema["properties"]["upload_photo"]["format"] == "binary"


def test_a_create_may_answer_more_than_an_update():
    created = json_of(described(operations()["employees_create"])["responses"]["201"])
    updated = json_of(described(operations()["employees_update"])["responses"]["200"])
    assert set(created["schema"]["properties"]) - set(updated["schema"]["properties"]) == {"id"}


def test_employees_are_exported_as_pages_of_json_where_no_format_is_named():
    told = described(operations()["employees_export"])
    parameters = {parameter["name"]: parameter for parameter in told["parameters"]}
    assert not parameters["export_type"]["required"]
    assert {"page", "page_size"} <= set(parameters)
    assert "404" in told["responses"]  # a page beyond the last one
    content = json_of(told["responses"]["200"])
    example = content["examples"]["manual"]["value"]
    assert example["data"] == [operations()["employees_export"].response_example]
    Draft202012Validator(content["schema"]).validate(example)


def test_every_other_export_needs_its_format():
    told = described(operations()["resigns_export"])
    (export_type,) = (p for p in told["parameters"] if p["name"] == "export_type")
    assert export_type["required"]
    assert "application/json" not in told["responses"]["200"]["content"]


@pytest.mark.parametrize(
    ("operation", "objects", "actions"),
    [
        ("areas_action", "object_codes", ["delete"]),
        ("private_messages_action", "object_ids", ["delete"]),
        ("terminals_action", "object_codes", [action.name for action in ACTIONS]),
    ],
)
def test_a_bulk_action_names_its_records_as_the_manual_does(operation, objects, actions):
    content = described(operations()[operation])["requestBody"]["content"]
    schema = followed(content["application/json"]["schema"])
    assert schema["required"] == [objects, "action_type"]
    assert schema["properties"]["action_type"]["enum"] == actions


def test_an_attendance_log_is_a_file_that_must_be_there():
    told = described(operations()["transactions_action"])
    assert set(told["requestBody"]["content"]) == {"multipart/form-data"}
    schema = followed(told["requestBody"]["content"]["multipart/form-data"]["schema"])
    assert schema["required"] == ["upload_file"]
    assert schema["properties"]["upload_file"]["format"] == "binary"
    (example,) = json_of(told["responses"]["400"])["examples"].values()
    assert list(example["value"]["data"]) == ["upload_file"]


def test_serials_are_a_list_or_one():
    content = described(operations()["terminals_sync_data_to_device"])["requestBody"]["content"]
    schema = followed(content["application/json"]["schema"])
    assert schema["required"] == ["devices_sn"]
    assert schema["properties"]["devices_sn"]["type"] == ["array", "string", "integer"]


def test_an_update_of_a_message_needs_nothing():
    schemas = document()["components"]["schemas"]
    assert set(schemas["PrivateMessageCreateRequest"]["required"]) == {
        "employee", "start_time", "duration", "content",
    }  # fmt: skip
    assert "required" not in schemas["PrivateMessageUpdateRequest"]
    assert "required" not in schemas["TerminalUpdateRequest"]


def test_the_employees_enrolled_at_terminals_come_in_pages():
    told = described(operations()["terminals_enrolled_employees"])
    assert {"page", "page_size"} <= {parameter["name"] for parameter in told["parameters"]}
    record = json_of(told["responses"]["200"])["schema"]["properties"]["data"]["items"]
    assert {"aadhaar_no", "status"} <= set(record["properties"])
    assert record["properties"]["first_name"]["type"] == ["string", "null"]


def test_paths_of_kindred_servers_are_not_listed():
    assert "/personnel/api/employees/adjust_department/" not in document()["paths"]
    assert "/personnel/api/employees/resync_to_device/" not in document()["paths"]
