"""The vendor's API as a Postman collection (format 2.1), made of the OpenAPI document."""

import json
import re
from collections.abc import Mapping
from typing import Any

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
METHODS = ("get", "post", "put", "patch", "delete")
PLACEHOLDER = re.compile(r"{(\w+)}")
JSON, FORM = "application/json", "multipart/form-data"
# The first call logs in and keeps the token for the others.
KEEPING = 'pm.collectionVariables.set("token", pm.response.json().token);'
LOGGED_IN = 'pm.test("logs in", () => pm.response.to.have.status(200));'
LOGIN = "auth_api_token"
# What stands in a path until somebody writes another: each installation has records with this id.
FIRST = "1"
REFUSED = {401, 403, 413, 415, 429}  # documented, but not what a user with all rights should see


def collection(document: Mapping[str, Any], server: str) -> dict[str, Any]:
    """One folder per resource, one request per operation, with the token as a variable."""
    folders: dict[str, list[dict[str, Any]]] = {}
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                operation = item[method]
                folder = next(iter(operation.get("tags", ["other"])))
                request = _request(path, method, item, operation, document["components"])
                folders.setdefault(folder, []).append(request)
    return {
        "info": {"name": document["info"]["title"], "schema": SCHEMA},
        "item": [{"name": name, "item": requests} for name, requests in folders.items()],
        "auth": {
            "type": "apikey",
            "apikey": [
                {"key": "key", "value": "Authorization"},
                {"key": "value", "value": "Token {{token}}"},
            ],
        },
        "variable": [
            {"key": "server", "value": server},
            {"key": "username", "value": "admin"},
            {"key": "password", "value": "admin"},
            {"key": "token", "value": ""},
        ],
    }


def _request(
    path: str,
    method: str,
    item: Mapping[str, Any],
    operation: Mapping[str, Any],
    components: Mapping[str, Any],
) -> dict[str, Any]:
    parameters = [*item.get("parameters", ()), *operation.get("parameters", ())]
    request: dict[str, Any] = {
        "method": method.upper(),
        "header": [],
        "url": _url(path, parameters),
        "description": operation.get("description", ""),
    }
    content = operation.get("requestBody", {}).get("content", {})
    if JSON in content:
        request["header"].append({"key": "Content-Type", "value": JSON})
        request["body"] = {"mode": "raw", "raw": _example(content[JSON])}
    elif FORM in content:
        request["body"] = {"mode": "formdata", "formdata": _form(content[FORM], components)}
    name = operation.get("summary") or operation["operationId"]
    lines = [_check(operation)]
    if operation["operationId"] == LOGIN:
        credentials = {"username": "{{username}}", "password": "{{password}}"}
        request["body"]["raw"] = json.dumps(credentials, indent=2)
        lines = [LOGGED_IN, KEEPING]
    script = {"type": "text/javascript", "exec": lines}
    return {"name": name, "request": request, "event": [{"listen": "test", "script": script}]}


def _check(operation: Mapping[str, Any]) -> str:
    """A test of Postman's: the answer has a status that the document names for it."""
    statuses = {int(status) for status in operation["responses"]}
    if operation["tags"] != ["Tokens"]:
        statuses -= REFUSED
    expected = f"pm.expect(pm.response.code).to.be.oneOf({sorted(statuses)})"
    return f'pm.test("answers as documented", () => {expected});'


def _url(path: str, parameters: list[Mapping[str, Any]]) -> dict[str, Any]:
    parts = PLACEHOLDER.sub(r":\1", path).strip("/").split("/")
    query = [
        {"key": p["name"], "value": _value(p), "disabled": not p.get("required", False)}
        for p in parameters
        if p.get("in") == "query"
    ]
    variables = [
        {"key": p["name"], "value": str(p.get("example", FIRST))}
        for p in parameters
        if p.get("in") == "path"
    ]
    # Postman's own way to write a slash at the end.
    parts = [*parts, ""] if path.endswith("/") else parts
    raw = "/".join(["{{server}}", *parts])
    return {
        "raw": raw,
        "host": ["{{server}}"],
        "path": parts,
        "query": query,
        "variable": variables,
    }


def _value(parameter: Mapping[str, Any]) -> str:
    return str(parameter.get("example", next(iter(parameter["schema"].get("enum", ())), "")))


def _example(content: Mapping[str, Any]) -> str:
    examples = content.get("examples", {})
    shown = [example["value"] for example in examples.values()]
    return json.dumps(
        shown[0] if shown else content.get("example", {}), indent=2, ensure_ascii=False
    )


def _form(content: Mapping[str, Any], components: Mapping[str, Any]) -> list[dict[str, Any]]:
    schema = content["schema"]
    if "$ref" in schema:
        schema = components["schemas"][schema["$ref"].rpartition("/")[2]]
    return [
        {"key": name, "type": "file" if field.get("format") == "binary" else "text"}
        for name, field in schema.get("properties", {}).items()
    ]
