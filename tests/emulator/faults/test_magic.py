"""Values that let a request fail, where the setting `magic` is on."""

from typing import Any

import httpx
import pytest

from tests.emulator.faults.conftest import AREAS, applied
from tests.emulator.live import Fresh

EMPLOYEES = "/personnel/api/employees/"
PERSON = {"department": 1, "area": [1]}


@pytest.mark.parametrize("status", [1400, 1401, 1403, 1404, 1409, 1413, 1429, 1500, 1502, 1503])
def test_a_size_of_pages_is_a_status(fresh: Fresh, status: int) -> None:
    answer = fresh.client.get(AREAS, params={"page_size": status})

    assert (answer.status_code, answer.json()["code"]) == (status - 1000, -1)
    assert applied(answer) == f"magic: status {status - 1000}"


@pytest.mark.parametrize("size", [10, 1000, 1430, 1600, "1503 ", "01503"])
def test_other_sizes_are_sizes(fresh: Fresh, size: object) -> None:
    assert fresh.client.get(AREAS, params={"page_size": size}).status_code in {200, 400}
    assert applied(fresh.client.get(AREAS, params={"page_size": size})) is None


@pytest.mark.parametrize(
    ("method", "path", "sent"),
    [
        ("GET", EMPLOYEES, {"params": {"emp_code": "ETP-FAULT-503"}}),
        ("GET", f"{EMPLOYEES}ETP-FAULT-503/", {}),
        ("GET", f"{EMPLOYEES}ETP-FAULT-503", {}),
        ("POST", EMPLOYEES, {"json": {"emp_code": "ETP-FAULT-503", **PERSON}}),
        ("POST", EMPLOYEES, {"data": {"emp_code": "ETP-FAULT-503", **PERSON}}),
        ("POST", f"{EMPLOYEES}adjust_area/", {"json": {"emp_code": ["7", "ETP-FAULT-503"]}}),
        ("POST", "/iclock/cdata", {"params": {"SN": "ETP-FAULT-503", "table": "ATTLOG"}}),
    ],
)
def test_a_code_of_a_person_or_terminal_is_a_fault(
    fresh: Fresh, method: str, path: str, sent: dict[str, Any]
) -> None:
    answer = fresh.client.request(method, path, **sent)

    assert (answer.status_code, applied(answer)) == (503, "magic: status 503")


def test_a_code_can_end_the_connection(fresh: Fresh) -> None:
    with pytest.raises(httpx.ReadError):
        fresh.client.get(f"{EMPLOYEES}ETP-FAULT-RESET/")


def test_other_codes_are_codes(fresh: Fresh) -> None:
    created = fresh.client.post(EMPLOYEES, json={"emp_code": "ETP-FAULT-999", **PERSON})

    assert (created.status_code, applied(created)) == (201, None)


def test_the_header_goes_first(fresh: Fresh) -> None:
    answer = fresh.client.get(
        AREAS, params={"page_size": 1429}, headers={"X-Etp-Fault": "status=503"}
    )

    assert (answer.status_code, applied(answer)) == (503, "header: status 503")


def test_lists_every_value_and_each_does_what_it_says(fresh: Fresh) -> None:
    listed = fresh.control("GET", "/magic").json()

    assert (listed["world"], listed["enabled"]) == (fresh.name, True)
    assert len(listed["magic"]) == 27
    for magic in listed["magic"]:
        name = magic["of"].partition(",")[0]
        try:
            answer = fresh.client.get(EMPLOYEES, params={name: magic["value"]}, timeout=0.3)
        except httpx.TransportError:
            assert "connection" in magic["do"]
        else:
            assert applied(answer) in {
                f"magic: {kind} {value}" for kind, value in magic["do"].items()
            }


def test_is_off_unless_it_is_asked_for(shared: Fresh) -> None:
    assert shared.control("GET", "/magic").json()["enabled"] is False
    answer = shared.client.get(AREAS, params={"page_size": 1503})
    assert (answer.status_code, applied(answer)) == (200, None)
