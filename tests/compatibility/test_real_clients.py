"""Clients that others wrote for servers of the vendor work here as they were published."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.fetched import run

BIOTIME = """
import sys
from biotime import BIOT, APIRequestError

client = BIOT(sys.argv[1], "admin", "admin")
area = client.create_area("Lab", "LAB")["id"]
department = client.create_department("Lab", "LAB")["id"]
position = client.create_position("Lab", "LAB")["position_code"]
employee = client.create_employee("990011", department, [area], first_name="Ann")["id"]
client.update_area(area, "Lab 2", "LAB")
client.update_department(department, "Lab 2", "LAB")
client.update_position(position, "Lab 2", "LAB")
client.update_employee(employee, "990011", department, [area], first_name="Bea")
print(client.get_area(area)["area_name"])
print(client.get_department(department)["dept_name"])
print(client.get_position(position)["position_name"])
print(client.get_employee(employee)["first_name"])
for kind in ("area", "department", "position", "employee"):
    print(getattr(client, f"get_all_{kind}")()["count"])
client.delete_employee(employee)
client.delete_position(position)
client.delete_department(department)
client.delete_area(area)
for kind in ("area", "department", "position", "employee"):
    print(getattr(client, f"get_all_{kind}")()["count"])
try:
    client.get_work_report(1)
except APIRequestError as refusal:
    print("404" in str(refusal))
"""
SPEC_UTILS = """
import sys
from pydantic import ValidationError
from spec_utils.clients.wdms.client import Client

client = Client(url=sys.argv[1], username="admin", pwd="admin")
client.start_session()
print(client.is_connected)
for path in ("/personnel/api/employees/", "/iclock/api/terminals/"):
    print(client.get(path=path, params={"page": 1})["count"])
try:
    client.get_employees()
except ValidationError as refusal:
    print(type(refusal).__name__)
"""


@pytest.mark.parametrize("login", [(), ("--jwt",)], ids=["token", "jwt"])
def test_pybiotime_reads_what_kind_of_server_it_is(
    server: str, programs: Path, tmp_path: Path, login: tuple[str, ...]
) -> None:
    said = run([programs / "pybiotime", *login, "info"], tmp_path, _credentials(server))
    assert json.loads(said) == {
        "version": "8.x",
        "docs_title": None,
        "employee_shape": "flat",
        "has_resigns": True,
    }


def test_every_command_of_pybiotime_works_and_a_second_sync_prints_nothing(
    server: str, programs: Path, tmp_path: Path
) -> None:
    def lines(*arguments: str) -> list[str]:
        command = [programs / "pybiotime", *arguments]
        return run(command, tmp_path, _credentials(server)).splitlines()

    assert len(lines("terminals")) == 8
    assert len(lines("employees")) == 250
    found = list(csv.DictReader(io.StringIO("\n".join(lines("terminals", "--format", "csv")))))
    assert found[0]["sn"] == "NDB7251200011"
    punches = lines("transactions")
    assert punches
    assert sorted(lines("sync", "--state", "state.json")) == sorted(punches)
    assert lines("sync", "--state", "state.json") == []


def test_biotime_creates_updates_and_deletes(server: str, programs: Path, tmp_path: Path) -> None:
    said = run([programs / "python", "-c", BIOTIME, server], tmp_path).splitlines()
    assert said == [
        *("Lab 2", "Lab 2", "Lab 2", "Bea"),
        *("39", "14", "17", "251"),
        *("38", "13", "16", "250"),
        "True",  # reports are no part of the documented API
    ]


def test_spec_utils_logs_in_and_asks_but_its_models_refuse_the_documented_records(
    server: str, programs: Path, tmp_path: Path
) -> None:
    command = [programs / "python", "-W", "ignore", "-c", SPEC_UTILS, server]
    assert run(command, tmp_path).splitlines() == ["True", "250", "8", "ValidationError"]


def _credentials(server: str) -> dict[str, str]:
    return {"BIOTIME_URL": server, "BIOTIME_USERNAME": "admin", "BIOTIME_PASSWORD": "admin"}
