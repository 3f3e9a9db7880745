"""What strangers make of the OpenAPI document and of the Postman collection works."""

import shutil
from pathlib import Path

import httpx

from tests.docs.pages import DOCS, blocks, read
from tests.fetched import node_packages, python_environment, run

PYTHON = ("openapi-spec-validator==0.9.0", "openapi-python-client==0.29.1")
TYPESCRIPT = {
    "openapi-typescript": "7.13.0",
    "openapi-fetch": "0.17.0",
    "typescript": "5.9.3",
    "@types/node": "20.19.43",
}
COMPILER = ("--strict", "--target", "es2022", "--module", "nodenext", "--types", "node")
PAGE = read(DOCS / "clients.md")
(LISTING,) = [b.text for b in blocks(PAGE) if b.language == "ts"]
CALLING = """
import os
from made import AuthenticatedClient
from made.api.areas import areas_create
from made.api.employees import employees_list
from made.models import AreaCreateRequest, Error

client = AuthenticatedClient(os.environ["ETP_URL"], os.environ["ETP_TOKEN"], prefix="Token")
page = employees_list.sync(client=client, page_size=3)
print(page.count, ",".join(employee.emp_code for employee in page.data))
body = AreaCreateRequest(area_code="LAB", area_name="Laboratory")
print(areas_create.sync(client=client, body=body).area_code)
refused = areas_create.sync(client=client, body=body)
assert isinstance(refused, Error)
print(refused.detail)
"""


def test_a_validator_in_python_finds_the_documents_valid(any_document_file: Path) -> None:
    programs = python_environment(*PYTHON)
    folder = any_document_file.parent
    said = run([programs / "openapi-spec-validator", any_document_file], folder)
    assert said.strip().endswith("OK")


def test_a_validator_in_node_finds_the_documents_valid(any_document_file: Path) -> None:
    programs = node_packages({"@redocly/cli": "2.77.0"}) / "node_modules" / ".bin"
    quiet = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
    lint = [programs / "redocly", "lint", any_document_file, "--extends=spec"]
    run(lint, any_document_file.parent, quiet)


def test_the_page_names_the_versions_and_flags_that_are_tested() -> None:
    said = {word for b in blocks(PAGE) if b.language == "sh" for word in b.text.split()}
    tested = {f"{name}@{version}" for name, version in TYPESCRIPT.items()}

    assert {*tested, *COMPILER, "openapi-python-client@0.29.1"} - said == set()


def test_a_client_in_typescript_compiles_strictly_and_lists_employees(
    server: str, token: str, document_file: Path
) -> None:
    folder = document_file.parent
    packages = node_packages(TYPESCRIPT)
    (folder / "node_modules").symlink_to(packages / "node_modules")
    shutil.copy(packages / "package.json", folder)
    programs = folder / "node_modules" / ".bin"
    run([programs / "openapi-typescript", document_file, "-o", folder / "api.ts"], folder)
    (folder / "list.ts").write_text(LISTING)
    run([programs / "tsc", *COMPILER, "--outDir", "out", "list.ts"], folder)
    said = run(["node", "out/list.js"], folder, {"ETP_URL": server, "ETP_TOKEN": token})
    assert said == _first_employees(server, token)


def test_a_client_in_python_lists_creates_and_reads_refusals(
    server: str, token: str, document_file: Path
) -> None:
    folder = document_file.parent
    programs = python_environment(*PYTHON)
    generate = [programs / "openapi-python-client", "generate", "--meta", "none"]
    run([*generate, "--path", document_file, "--output-path", folder / "made"], folder)
    (folder / "call.py").write_text(CALLING)
    said = run([programs / "python", "call.py"], folder, {"ETP_URL": server, "ETP_TOKEN": token})
    assert said == f"{_first_employees(server, token)}LAB\nLAB is taken.\n"


def _first_employees(server: str, token: str) -> str:
    """As both clients print them."""
    headers = {"Authorization": f"Token {token}"}
    answer = httpx.get(f"{server}/personnel/api/employees/?page_size=3", headers=headers).json()
    codes = ",".join(employee["emp_code"] for employee in answer["data"])
    return f"{answer['count']} {codes}\n"
