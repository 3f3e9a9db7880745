"""What the static peers are given: the emulator's own answers."""

import json
import secrets
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.bench.servers import Server, free_port, started

Answers = Mapping[tuple[str, str], bytes]  # (method, path template) -> the answer


def new_uuid() -> str:
    return str(uuid.UUID(bytes=secrets.token_bytes(16), version=4))


@contextmanager
def prism(bin_folder: Path, folder: Path, answers: Answers) -> Iterator[Server]:
    paths: dict[str, dict[str, Any]] = {}
    for (method, path), answer in answers.items():
        content = {"schema": {"type": "object"}, "example": json.loads(answer)}
        responses = {"description": "ok", "content": {"application/json": content}}
        status = "201" if method == "post" else "200"
        paths.setdefault(path, {})[method] = {"responses": {status: responses}}
        if method == "post":
            taken = {"application/json": {"schema": {"type": "object"}}}
            paths[path][method]["requestBody"] = {"content": taken}
        if "{" in path:
            code = {"name": "code", "in": "path", "required": True, "schema": {"type": "string"}}
            paths[path]["parameters"] = [code]
    file = folder / "openapi.json"
    info = {"title": "bench", "version": "1"}
    file.write_text(json.dumps({"openapi": "3.1.0", "info": info, "paths": paths}))
    port = free_port()
    command = [str(bin_folder / "prism"), "mock", "-p", str(port), "-h", "127.0.0.1"]
    with started("Prism", [*command, "-v", "error", str(file)], port) as server:
        yield server


@contextmanager
def mockoon(bin_folder: Path, folder: Path, answers: Answers) -> Iterator[Server]:
    routes = [
        {
            "uuid": new_uuid(), "type": "http", "method": method,
            "endpoint": path.strip("/").replace("{code}", ":code") + "/",
            "responses": [{
                "uuid": new_uuid(), "body": answer.decode(), "latency": 0,
                "statusCode": 201 if method == "post" else 200, "bodyType": "INLINE",
                "headers": [{"key": "Content-Type", "value": "application/json"}],
                "disableTemplating": True, "default": True,
            }],
        }
        for (method, path), answer in answers.items()
    ]  # fmt: skip
    file = folder / "mockoon.json"
    file.write_text(json.dumps({"name": "bench", "routes": routes}))
    port = free_port()
    command = [str(bin_folder / "mockoon-cli"), "start", "--data", str(file), "--repair"]
    command += ["--hostname", "127.0.0.1", "--disable-log-to-file", "--disable-admin-api"]
    with started("Mockoon", [*command, "--port", str(port)], port) as server:
        yield server


@contextmanager
def json_server(bin_folder: Path, folder: Path, people: list[object]) -> Iterator[Server]:
    """All employees, as the emulator answers them, in the file that it serves."""
    file = folder / "db.json"
    file.write_text(json.dumps({"employees": people, "areas": []}))
    port = free_port()
    command = [str(bin_folder / "json-server"), "--quiet", "--host", "127.0.0.1"]
    with started("json-server", [*command, "--port", str(port), str(file)], port) as server:
        yield server
