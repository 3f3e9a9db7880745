"""What a device says of itself."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iclock.push.parsing.options import Info, read_info, read_options

# A SpeedFace-V5L.
REAL = (
    "~DeviceName=SpeedFace-V5L[TD],MAC=00:17:61:12:e5:41,TransactionCount=0,~MaxAttLogCount=20,"
    "UserCount=1,~MaxUserCount=100,Language=69,IPAddress=192.168.54.216,~Platform=ZAM170_TFT,"
    "~OEMVendor=ZKTeco Co., Ltd.,FWVersion=ZAM170-NF-Ver1.1.27,PushVersion=Ver 2.0.32S-20200506,"
    "RegDeviceType=,VisilightFun=1,MultiBioDataSupport=0:1:0:0:0:0:0:0:1:1"
)
READ = {
    "DeviceName": "SpeedFace-V5L[TD]",
    "MAC": "00:17:61:12:e5:41",
    "TransactionCount": "0",
    "MaxAttLogCount": "20",
    "UserCount": "1",
    "MaxUserCount": "100",
    "Language": "69",
    "IPAddress": "192.168.54.216",
    "Platform": "ZAM170_TFT",
    "OEMVendor": "ZKTeco Co., Ltd.",
    "FWVersion": "ZAM170-NF-Ver1.1.27",
    "PushVersion": "Ver 2.0.32S-20200506",
    "RegDeviceType": "",
    "VisilightFun": "1",
    "MultiBioDataSupport": "0:1:0:0:0:0:0:0:1:1",
}


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_one_line(end):
    assert read_options((REAL + end).encode()) == READ


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_line_each(end):
    lines = [f"~{name}={value}" for name, value in READ.items()]
    assert read_options(end.join(lines).encode()) == READ


@pytest.mark.parametrize(
    ("body", "options"),
    [
        ("", {}),
        (",,\n=\n~=1", {}),
        ("A=1, ~B=2 ,C=a=b", {"A": "1", "B": "2", "C": "a=b"}),
        ("A=1,2,3,B=x,y", {"A": "1,2,3", "B": "x,y"}),
        ("nothing,A=1", {"A": "1"}),
        ("A=1,A=2", {"A": "2"}),
        ("A=\0,\u00e9=1", {"A": "\ufffd,\u00e9=1"}),
        ("Name=\u8d75", {"Name": "\u8d75"}),
    ],
)
def test_other_bodies(body, options):
    assert read_options(body.encode()) == options


@pytest.mark.parametrize(
    ("text", "info"),
    [
        (
            "Ver 2.0.12-20150625,0,0,0,192.168.16.27,10,7,15,0,111",
            Info("Ver 2.0.12-20150625", 0, 0, 0, "192.168.16.27", "10", "7", 15, 0, "111"),
        ),
        (
            "ZAM170-NF-Ver1.1.27,1,1,0,192.168.54.216,10,58,12,0,11110",
            Info("ZAM170-NF-Ver1.1.27", 1, 1, 0, "192.168.54.216", "10", "58", 12, 0, "11110"),
        ),
        (
            "ZAM70-NF24HA-Ver3.3.12,27,73,283,192.168.1.201,13,40,12,3,11110,0,25,0",
            Info(
                "ZAM70-NF24HA-Ver3.3.12", 27, 73, 283, "192.168.1.201", "13", "40", 12, 3, "11110"
            ),
        ),
        ("", Info()),
        (",,,,", Info()),
        (" Ver 1 ,7", Info("Ver 1", 7)),
        ("Ver 1,x,-1,2147483648,", Info("Ver 1")),
        ("a\0b", Info("a\ufffdb")),
    ],
)
def test_info(text, info):
    assert read_info(text) == info


# ---- whatever comes -----------------------------------------------------------------------------

NAMES = st.from_regex(r"[A-Za-z]\w{0,20}", fullmatch=True).filter(str.isascii)
VALUES = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="=\0"))


@given(st.dictionaries(NAMES, VALUES), st.sampled_from([",", "\n", "\r\n", ",~", "\n~"]))
def test_written_options_are_read(options, separator):
    body = separator.join(f"{name}={value}" for name, value in options.items())
    assert read_options(body.encode()) == options


@given(st.binary(max_size=200) | st.text("aA~,=\n\0 ").map(str.encode), st.text(max_size=60))
def test_nothing_raises(body, text):
    assert all(name and "\0" not in value for name, value in read_options(body).items())
    assert isinstance(read_info(text), Info)


@pytest.mark.parametrize(
    "part", [b",", b",a", b",a=", b"a", b"~", b", ", b"\n", b"=", b",a" * 50 + b"="]
)
def test_a_megabyte_is_read_at_once(part):
    body = part * (2**20 // len(part))
    start = time.process_time()
    read_options(body)
    read_info(body.decode())
    assert time.process_time() - start < 30
