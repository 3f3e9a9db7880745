"""What terminals fetch: one person, and portraits."""

import pytest

from iclock.models import Terminal
from tests.factories import make_employee, make_resignation
from tests.iclock.factories import MODERN, make_photo, make_template, make_terminal

ASK = "GET /iclock/cdata?SN=SN1&table=RemoteAtt&PIN=7"
USER = "DATA UPDATE USERINFO PIN=7\tName=Asha\tPri=0\tPasswd=\tCard=77\t\tGrp=1\tVerify=0\n"


@pytest.fixture
def person():
    made = make_employee(emp_code="7", first_name="Asha", card_no="77")
    make_template(made, bio_no=6, bio_tmp="VEVNUExB")
    make_template(made, bio_type=9, bio_tmp="RkFDRQ==", major_ver="58")
    return made


def test_a_terminal_asks_for_one_person_and_their_fingers(send, person) -> None:
    finger = "DATA UPDATE FINGERTMP PIN=7\tFID=6\tSize=8\tValid=1\tTMP=VEVNUExB\n"

    assert send(ASK).content.decode() == USER + finger


def test_a_newer_terminal_gets_the_newer_form(send, person) -> None:
    make_terminal(sn="SN1", **MODERN)
    finger = (
        "DATA UPDATE BIODATA Pin=7\tNo=6\tIndex=0\tValid=1\tDuress=0\tType=1\tMajorVer=10"
        "\tMinorVer=0\tTmp=VEVNUExB\n"
    )

    assert send(ASK).content.decode() == USER + finger


def test_of_nobody_nothing_is_told(send, person) -> None:
    make_resignation(make_employee(emp_code="8"))

    for pin in ("8", "9", ""):
        assert send(f"GET /iclock/cdata?SN=SN1&table=RemoteAtt&PIN={pin}").content == b"OK"


@pytest.mark.parametrize(
    "url",
    ["iclock/doc/biophoto/7.jpg", "doc/biophoto/7.jpg", "http://h:8088/iclock/doc/biophoto/7.jpg"],
)
def test_a_portrait_is_fetched_by_its_url(send, person, url) -> None:
    make_photo(person)

    answer = send(f"GET /iclock/file?SN=SN1&url={url}")

    assert (answer.content, answer["Content-Type"]) == (b"\xff\xd8picture", "image/jpeg")
    assert answer["Date"] == "Mon, 05 Jan 2026 06:30:00 GMT"


def test_a_portrait_is_fetched_by_its_path_from_where_a_terminal_called(send, person) -> None:
    make_photo(person)
    path = "GET /iclock/doc/biophoto/7.jpg"

    assert send(path, REMOTE_ADDR="10.1.2.3").content == b"OK"
    send("GET /iclock/ping?SN=SN1", REMOTE_ADDR="10.1.2.3")
    assert send(path, REMOTE_ADDR="10.1.2.3").content == b"\xff\xd8picture"
    assert send(path, REMOTE_ADDR="10.1.2.4").content == b"OK"


@pytest.mark.parametrize(
    "line",
    ["GET /iclock/file?SN=SN1&url=iclock/doc/biophoto/8.jpg",
     "GET /iclock/file?SN=SN1&url=/etc/passwd", "GET /iclock/file?SN=SN1&url=doc/biophoto/../7.jpg",
     "GET /iclock/doc/biophoto/8.jpg", "GET /iclock/doc/biophoto/7.png",
     "POST /iclock/doc/biophoto/7.jpg"],
)  # fmt: skip
def test_what_is_no_portrait_is_ok(send, person, line) -> None:
    send("GET /iclock/ping?SN=SN1")
    make_photo(person)

    assert send(line).content == b"OK"


def test_a_file_is_only_for_terminals(send, person) -> None:
    make_photo(person)

    assert send("GET /iclock/file?SN=a/b&url=doc/biophoto/7.jpg").content == b"OK"
    assert not Terminal.objects.exists()
