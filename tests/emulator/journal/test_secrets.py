"""No secret that a client sends or gets is told by any call, archive or event."""

import base64
import gzip
import json

import httpx

from tests.emulator.journal.conftest import AREAS, everything, found
from tests.emulator.journal.reading import listen
from tests.emulator.live import Fresh

EMPLOYEES = "/personnel/api/employees/"
SECRETS = [f"S3cret{number:02}" for number in range(20)]
TEMPLATE = base64.b64encode(bytes(range(256)) * 40).decode()


def make_calls(world: Fresh) -> int:
    """Send secrets in every place; answers the number of calls."""
    client, own = world.client, iter(SECRETS)
    json_type = {"Content-Type": "application/json"}
    calls = [
        client.get(AREAS, headers={"Authorization": f"Bearer {next(own)}"}),
        client.get(AREAS, auth=("admin", next(own))),
        client.get(AREAS, params={"access_token": next(own), "page": 1}),
        client.get(AREAS, params={"control_token": next(own)}),
        client.get(AREAS, headers={"X-Etp-Control-Token": next(own)}),
        client.get(AREAS, headers={"Cookie": f"etp_session={next(own)}"}),
        client.get(AREAS, headers={"Referer": f"http://x/?token={next(own)}"}),
        client.post("/api-token-auth/", json={"username": "admin", "password": next(own)}),
        client.post("/jwt-api-token-auth/", data={"username": "a", "password": next(own)}),
        client.post(EMPLOYEES, json={"emp_code": "7", "self_password": next(own)}),
        client.post(EMPLOYEES, json={"more": [{"deep": {"password": next(own)}}]}),
        client.post(EMPLOYEES, json={"text": json.dumps({"password": next(own)})}),
        client.post(EMPLOYEES, content=f'{{"password": "{next(own)}', headers=json_type),
        client.post(
            EMPLOYEES,
            content=gzip.compress(f'{{"password": "{next(own)}"}}'.encode(), mtime=0),
            headers={**json_type, "Content-Encoding": "gzip"},
        ),
        client.post(EMPLOYEES, files={"x": b"x"}, data={"device_password": next(own)}),
        client.post("/nowhere/", json={"pwd": next(own)}),
        client.post(
            "/iclock/cdata?SN=ABC123&table=OPERLOG",
            content=f"USER PIN=7\tName=Asha\tPri=0\tPasswd={next(own)}\tCard=\n",
        ),
        client.get(f"/iclock/getrequest?SN=ABC123&pushcommkey={next(own)}"),
        client.get(AREAS, headers={"X-Etp-Fault": "status=503", "X-Api-Key": next(own)}),
    ]
    return len(calls)


def test_nothing_that_was_sent_is_told(fresh: Fresh) -> None:
    with listen(fresh) as events:
        number = make_calls(fresh)
        told = everything(fresh) + json.dumps(events.take(number))

    assert len(found(fresh)) == number
    assert [secret for secret in SECRETS if secret in told] == []
    assert told.count("***") > number


def test_nothing_that_was_issued_is_told(fresh: Fresh) -> None:
    login = {"username": "admin", "password": "admin"}
    issued = [
        fresh.client.post("/api-token-auth/", json=login).json()["token"],
        *fresh.client.post("/jwt-api-token-auth/", json=login).json().values(),
    ]
    refresh = {"refresh": issued[1]}
    issued += fresh.client.post("/jwt-api-token-refresh/", json=refresh).json().values()
    fresh.client.get(AREAS, params={"access_token": issued[0], "page_size": 1, "page": 1})

    told = everything(fresh)

    assert all(len(str(one)) > 20 for one in issued)
    assert [one for one in issued if str(one) in told] == []


def test_passwords_of_people_are_hidden_in_answers_and_files(fresh: Fresh) -> None:
    person = {"emp_code": "7", "department": 1, "area": [1], "device_password": "87654321"}
    made = fresh.client.post(EMPLOYEES, json=person)
    assert (made.status_code, "87654321" in made.text) == (201, True)
    fresh.client.get(EMPLOYEES)
    for kind in ("csv", "txt", "xls"):
        fresh.client.get(f"{EMPLOYEES}export/", params={"export_type": kind})

    late = {"X-Etp-Fault": "latency=1"}
    fresh.client.get(EMPLOYEES, headers=late)
    fresh.client.get(f"{EMPLOYEES}export/", params={"export_type": "csv"}, headers=late)

    files = [one["response"]["body"] for one in found(fresh, operation="employees_export")]
    assert [("***" in files[0]), ("***" in files[1]), ("***" in files[3])] == [True] * 3
    assert files[2].startswith("(a workbook is not kept; ")
    assert "87654321" not in everything(fresh)


def test_templates_tell_their_length_only(fresh: Fresh) -> None:
    url = f"{fresh.url}/iclock/cdata?SN=ABC123&table="
    photo = (
        b"PIN=20260105085812-7.jpg\nSN=ABC123\nsize=13656\nCMD=uploadphoto\0" + TEMPLATE.encode()
    )
    httpx.post(f"{url}OPERLOG", content=f"FP PIN=7\tFID=6\tSize=13656\tValid=1\tTMP={TEMPLATE}\n")
    httpx.post(f"{url}BIODATA", content=f"BIODATA Pin=7\tNo=0\tType=9\tTmp={TEMPLATE}\n")
    httpx.post(f"{url}ATTLOG", content="7\t2026-01-05 08:58:12\t0\t1\n")
    httpx.post(f"{url}ATTPHOTO", content=photo)

    bodies = [one["request"]["body"] for one in found(fresh, operation="push_cdata")]

    short = f"{TEMPLATE[:20]}... ({len(TEMPLATE)} characters)"
    assert bodies == [
        f"FP PIN=7\tFID=6\tSize=13656\tValid=1\tTMP={short}\n",
        f"BIODATA Pin=7\tNo=0\tType=9\tTmp={short}\n",
        "7\t2026-01-05 08:58:12\t0\t1\n",
        photo.decode(),
    ]


def test_a_megabyte_of_templates_takes_little(fresh: Fresh) -> None:
    lines = [f"FP PIN={pin}\tFID=6\tSize=13656\tValid=1\tTMP={TEMPLATE}\n" for pin in range(70)]
    httpx.post(f"{fresh.url}/iclock/cdata?SN=ABC123&table=OPERLOG", content="".join(lines))

    (one,) = found(fresh)

    request = one["request"]
    assert (request["body_cut"], request["body_size"]) == (False, len("".join(lines)))
    assert request["body"].count(f"... ({len(TEMPLATE)} characters)") == 70
    assert len(request["body"]) < 6000
