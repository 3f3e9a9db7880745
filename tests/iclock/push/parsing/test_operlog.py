"""Lines about people, templates, operations and errors: bytes to values, without a database."""

import base64
import time
from datetime import datetime
from io import BytesIO

import pytest

from iclock.push.parsing.operlog import LONGEST_LINE, LONGEST_SHORT_LINE, read_records
from iclock.push.parsing.records import (
    ErrorLine,
    IdCardLine,
    OperationLine,
    PictureLine,
    PortraitLine,
    Rejected,
    TemplateLine,
    UserLine,
    WorkCodeLine,
)
from tests.iclock.push.parsing.reading import only, read

NINE = datetime.fromisoformat("2025-06-01T09:00:00")
NO_PIN = "A PIN is 1 to 20 letters, digits, '-', '_' or '.'."
NO_TIME = "A time looks like 2025-06-19 04:55:31."
JPEG = b"\xff\xd8\xff\xe0picture"
JPEG_TEXT = base64.b64encode(JPEG).decode()


# ---- operations -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "operation", "operator", "values"),
    [
        # A SpeedFace-V5L.
        ("OPLOG 0\t0\t%s\t0\t0\t0\t0", 0, "0", ("0", "0", "0", "0")),
        ("OPLOG 3\t0\t%s\t55\t0\t0\t0", 3, "0", ("55", "0", "0", "0")),
        ("OPLOG 5\t0\t%s\tDHCP\t0\t0\t0", 5, "0", ("DHCP", "0", "0", "0")),
        ("OPLOG 103\t14\t%s\t007\t0\t0\t0\t", 103, "14", ("007", "0", "0", "0")),
        ("OPLOG 4\t0\t%s", 4, "0", ()),
        ("OPLOG 4\t\t%s\t\t7\t\t", 4, "0", ("", "7")),
        ("oplog\t4\t0\t%s\t1", 4, "0", ("1",)),
    ],
)
@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_operations(line, operation, operator, values, end):
    found = only(line % "2025-06-01 09:00:00" + end)
    assert found == OperationLine(1, operation, operator, NINE, values)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("OPLOG", "An operation has a number, an operator and a time."),
        ("OPLOG 4\t0", "An operation has a number, an operator and a time."),
        ("OPLOG x\t0\t2025-06-01 09:00:00", "Operation: x is no whole number that fits."),
        ("OPLOG -1\t0\t2025-06-01 09:00:00", "Operation: -1 is no whole number that fits."),
        (
            "OPLOG 2147483648\t0\t2025-06-01 09:00:00",
            "Operation: 2147483648 is no whole number that fits.",
        ),
        ("OPLOG 4\ta b\t2025-06-01 09:00:00", NO_PIN),
        ("OPLOG 4\t0\t2025-02-30 09:00:00", NO_TIME),
        ("OPLOG 4\t0\t2025-06-01 09:00", NO_TIME),
        ("OPLOG 4\t0\t0000-00-00 00:00:00", NO_TIME),
    ],
)
def test_refuses_malformed_operations(line, reason):
    assert only(line) == Rejected(1, line, reason)


# ---- people ---------------------------------------------------------------------------------


def test_a_user_of_new_firmware():
    found = only(
        "USER PIN=1\tName=NIHAL\tPri=14\tPasswd=\tCard=196793\tGrp=1\tTZ=0000000100000000"
        "\tVerify=-1\tViceCard=\tExpires=0\tStartDatetime=0\tEndDatetime=0\n"
    )
    assert found == UserLine(
        1,
        "1",
        {
            "NAME": "NIHAL",
            "PRI": "14",
            "PASSWD": "",
            "CARD": "196793",
            "GRP": "1",
            "TZ": "0000000100000000",
            "VERIFY": "-1",
            "VICECARD": "",
            "EXPIRES": "0",
            "STARTDATETIME": "0",
            "ENDDATETIME": "0",
        },
    )


def test_keys_of_users_have_other_spellings():
    found = only("user pin=007\tname=A=B \tPrivilege=0\tPassword=1=2\t\tcard=\t\t")
    assert found == UserLine(1, "007", {"NAME": "A=B", "PRI": "0", "PASSWD": "1=2", "CARD": ""})


@pytest.mark.parametrize(
    ("card", "number"),
    [
        ("123456789", "123456789"),
        ("[15CD5B07]", "123456789"),
        ("[15cd5b0700]", "123456789"),
        ("0123456789", "0123456789"),
        ("", ""),
        ("0", ""),
        ("[00000000]", ""),
        ("[FFFFFFFFFFFFFFFF]", "18446744073709551615"),
    ],
)
def test_cards_are_decimal(card, number):
    assert only(f"USER PIN=1\tCard={card}").fields == {"CARD": number}


@pytest.mark.parametrize(
    "card", ["[15CD5B0]", "[]", "15CD5B07", "-1", "9" * 21, "[" + "0" * 18 + "]"]
)
def test_refuses_what_is_no_card(card):
    line = f"USER PIN=1\tCard={card}"
    assert only(line) == Rejected(1, line, f"Card: {card} is no number of a card.")


@pytest.mark.parametrize(
    ("language", "encoding", "name"),
    [
        (None, "utf-8", "\u8d75 \u092a"),
        (83, "utf-8", "\u8d75"),
        (83, "gb18030", "\u8d75\u94b1\u5b59"),
        (66, "cp1256", "\u0639\u0644\u064a"),
        (65, "cp1256", "\u0639\u0644\u06cc"[:2]),
        (70, "latin-1", "Ren\xe9"),
        (None, "latin-1", "Ren\xe9"),
    ],
)
def test_names_in_the_encodings_of_languages(language, encoding, name):
    body = b"USER PIN=1\tName=" + name.encode(encoding) + b"\tPri=0"
    assert only(body, language=language).fields == {"NAME": name, "PRI": "0"}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("USER", NO_PIN),
        ("USER Name=Ali", NO_PIN),
        ("USER PIN=\tName=Ali", NO_PIN),
        ("USER PIN=a/b", NO_PIN),
        ("USER PIN=" + "1" * 21, NO_PIN),
        ("USER PIN=\uff17", NO_PIN),
        ("USER PIN=1\tPri=high", "PRI: high is no whole number that fits."),
        ("USER PIN=1\tVerify=2147483648", "VERIFY: 2147483648 is no whole number that fits."),
        ("USER PIN=1\tGrp=1.5", "GRP: 1.5 is no whole number that fits."),
        ("USER PIN=1\tali", "ali is no key with a value."),
        ("USERS PIN=1", "USERS is no known kind of line."),
        ("PIN=1", "PIN=1 is no known kind of line."),
    ],
)
def test_refuses_malformed_users(line, reason):
    assert only(line) == Rejected(1, line, reason)


def test_no_text_holds_a_nul():
    found = only("USER PIN=1\tName=a\0b")
    assert found == Rejected(1, "USER PIN=1\tName=a\ufffdb", "The line holds a NUL.")


# ---- templates ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "record"),
    [
        # A palm in five parts and a face of a SpeedFace-V5L, a finger of newer firmware.
        (
            (
                "BIODATA Pin=1\tNo=0\tIndex=4\tValid=1\tDuress=0\tType=8\tMajorVer=12\tMinorVer=0"
                "\tFormat=0\tTmp=AQID"
            ),
            TemplateLine(1, "1", 8, 0, 4, 1, 0, "12", "0", "AQID"),
        ),
        (
            (
                "BIODATA Pin=5\tNo=0\tIndex=0\tValid=1\tDuress=0\tType=9\tMajorVer=58\tMinorVer=10"
                "\tFormat=0\tTmp=AQI="
            ),
            TemplateLine(1, "5", 9, 0, 0, 1, 0, "58", "10", "AQI="),
        ),
        (
            (
                "BIODATA Pin=007\tNo=6\tIndex=0\tValid=1\tDuress=1\tType=1\tMajorVer=13\tMinorVer=0"
                "\tTmp=AQ=="
            ),
            TemplateLine(1, "007", 1, 6, 0, 1, 1, "13", "0", "AQ=="),
        ),
        (
            "biodata PIN=1\tTYPE=2\tTMP=AQID",
            TemplateLine(1, "1", 2, 0, 0, 1, 0, "", "", "AQID"),
        ),
        # Finger veins, by the number of the API.
        (
            "BIODATA Pin=1\tNo=1\tIndex=2\tType=5\tValid=0\tMajorVer=3\tTmp=AQID",
            TemplateLine(1, "1", 7, 1, 2, 0, 0, "3", "", "AQID"),
        ),
        (
            "FP PIN=1\tFID=6\tSize=4\tValid=1\tTMP=AQID",
            TemplateLine(1, "1", 1, 6, 0, 1, 0, "10", "", "AQID"),
        ),
        (
            "FP PIN=1\tFID=6\tSize=3\tValid=3\tTMP=AQID\tMajorVer=9",
            TemplateLine(1, "1", 1, 6, 0, 1, 1, "9", "", "AQID"),
        ),
        (
            "FACE PIN=1\tFID=11\tSIZE=4\tVALID=1\tTMP=AQID",
            TemplateLine(1, "1", 2, 0, 11, 1, 0, "", "", "AQID"),
        ),
        (
            "FVEIN Pin=1\tFID=6\tIndex=2\tSize=4\tValid=1\tTmp=AQID",
            TemplateLine(1, "1", 7, 6, 2, 1, 0, "3", "", "AQID"),
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_templates(line, record):
    assert only(line) == record


@pytest.mark.parametrize("size", [0, 72, 76, 96, 100])
def test_a_size_is_that_of_the_text_or_of_the_bytes(size):
    text = base64.b64encode(bytes(72)).decode()
    assert only(f"FP PIN=1\tFID=0\tSize={size}\tTMP={text}").template == text


@pytest.mark.parametrize("size", [55, 101, 36908])
def test_refuses_less_than_the_size_says(size):
    text = base64.b64encode(bytes(72)).decode()
    found = only(f"FP PIN=1\tFID=0\tSize={size}\tTMP={text}")
    assert found.reason == f"Tmp has 96 characters, its size is {size}."


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("BIODATA Pin=1\tTmp=AQID", "Type is missing."),
        ("BIODATA Pin=1\tType=x\tTmp=AQID", "TYPE: x is no whole number that fits."),
        ("BIODATA Pin=1\tType=1\tNo=-1\tTmp=AQID", "NO: -1 is no whole number that fits."),
        ("BIODATA Pin=1\tType=1", "Tmp is no base64."),
        ("BIODATA Pin=1\tType=1\tTmp=A?ID", "Tmp is no base64."),
        ("BIODATA Pin=1\tType=1\tTmp=AQ==ID", "Tmp is no base64."),
        ("BIODATA Pin=1\tType=1\tMajorVer=1 0\tTmp=AQID", "1 0 is no version of an algorithm."),
        (
            "BIODATA Pin=1\tType=1\tMajorVer=1234567890\tTmp=AQID",
            "1234567890 is no version of an algorithm.",
        ),
        ("FP FID=0\tTMP=AQID", NO_PIN),
        ("FP PIN=1\tFID=left\tTMP=AQID", "FID: left is no whole number that fits."),
    ],
)
def test_refuses_malformed_templates(line, reason):
    assert only(line) == Rejected(1, line, reason)


# ---- photos, errors, the rest ---------------------------------------------------------------


@pytest.mark.parametrize("size", ["", f"Size={len(JPEG_TEXT)}\t", f"Size={len(JPEG)}\t"])
def test_a_picture(size):
    found = only(f"USERPIC PIN=5\tFileName=5.jpg\t{size}Content={JPEG_TEXT}")
    assert found == PictureLine(1, "5", "5.jpg", JPEG)


@pytest.mark.parametrize(
    ("fields", "wire_type", "content", "url"),
    [
        (f"FileName=5.jpg\tType=0\tSize={len(JPEG_TEXT)}\tContent={JPEG_TEXT}", 9, JPEG, ""),
        (f"No=0\tIndex=0\tFileName=5.jpg\tType=2\tSize=0\tContent={JPEG_TEXT}", 2, JPEG, ""),
        ("Type=9\tFormat=1\tUrl=biophoto/5.jpg", 9, b"", "biophoto/5.jpg"),
        (f"Url=5.jpg\tContent={JPEG_TEXT}", 9, JPEG, "5.jpg"),
    ],
)
def test_portraits(fields, wire_type, content, url):
    found = only(f"BIOPHOTO PIN=5\t{fields}")
    assert found == PortraitLine(1, "5", wire_type, content, url)


@pytest.mark.parametrize("kind", ["USERPIC", "BIOPHOTO"])
@pytest.mark.parametrize("content", ["", "A", "AAAAA", "A?==", "A A=", "/9hw=WN0", "\xe9"])
def test_refuses_a_photo_that_is_no_base64(kind, content):
    line = f"{kind} PIN=5\tContent={content}"
    assert only(line) == Rejected(1, line, "Content is no base64.")


def test_errors():
    found = only(
        "ERRORLOG ErrCode=D01E0001\tErrMsg=no face\tDataOrigin=cmd\tCmdId=7\tAdditional=e30=\n"
    )
    assert found == ErrorLine(1, "D01E0001", "no face", "cmd", "7", "e30=")
    assert only("ERRORLOG ErrCode=D01E0002") == ErrorLine(1, "D01E0002", "", "", "", "")
    assert only("ERRORLOG ErrMsg=x").reason == "ERRCODE is missing."


def test_work_codes():
    assert only("WORKCODE Code=1\tName=Visit") == WorkCodeLine(1, "1", "Visit")
    assert only("WORKCODE Name=Visit").reason == "CODE is missing."


def test_identity_cards():
    found = only("IDCARD PIN=1\tIDNum=110101199003070015\tName=")
    assert found == IdCardLine(1, {"PIN": "1", "IDNUM": "110101199003070015", "NAME": ""})
    assert only("IDCARD").reason == "The line holds nothing."


# ---- bodies ---------------------------------------------------------------------------------


def test_a_body_of_several_kinds():
    body = (
        "\ufeffOPLOG 114\t0\t2025-06-01 09:00:00\t5\t0\t0\t0\r\n"
        "\r\n"
        "USER PIN=5\tName=Ali\tPri=0\r\n"
        " \t\r\n"
        "BIODATA Pin=5\tType=9\tTmp=AQID\t\r\n"
        "nothing\r\n"
        f"BIOPHOTO PIN=5\tType=0\tContent={JPEG_TEXT}"
    )
    assert read(body) == [
        OperationLine(1, 114, "0", NINE, ("5", "0", "0", "0")),
        UserLine(3, "5", {"NAME": "Ali", "PRI": "0"}),
        TemplateLine(5, "5", 9, 0, 0, 1, 0, "", "", "AQID"),
        Rejected(6, "nothing", "nothing is no known kind of line."),
        PortraitLine(7, "5", 9, JPEG, ""),
    ]


@pytest.mark.parametrize("body", [b"", b"\n", b" \t\r\n\r\n", b"\xef\xbb\xbf\n"])
def test_blank_lines_do_not_count(body):
    assert read(body) == []


def test_a_body_may_be_a_file():
    assert list(read_records(BytesIO(b"USER PIN=1\nUSER PIN=2"))) == [
        UserLine(1, "1", {}),
        UserLine(2, "2", {}),
    ]


def test_a_template_may_be_long_other_lines_may_not():
    start = "BIODATA Pin=1\tType=9\tTmp="
    template = "A" * (LONGEST_LINE - len(start))
    body = f"{start}{template}\r\n{start}{template}A\nUSER PIN=1\tName={'n' * LONGEST_SHORT_LINE}\n"
    found = read(body + "USER PIN=2")
    assert found[0].template == template
    assert [entry.line for entry in found] == [1, 2, 3, 4]
    assert [entry.reason for entry in found[1:3]] == ["The line is too long."] * 2
    assert len(found[1].text) == 1000
    assert found[3] == UserLine(4, "2", {})


@pytest.mark.parametrize(
    "body",
    [
        b"\t" * 2**20,
        b"USER " + b"PIN=1\t" * 8000,
        b"USER PIN=1\n" * (2**20 // 11),
        b"BIODATA " + b"=" * 2**20,
        b"BIODATA Pin=1\tType=1\tTmp=" + b"A" * 2**20 + b"?",
        b"OPLOG " + b"1\t" * 32000,
        b"\n" * 2**20,
        b"x\n" * 2**19,
        b"\xff" * 2**20,
        b"FP " + b"\x00" * 2**20,
    ],
    ids=lambda body: repr(body[:12]),
)
def test_a_megabyte_is_read_at_once(body):
    start = time.process_time()
    assert sum(1 for _ in read_records(body, language=83)) <= 2**19
    assert time.process_time() - start < 30  # measured: the worst takes 2
