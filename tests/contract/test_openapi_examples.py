"""Each example of a body in the OpenAPI document can be sent as it is."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from etpserver.api.schema.routing import PLACEHOLDER
from etpserver.api.worlds import WorldSettings
from tests.contract.calls import RECORDS
from tests.contract.openapi import described, followed
from tests.contract.operations import ALL
from tests.contract.test_openapi_answers import assert_is_promised

EXAMPLES = [
    pytest.param(operation, name, id=f"{operation.section} {operation.id} {name}")
    for operation in ALL
    for content in described(operation).get("requestBody", {}).get("content", {}).values()
    for name in content["examples"]
]
# The manual's examples that its own records do not allow; all others are answered 2xx.
REFUSED = {
    "areas_action": "The record every installation starts with cannot be deleted.",
    "auth_api_token": "Unable to log in with provided credentials.",
    "auth_jwt_api_token": "Unable to log in with provided credentials.",
    "auth_jwt_api_token_refresh": "Invalid token.",
    "auth_staff_api_token": "Unable to log in with provided credentials.",
    "auth_staff_jwt_api_token": "Unable to log in with provided credentials.",
    "departments_action": "The record every installation starts with cannot be deleted.",
    "employees_adjust_resign": "Already resigned: 14.",
    "employees_create": "5677 is taken.",
    "locations_action": "Still in use by: locations.",
    "positions_action": "Unknown: 2.",
    "private_messages_action": "Unknown: 36.",
    "resigns_create": "Already resigned: 12.",
    "resigns_disable_att": "Not resigned: E-8982.",
    "resigns_rehire": "Not resigned: E-8982.",
    "terminals_action": "Unknown: 35.",
    "terminals_create": "BYEL20126000124 is taken.",
    "transactions_action": "The file is named <serial number>_attlog<anything>.dat.",
}


def picture() -> bytes:
    file = BytesIO()
    Image.new("RGB", (120, 160), "teal").save(file, "JPEG")
    return file.getvalue()


def sent(operation: Any, schema: dict[str, Any], example: dict[str, Any]) -> dict[str, Any]:
    """The example as clients send it: a text that stands for a file as that file."""
    fields = followed(schema)["properties"]
    files = {name for name in example if fields[name].get("format") == "binary"}
    if operation.id == "employees_update_emp_photo":  # no text is a picture
        return {**example, **{name: SimpleUploadedFile("photo.jpg", picture()) for name in files}}
    own = operation.id == "transactions_action" and example["upload_file"] != "string"
    title = "CK5L201260350_attlog07.dat" if own else "rows.csv"
    return example | {name: SimpleUploadedFile(title, example[name].encode()) for name in files}


@pytest.mark.parametrize(("operation", "name"), EXAMPLES)
def test_can_be_sent_where_unknown_fields_are_refused(operation, name, manual, caller, world):
    world.settings = WorldSettings(validate="strict")
    ((kind, content),) = described(operation)["requestBody"]["content"].items()
    body = sent(operation, content["schema"], content["examples"][name]["value"])
    path = PLACEHOLDER.sub(RECORDS.get(operation.resource, "1"), operation.path)
    send = getattr(caller("admin"), operation.method.lower())

    answer = send(path, body, format="json" if kind == "application/json" else "multipart")

    assert_is_promised(operation, answer)
    if name == "manual" and operation.id in REFUSED:
        assert answer.status_code in {400, 401}
        assert answer.json()["detail"] == REFUSED[operation.id]
    else:
        assert answer.status_code == (201 if operation.id.endswith("_create") else 200)
