"""Whatever a terminal sends comes out once; what it writes as it should is read as it was meant."""

import base64

from hypothesis import given
from hypothesis import strategies as st

from iclock.push.parsing.records import (
    OperationLine,
    PictureLine,
    Rejected,
    TemplateLine,
    UserLine,
)
from tests.iclock.push.parsing.reading import only, read

KINDS = st.sampled_from(
    ["OPLOG", "USER", "FP", "FACE", "FVEIN", "BIODATA", "USERPIC", "BIOPHOTO", "WORKCODE",
     "ERRORLOG", "IDCARD", "user", "X"]
)  # fmt: skip
KEYS = st.sampled_from(["PIN", "Pin", "Type", "Size", "TMP", "Content", "Card", "FID", "Pri", "x"])
VALUES = st.one_of(
    st.sampled_from(["", "1", "-1", "AQID", "=", "[00", "[15CD5B07]", "2025-06-01 09:00:00"]),
    st.text(max_size=12),
)
FIELDS = st.builds("{}={}".format, KEYS, VALUES) | VALUES
MADE_LINES = st.builds(lambda kind, fields: f"{kind} " + "\t".join(fields), KINDS, st.lists(FIELDS))
LINES = st.lists(MADE_LINES.map(str.encode) | st.binary(max_size=60), max_size=8)


def texts(entry):
    for value in (getattr(entry, name) for name in entry.__slots__):
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from [*value, *value.values()]
        elif isinstance(value, tuple):
            yield from value


@given(LINES, st.sampled_from([b"\n", b"\r\n"]), st.sampled_from([None, 83, 66, 10**9]))
def test_every_line_comes_out_once_and_nothing_raises(lines, end, language):
    body = end.join(lines)
    filled = [
        number
        for number, line in enumerate(body.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1)
        if line.strip()
    ]
    found = read(body, language=language)
    assert [entry.line for entry in found] == filled
    for entry in found:
        if isinstance(entry, Rejected):
            assert len(entry.text) <= 1000
            assert entry.reason
        assert not any("\0" in text for text in texts(entry))


PIN = st.from_regex(r"[A-Za-z0-9._-]{1,20}", fullmatch=True)
WORDS = st.text(st.characters(exclude_categories=["C", "Z"]), max_size=20)
NUMBERS = st.integers(0, 2**31 - 1)
BASE64 = st.binary(min_size=1, max_size=60).map(lambda content: base64.b64encode(content).decode())


@given(PIN, WORDS, NUMBERS, st.integers(1, 10**19))
def test_a_written_user_is_read(pin, name, privilege, card):
    line = f"USER PIN={pin}\tName={name}\tPri={privilege}\tPasswd=\tCard={card}\t\tVerify=-1\r\n"
    fields = {
        "NAME": name,
        "PRI": str(privilege),
        "PASSWD": "",
        "CARD": str(card),
        "VERIFY": "-1",
    }
    assert only(line) == UserLine(1, pin, fields)


@given(PIN, st.integers(6, 9), NUMBERS, st.booleans(), BASE64)
def test_a_written_template_is_read(pin, wire_type, no, is_duress, template):
    line = (
        f"BIODATA Pin={pin}\tNo={no}\tIndex=3\tValid=1\tDuress={int(is_duress)}"
        f"\tType={wire_type}\tMajorVer=58\tMinorVer=2\tFormat=0\tTmp={template}\n"
    )
    expected = TemplateLine(1, pin, wire_type, no, 3, 1, int(is_duress), "58", "2", template)
    assert only(line) == expected


@given(PIN, st.binary(min_size=1, max_size=60))
def test_a_written_photo_is_read(pin, content):
    text = base64.b64encode(content).decode()
    line = f"USERPIC PIN={pin}\tFileName={pin}.jpg\tSize={len(text)}\tContent={text}"
    assert only(line) == PictureLine(1, pin, f"{pin}.jpg", content)


@given(NUMBERS, PIN, st.datetimes(), st.lists(PIN, max_size=4))
def test_a_written_operation_is_read(operation, operator, moment, values):
    moment = moment.replace(microsecond=0)
    columns = [str(operation), operator, moment.isoformat(" "), *values]
    expected = OperationLine(1, operation, operator, moment, tuple(values))
    assert only("OPLOG " + "\t".join(columns)) == expected
