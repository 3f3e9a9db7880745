"""The journal as an HTTP archive."""

import base64
from typing import Any

import httpx
from jsonschema import Draft202012Validator

from tests.emulator.journal.conftest import AREAS
from tests.emulator.live import Fresh

TEXT, NUMBER, SIZE = {"type": "string"}, {"type": "number"}, {"type": "integer", "minimum": -1}


def obj(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    """Names beginning with _ are the only others that the format allows."""
    return {
        "type": "object",
        "required": list(required),
        "properties": {**required, **optional, "comment": TEXT},
        "patternProperties": {"^_": {}},
        "additionalProperties": False,
    }


def many(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


PAIRS = many(obj({"name": TEXT, "value": TEXT}))
MESSAGE = {
    "httpVersion": {"type": "string", "pattern": "^HTTP/"},
    "cookies": PAIRS,
    "headers": PAIRS,
    "headersSize": SIZE,
    "bodySize": SIZE,
}
REQUEST = obj(
    {
        **MESSAGE,
        "method": TEXT,
        "url": {"type": "string", "pattern": "^https?://[!-~]+$"},
        "queryString": PAIRS,
    },
    postData=obj({"mimeType": TEXT, "text": TEXT}),
)
CONTENT = obj({"size": SIZE, "mimeType": TEXT}, text=TEXT, encoding={"const": "base64"})
RESPONSE = obj(
    {
        **MESSAGE,
        "status": {"type": "integer", "minimum": 0, "maximum": 599},
        "statusText": TEXT,
        "content": CONTENT,
        "redirectURL": TEXT,
    }
)
TIME = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"
ENTRY = obj(
    {
        "startedDateTime": {"type": "string", "pattern": TIME},
        "time": NUMBER,
        "request": REQUEST,
        "response": RESPONSE,
        "cache": {"type": "object", "maxProperties": 0},
        "timings": obj({"send": NUMBER, "wait": NUMBER, "receive": NUMBER}),
    }
)
LOG = obj(
    {"version": {"const": "1.2"}, "creator": obj({"name": TEXT, "version": TEXT})}
    | {"entries": many(ENTRY)}
)
HAR_1_2 = Draft202012Validator(obj({"log": LOG}))


def archive(world: Fresh, query: str = "") -> list[dict[str, Any]]:
    """The entries, in a document that fits the format."""
    answer = world.control("GET", f"/requests.har{query}")
    assert answer.status_code == 200
    document = answer.json()
    HAR_1_2.validate(document)
    entries: list[dict[str, Any]] = document["log"]["entries"]
    return entries


def test_fits_the_format_whatever_was_asked(fresh: Fresh) -> None:
    client = fresh.client
    client.get(f"{AREAS}?area_name=Tür&x=a b&x=%26", headers={"Cookie": "a=1; b=2"})
    client.post(AREAS, json={"area_code": "7", "area_name": "Séven"})
    client.post(AREAS, files={"file": b"\xff\xfe\x00"})
    client.delete(f"{AREAS}7/")
    client.head(AREAS)
    client.get("/personnel/api/aréa/")
    client.get(f"{AREAS}export/?export_type=xls")
    client.get(AREAS, headers={"X-Etp-Fault": "status=599"})
    client.post(AREAS, json={"area_code": "9", "area_name": "n" * 70_000})

    entries = archive(fresh)

    statuses = [one["response"]["status"] for one in entries]
    assert statuses == [200, 201, 400, 200, 200, 404, 200, 599, 400]
    texts = [one["response"]["statusText"] for one in entries]
    assert texts[:4] == ["OK", "Created", "Bad Request", "OK"]


def test_shows_request_and_answer_whole(fresh: Fresh) -> None:
    body = '{"area_code":"7","area_name":"Séven"}'
    json_type = {"Content-Type": "application/json"}
    made = fresh.client.post(f"{AREAS}?a=1&a=2", content=body.encode(), headers=json_type)

    (one,) = archive(fresh)

    request, response = one["request"], one["response"]
    assert (request["method"], request["url"]) == ("POST", f"{fresh.url}{AREAS}?a=1&a=2")
    assert request["queryString"] == [{"name": "a", "value": "1"}, {"name": "a", "value": "2"}]
    assert request["postData"] == {"mimeType": "application/json", "text": body}
    assert request["bodySize"] == len(body.encode())
    assert {"name": "Authorization", "value": "Token ***"} in request["headers"]
    assert response["content"] == {
        "size": len(made.content),
        "mimeType": "application/json",
        "text": made.text,
    }
    assert one["_operation"] == "areas_create"
    assert one["timings"] == {"send": 0, "wait": one["time"], "receive": 0}


def test_says_where_bytes_are_base64_and_where_a_body_is_cut(fresh: Fresh) -> None:
    url = f"{fresh.url}/iclock/cdata?SN=ABC123&table=rtstate"
    httpx.post(url, content=b"\xff\x00\x01")
    httpx.post(url, content=b"a" * 70_000)

    binary, long = (one["request"]["postData"] for one in archive(fresh))

    assert base64.b64decode(binary["text"]) == b"\xff\x00\x01"
    assert binary["comment"] == "The text is base64."
    assert (len(long["text"]), long["comment"]) == (65_536, "Cut: the whole has 70000 bytes.")


def test_an_answer_that_nobody_got_has_status_0(fresh: Fresh) -> None:
    fresh.client.get(AREAS)
    try:
        fresh.client.get(AREAS, headers={"X-Etp-Fault": "connection=reset"})
    except httpx.ReadError:
        lost = archive(fresh)[1]

    assert (lost["response"]["status"], lost["response"]["statusText"]) == (0, "")
    assert lost["comment"] == "Fault: header: connection reset"


def test_is_a_file_with_all_entries_or_some(fresh: Fresh) -> None:
    for page in range(1, 121):
        fresh.client.get(AREAS, params={"page": page, "page_size": 1})
    fresh.client.get(f"{AREAS}1/")

    answer = fresh.control("GET", "/requests.har")

    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{fresh.name}.har"'
    assert len(answer.json()["log"]["entries"]) == 121
    assert len(archive(fresh, "?operation=areas_read")) == 1
    assert len(archive(fresh, "?limit=3")) == 3
