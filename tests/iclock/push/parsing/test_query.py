"""Query strings as terminals write them."""

import time
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iclock.push.parsing.query import DeviceQuery


@pytest.mark.parametrize(
    "info",
    [
        b"Ver 2.0.12-20150625,0,0",
        b"Ver%202.0.12-20150625,0,0",
        b"Ver+2.0.12-20150625%2c0,0",
    ],
)
def test_spaces(info):
    query = DeviceQuery.read(b"SN=SN1&INFO=" + info)
    assert query.get("INFO") == "Ver 2.0.12-20150625,0,0"


@pytest.mark.parametrize("name", [b"SN", b"sn", b"Sn", b" SN "])
def test_names_in_any_case(name):
    query = DeviceQuery.read(name + b"=%20SN1 ")
    assert (query.sn, query.get("sN")) == ("SN1", " SN1 ")


@pytest.mark.parametrize(
    ("query_string", "stamp"),
    [
        (b"Stamp=9999", "9999"),
        (b"stamp=9999&OpStamp=7", "9999"),
        (b"OpStamp=9999", "9999"),
        (b"PhotoStamp=9999", "9999"),
        (b"ATTLOGStamp= 9999", "9999"),
        (b"Stamp=&OPERLOGStamp=7", "7"),
        (b"", ""),
    ],
)
def test_stamps(query_string, stamp):
    assert DeviceQuery.read(query_string).stamp == stamp


def test_tables_are_in_capitals():
    assert DeviceQuery.read(b"table=AttLog").table == "ATTLOG"
    assert DeviceQuery.read(b"").table == ""


def test_what_is_missing():
    query = DeviceQuery.read(b"&&=1&SN&a=&pushver=2.4.1")
    assert (query.sn, query.get("a"), query.get("b"), query.get("b", "x")) == ("", "", "", "x")
    assert query.get("pushver") == "2.4.1"


def test_the_first_of_two_counts():
    assert DeviceQuery.read(b"SN=SN1&sn=SN2").sn == "SN1"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("\u8d75".encode(), "\u8d75"),
        ("\u8d75".encode("gb18030"), "\u8d75"),
        (quote("\u8d75".encode("gb18030")).encode(), "\u8d75"),
        (b"\xff", "\xff"),
        (b"%ff", "\xff"),
        (b"a%00b", "a\ufffdb"),
        (b"%", "%"),
        (b"%zz%4", "%zz%4"),
    ],
)
def test_encodings(value, text):
    assert DeviceQuery.read(b"a=" + value).get("a") == text
    # WSGI's spelling of the same bytes.
    assert DeviceQuery.read((b"a=" + value).decode("latin-1")).get("a") == text


@pytest.mark.parametrize(
    ("value", "text"), [("\u8d75", "\u8d75"), ("\udc80", "?"), ("\u8d75%20x", "\u8d75 x")]
)
def test_texts_that_are_not_wsgis(value, text):
    assert DeviceQuery.read(f"a={value}").get("a") == text


# ---- whatever comes -----------------------------------------------------------------------------


@given(st.binary(max_size=100) | st.text(max_size=60) | st.text("SNsn=&%+ 0f\0"))
def test_nothing_raises(query_string):
    query = DeviceQuery.read(query_string)
    for text in (query.sn, query.table, query.stamp, query.get("a")):
        assert "\0" not in text


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
       st.sampled_from([quote, quote_plus]))  # fmt: skip
def test_a_written_value_is_read(value, written):
    assert DeviceQuery.read(f"SN=SN1&a={written(value)}&b=1".encode()).get("a") == value


@pytest.mark.parametrize("part", [b"&", b"%", b"a=1&", b"=", b"+", b"%41", b"a%41=%20&", b"\xff"])
def test_a_megabyte_is_read_at_once(part):
    start = time.process_time()
    DeviceQuery.read(part * (2**20 // len(part)))
    assert time.process_time() - start < 30
