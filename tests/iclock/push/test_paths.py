"""Which paths answer what, and the form of every reply."""

import pytest

from iclock.models import Command, Terminal
from tests.iclock.factories import make_command, make_terminal

PUNCH = "7\t2026-01-05 09:00:00\t255\t1\t0\t0\t0\n"


@pytest.mark.parametrize(
    "line",
    [
        "GET /iclock/ping?SN=SN1",
        "POST /iclock/ping?SN=SN1",
        "POST /iclock/exchange?SN=SN1&type=publickey",
        "POST /iclock/exchange?SN=SN1&type=factors",
        "GET /iclock/cdata?SN=SN1",
        "GET /iclock/cdata?SN=SN1&table=ATTLOG",
        "HEAD /iclock/cdata?SN=SN1&options=all",
        "DELETE /iclock/cdata?SN=SN1&table=ATTLOG",
        "OPTIONS /iclock/getrequest?SN=SN1",
        "GET /iclock/getrequest?SN=SN1",
        "POST /iclock/devicecmd?SN=SN1",
        "GET /iclock/",
        "GET /iclock/whatever",
        "POST /iclock/registry?SN=SN1",
        "GET /iclock/cdata/further?SN=SN1",
        "GET /iclock/apis",
        "GET /iclock/file?SN=SN1&url=upgrade/emfw.cfg",
        "GET /iclock/file",
    ],
)
def test_what_is_not_known_is_fine(send, line) -> None:
    answer = send(line, "whatever" if line.startswith("POST /iclock/exchange") else "")

    assert answer.status_code == 200
    assert answer.content == (b"" if line.startswith("HEAD") else b"OK")
    assert answer["Content-Type"] == "text/plain"


@pytest.mark.parametrize(
    "path", ["cdata", "cdata/", "cdata.aspx", "cdata.aspx/", "CDATA", "cData.ASPX", "fdata"]
)
def test_a_path_is_known_by_its_letters(send, path) -> None:
    answer = send(f"POST /iclock/{path}?SN=SN1&table=ATTLOG&Stamp=9999", PUNCH)

    assert (answer.status_code, answer.content) == (200, b"OK: 1")


@pytest.mark.parametrize("query", ["SN=SN1", "sn=SN1", "Sn=%20SN1%20", "x=&SN=SN1&SN=SN2"])
def test_parameters_are_known_by_their_letters(send, query) -> None:
    assert send(f"POST /iclock/cdata?{query}&TABLE=attlog", PUNCH).content == b"OK: 1"
    assert Terminal.objects.get().sn == "SN1"


def test_every_reply_tells_the_time_of_the_world(send) -> None:
    for line in ("GET /iclock/ping?SN=SN1", "GET /iclock/cdata", "GET /iclock/nothing"):
        answer = send(line)
        assert {name: answer[name] for name in ("Date", "Pragma", "Cache-Control")} == {
            "Date": "Mon, 05 Jan 2026 06:30:00 GMT",
            "Pragma": "no-cache",
            "Cache-Control": "no-store",
        }
        assert answer.cookies == {}


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain;charset=UTF-8", "application-push; charset=UTF-8", "application/json",
     "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
     "text/plain;charset=nonsense"],
)  # fmt: skip
def test_any_type_of_content_is_taken(send, content_type) -> None:
    answer = send("POST /iclock/cdata?SN=SN1&table=ATTLOG", PUNCH, CONTENT_TYPE=content_type)

    assert answer.content == b"OK: 1"


def test_a_login_is_neither_asked_for_nor_looked_at(send) -> None:
    line = "POST /iclock/cdata?SN=SN1&table=ATTLOG"

    assert send(line, PUNCH, HTTP_AUTHORIZATION="Token nonsense").content == b"OK: 1"


def test_no_page_of_elsewhere_reads_what_terminals_are_told(send) -> None:
    """What has no login must not be readable by every page that a browser has open."""
    make_command(make_terminal(sn="SN1"))

    answer = send("GET /iclock/getrequest?SN=SN1", HTTP_ORIGIN="https://elsewhere.example")

    assert [name for name in answer.headers if name.startswith("Access-Control")] == []


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_an_upload_may_be_put(send, method) -> None:
    assert send(f"{method} /iclock/cdata?SN=SN1&table=ATTLOG", PUNCH).content == b"OK: 1"


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE"])
def test_only_a_get_fetches_commands(send, method) -> None:
    make_command(make_terminal(sn="SN1"))

    send(f"{method} /iclock/getrequest?SN=SN1")

    assert Command.objects.get().state == "pending"


@pytest.mark.parametrize("path", ["/iclock/api/nothing/", "/iclock/api/", "/iclock/api"])
def test_an_unknown_path_of_the_api_stays_unknown(send, path) -> None:
    answer = send(f"GET {path}")

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/json"


def test_a_body_whose_length_is_nonsense_is_none(send) -> None:
    answer = send("POST /iclock/cdata?SN=SN1&table=ATTLOG", PUNCH, CONTENT_LENGTH="many")

    assert (answer.status_code, answer.content) == (200, b"OK: 0")


def test_what_is_too_large_is_not_acknowledged(send) -> None:
    answer = send(
        "POST /iclock/cdata?SN=SN1&table=ATTLOG", "", CONTENT_LENGTH=str(20 * 1024**2 + 1)
    )

    assert (answer.status_code, answer.content) == (
        413,
        b"The body is larger than the server takes.",
    )
    assert answer["Date"] == "Mon, 05 Jan 2026 06:30:00 GMT"
    assert not Terminal.objects.exists()
