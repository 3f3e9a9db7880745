"""Templates: FP, FACE and FVEIN lines, and BIODATA."""

import pytest

from iclock.models import BioData, Terminal
from tests.factories import make_area, make_employee, make_resignation
from tests.iclock.factories import MODERN, lines, make_template, make_terminal
from tests.iclock.push.stored import rejected, templates

OPERLOG = "POST /iclock/cdata?SN=SN1&table=OPERLOG&Stamp=9999"
BIODATA = "POST /iclock/cdata?SN=SN1&table=BIODATA&Stamp=9999"
FINGER = "FP PIN=7\tFID=6\tSize=8\tValid=1\tTMP=VEVNUExB"
FACE = (
    "BIODATA Pin=7\tNo=0\tIndex=0\tValid=1\tDuress=0\tType=9\tMajorVer=58\tMinorVer=10\tFormat=0"
    "\tTmp=RkFDRQ=="
)


@pytest.fixture
def person():
    return make_employee(emp_code="7")


def columns(api):
    person = api.get("/personnel/api/employees/7/").json()
    return [person[name] for name in ("fingerprint", "face", "palm", "vl_face")]


def test_an_employee_reads_what_was_enrolled(send, api, person) -> None:
    palm = [
        f"BIODATA Pin=7\tNo=0\tIndex={n}\tType=8\tMajorVer=12\tMinorVer=0\tTmp=UEFMTQ=="
        for n in range(5)
    ]

    assert send(OPERLOG, FINGER).content == b"OK"
    assert send(BIODATA, "\n".join((FACE, *palm))).content == b"OK"

    assert columns(api) == ["Ver 10:1", "-", "Ver 12:1", "Ver 58:1"]


@pytest.mark.parametrize("table", ["OPERLOG", "BIODATA", "ERRORLOG"])
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (FINGER, (1, 6, 0, "10", "VEVNUExB")),
        ("FACE PIN=7\tFID=11\tSIZE=8\tVALID=1\tTMP=VEVNUExB", (2, 0, 11, "0", "VEVNUExB")),
        ("FVEIN Pin=7\tFID=3\tIndex=2\tSize=8\tValid=1\tTmp=VEVNUExB", (5, 3, 2, "3", "VEVNUExB")),
        (FACE, (9, 0, 0, "58", "RkFDRQ==")),
        ("BIODATA Pin=7\tNo=6\tType=1\tMajorVer=13\tTmp=VEVNUExB", (1, 6, 0, "13", "VEVNUExB")),
        ("BIODATA Pin=7\tNo=3\tType=7\tMajorVer=3\tTmp=VEVNUExB", (5, 3, 0, "3", "VEVNUExB")),
        ("BIODATA Pin=7\tNo=3\tType=5\tMajorVer=3\tTmp=VEVNUExB", (5, 3, 0, "3", "VEVNUExB")),
        ("BIODATA Pin=7\tType=4\tMajorVer=1\tTmp=VEVNUExB", (4, 0, 0, "1", "VEVNUExB")),
    ],
)  # fmt: skip
def test_each_kind_is_stored_as_the_api_numbers_it(send, person, table, line, expected) -> None:
    answer = send(f"POST /iclock/cdata?SN=SN1&table={table}", line)

    assert answer.content == b"OK"
    assert templates() == [("7", *expected, "SN1")]
    assert str(BioData.objects.get().update_time) == "2026-01-05 12:00:00"


@pytest.mark.parametrize(
    ("line", "told", "version"),
    [
        ("FACE PIN=7\tFID=0\tTMP=VEVNUExB", {"face_alg_ver": "7"}, "7"),
        ("BIODATA Pin=7\tType=9\tTmp=VEVNUExB", {"face_alg_ver": "58.12"}, "58"),
        ("BIODATA Pin=7\tType=8\tTmp=VEVNUExB", {"palm_alg_ver": "12"}, "12"),
        ("BIODATA Pin=7\tType=1\tTmp=VEVNUExB", {"fp_alg_ver": None}, "0"),
        ("BIODATA Pin=7\tType=4\tTmp=VEVNUExB", {"fp_alg_ver": "10"}, "0"),
    ],
)
def test_a_version_that_is_not_told_is_the_devices(send, person, line, told, version) -> None:
    make_terminal(sn="SN1", **told)

    send(OPERLOG, line)

    assert templates("major_ver") == [(version,)]


def test_a_template_again_takes_the_place_of_the_old_one(send, person) -> None:
    make_template(person, bio_no=6, sn="SN0")
    make_template(person, bio_no=6, major_ver="13", sn="SN0")

    send(OPERLOG, f"{FINGER}\nFP PIN=7\tFID=6\tTMP=TEFTVA==")

    assert sorted(templates("bio_no", "major_ver", "bio_tmp", "sn")) == [
        (6, "10", "TEFTVA==", "SN1"),
        (6, "13", "TEMPLATE", "SN0"),
    ]


def test_the_same_template_again_changes_nothing(send, person) -> None:
    area = make_area()
    make_terminal(area, sn="SN2")
    make_terminal(area, sn="SN1")
    before = make_template(person, bio_no=6, bio_tmp="VEVNUExB", sn="SN0")

    send(OPERLOG, FINGER)

    found = BioData.objects.get()
    assert (found.pk, found.sn, found.update_time) == (before.pk, "SN0", before.update_time)
    assert lines(Terminal.objects.get(sn="SN2")) == []


def test_the_other_terminals_of_the_persons_areas_get_it(send) -> None:
    gate, yard = make_area(), make_area()
    make_terminal(gate, sn="SN1", **MODERN)
    modern, old = make_terminal(gate, **MODERN), make_terminal(yard)
    elsewhere = make_terminal(make_area())
    make_employee(emp_code="7", areas=(gate, yard))

    send(BIODATA, f"{FACE}\nBIODATA Pin=7\tNo=6\tDuress=1\tType=1\tMajorVer=10\tTmp=VEVNUExB")

    face = (
        "DATA UPDATE BIODATA Pin=7\tNo=0\tIndex=0\tValid=1\tDuress=0\tType=9\tMajorVer=58"
        "\tMinorVer=10\tTmp=RkFDRQ=="
    )
    finger = (
        "DATA UPDATE BIODATA Pin=7\tNo=6\tIndex=0\tValid=1\tDuress=1\tType=1\tMajorVer=10"
        "\tMinorVer=0\tTmp=VEVNUExB"
    )
    older = "DATA UPDATE FINGERTMP PIN=7\tFID=6\tSize=8\tValid=3\tTMP=VEVNUExB"
    assert lines(modern) == [face, finger]
    assert lines(old) == [face, older]
    assert lines(Terminal.objects.get(sn="SN1")) == lines(elsewhere) == []


def test_who_has_resigned_is_brought_to_no_terminal(send) -> None:
    make_terminal(sn="SN1")
    other = make_terminal()
    make_resignation(make_employee(emp_code="7"))

    send(OPERLOG, FINGER)

    assert len(templates()) == 1
    assert lines(other) == []


@pytest.mark.parametrize("mode", ["off", "update"])
def test_a_template_of_nobody_is_a_rejected_line(send, sync, mode) -> None:
    sync(mode)

    assert send(OPERLOG, FINGER).content == b"OK"

    assert templates() == []
    assert rejected() == [("OPERLOG", 1, FINGER, "No employee has this PIN.")]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("FP PIN=7\tFID=6\tValid=0\tTMP=VEVNUExB", "The template is marked as not valid."),
        ("FP PIN=7\tFID=6\tTMP=no base64", "Tmp is no base64."),
        ("FP PIN=7\tFID=6\tSize=99\tTMP=VEVNUExB", "Tmp has 8 characters, its size is 99."),
        ("BIODATA Pin=7\tTmp=VEVNUExB", "Type is missing."),
        ("BIODATA Pin=7\tNo=99999999999\tType=1\tTmp=VEVNUExB",
         "NO: 99999999999 is no whole number that fits."),
    ],
)  # fmt: skip
def test_what_is_no_template_is_a_rejected_line(send, person, line, reason) -> None:
    assert send(BIODATA, f"{line}\n{FACE}").content == b"OK"

    assert rejected() == [("BIODATA", 1, line, reason)]
    assert templates("bio_type") == [(9,)]
