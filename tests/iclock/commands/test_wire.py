"""The text of commands."""

from datetime import datetime

import pytest

from iclock.commands import wire
from iclock.models import Terminal


def test_no_value_breaks_a_line():
    line = wire.update_user(
        pin="1", name="a\tb\nc\rd", privilege=0, password=None, card=None, verify=-1
    )
    expected = "PIN=1\tName=a b c d\tPri=0\tPasswd=\tCard=\t\tGrp=1\tVerify=-1"
    assert line == f"DATA UPDATE USERINFO {expected}"


def test_a_template_with_its_version():
    line = wire.update_bio_data(
        pin="1", wire_type=7, no=2, index=1, duress=1, major_ver="58", minor_ver="2", template="T"
    )
    fields = "Pin=1\tNo=2\tIndex=1\tValid=1\tDuress=1\tType=7\tMajorVer=58\tMinorVer=2\tTmp=T"
    assert line == f"DATA UPDATE BIODATA {fields}"


@pytest.mark.parametrize(("duress", "valid"), [(0, 1), (1, 3)])
def test_a_fingerprint_given_under_duress(duress, valid):
    line = wire.update_fingerprint(pin="1", finger=6, duress=duress, template="T")
    assert line == f"DATA UPDATE FINGERTMP PIN=1\tFID=6\tSize=1\tValid={valid}\tTMP=T"


def test_a_message_is_cut_between_characters():
    start = datetime.fromisoformat("2026-01-05T12:00:00")
    line = wire.update_message(uid=3, tag=253, content="ह" * 200, minutes=5, start=start)
    text = line.partition("MSG=")[2].partition("\t")[0]
    assert text == "ह" * 106
    assert line.endswith("\tTAG=253\tUID=3\tMIN=5\tStartTime=2026-01-05 12:00:00")


@pytest.mark.parametrize(
    ("support", "takes"),
    [("", False), ("0:1", True), ("0:0:1", False), ("0", False), ("x:1:y", True), (":1", True)],
)
def test_what_a_terminal_takes(support, takes):
    terminal = Terminal(bio_data_support=support, bio_photo_support=support)
    assert terminal.takes_bio_data(1) is takes
    assert terminal.takes_bio_photo(1) is takes
    assert terminal.takes_bio_data(-1) is False
