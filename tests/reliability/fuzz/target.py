"""A world to be fuzzed: made new for each part, with what the cases need to know of it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

# A Monday; time runs from there, so that what depends on it can be repeated.
CLOCK = {"mode": "offset", "now": "2026-01-05T12:00:00+05:30"}
STAFF, PASSWORD = "fuzz1", "Fuzz-12345"
LISTS = {
    "/personnel/api/areas/": ("area_code", ("area_code", "area", "parent_area")),
    "/personnel/api/departments/": ("dept_code", ("dept_code", "department", "parent_dept")),
    "/personnel/api/positions/": (
        "position_code",
        ("position_code", "position", "parent_position"),
    ),
    "/personnel/api/locations/": ("location_code", ("location_code", "parent_location")),
    "/personnel/api/employees/": ("emp_code", ("emp_code", "employee", "emp_codes")),
    "/personnel/api/resigns/": ("emp_code", ()),
    "/iclock/api/terminals/": ("sn", ("sn", "devices_sn", "terminal_sn", "terminal")),
    "/iclock/api/biodatas/": ("id", ()),
    "/iclock/api/privatemessages/": ("id", ()),
    "/iclock/api/publicmessages/": ("id", ()),
    "/iclock/api/transactions/": ("id", ()),
    "/iclock/api/unregister/": ("id", ()),
}


@dataclass(frozen=True)
class Target:
    """A world of the server under test."""

    name: str
    server: str
    url: str
    token: str
    staff_token: str

    def client(self) -> httpx.Client:
        headers = {"Authorization": f"Token {self.token}"}
        return httpx.Client(base_url=self.url, headers=headers, timeout=30)


def new_target(server: str, name: str, seed: int) -> Target:
    """Make the world: the records of the manual's examples, and an employee who can log in."""
    body = {"name": name, "from": "fixture:manual", "seed": seed, "clock": CLOCK}
    made = httpx.post(f"{server}/_etp/worlds", json=body, timeout=60).raise_for_status().json()
    url, token = made["url"], made["token"]
    with httpx.Client(base_url=url, headers={"Authorization": f"Token {token}"}) as client:
        person = {"emp_code": STAFF, "department": "1", "area": ["1"], "app_status": 1}
        client.post(
            "/personnel/api/employees/", json={**person, "self_password": PASSWORD}
        ).raise_for_status()
        login = {"username": STAFF, "password": PASSWORD}
        staff = client.post("/staff-api-token-auth/", json=login).raise_for_status().json()
    return Target(name, server, url, token, staff["token"])


def drop_target(target: Target) -> None:
    httpx.delete(f"{target.server}/_etp/worlds/{target.name}", timeout=60)


def known_values(target: Target) -> dict[str, list[Any]]:
    """Names of parameters and keys, and values for them that lead somewhere."""
    known: dict[str, list[Any]] = {
        "object_codes": [],
        "world": [target.name],
        "name": ["fuzz-extra"],
        "snapshot": ["fuzz-saved"],
        "from": ["empty", "seed", "fixture:manual", "snapshot:fuzz-saved"],
        "to": ["seed", "empty", "snapshot:fuzz-saved"],
        "exercise": [],
        "trainee": ["fuzz-trainee"],
        "command": ["1", "2", "3"],
        "export_type": ["csv", "txt", "xls"],
    }
    with target.client() as client:
        for path, (key, names) in LISTS.items():
            found = client.get(path, params={"page_size": 1000}).raise_for_status().json()["data"]
            values = [record[key] if key != "emp_code" else code_of(record) for record in found]
            values = sorted({str(value) for value in values if value})[:12]
            for name in names:
                known[name] = values
            known[f"{path} {key}"] = values
            known[f"{path}action/ object_codes"] = values
            known[f"{path}action/ object_ids"] = values
        listed = client.get("/_etp/training/exercises").raise_for_status().json()["exercises"]
        known["exercise"] = [exercise["exercise"] for exercise in listed]
        known["name"] += [
            scenario["name"] for scenario in client.get("/_etp/scenarios").json()["scenarios"]
        ]
        client.post("/_etp/snapshots", json={"name": "fuzz-saved"})
        client.post("/_etp/training/trainees", json={"name": "fuzz-trainee"})
    return {name: values for name, values in known.items() if values}


def code_of(record: dict[str, Any]) -> Any:
    """An employee's code, in their own record and in those that hold the employee."""
    person = record.get("employee")
    return record.get("emp_code") or (
        person.get("emp_code") if isinstance(person, dict) else person
    )


def write_known(target: Target, path: Path) -> None:
    path.write_text(json.dumps(known_values(target)))
