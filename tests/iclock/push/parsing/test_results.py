"""Results of commands."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iclock.push.parsing.query import DeviceQuery
from iclock.push.parsing.results import Result, read_results

NO_QUERY = DeviceQuery.read(b"SN=SN1")


def made(command_id, return_code=0, command="DATA", **over):
    empty = {"id_text": str(command_id), "options": {}, "file_name": "", "content": b""}
    return Result(
        **{
            "command_id": command_id,
            "return_code": return_code,
            "command": command,
            **empty,
            **over,
        }
    )


def read(body, query=NO_QUERY):
    return read_results(body, query)


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_line_for_each_command(end):
    lines = [
        b"ID=1&Return=0&CMD=DATA",
        b"ID=2&Return=-1002&CMD=SHELL",
        b"",
        b"id=3&return=0&cmd=SET OPTION",
        b"ID=1854446&Return=6&CMD=ENROLL_BIO",
    ]
    found = [made(1), made(2, -1002, "SHELL"), made(3, 0, "SET OPTION")]
    found.append(made(1854446, 6, "ENROLL_BIO"))
    assert read(end.join(lines)) == found
    assert read(end.join(lines) + end) == found


def test_what_a_result_says_besides():
    body = (
        b"ID=7&Return=0&CMD=VERIFY SUM&StartTime=2025-06-01 00:00:00"
        b"&EndTime=2025-06-01 23:59:59&AttLogSum=12"
    )
    options = {
        "StartTime": "2025-06-01 00:00:00",
        "EndTime": "2025-06-01 23:59:59",
        "AttLogSum": "12",
    }
    assert read(body) == [made(7, 0, "VERIFY SUM", options=options)]


def test_info_with_the_options_of_the_device():
    body = (
        b"ID=2&Return=0&CMD=INFO\n"
        b"~DeviceName=SpeedFace-V5L[TD]\r\n"
        b"MAC=00:17:61:12:e5:41\n"
        b"UserCount=1\n"
        b"~OEMVendor=ZKTeco Co., Ltd. & sons\n"
        b"ID=3&Return=0&CMD=DATA\n"
    )
    options = {
        "DeviceName": "SpeedFace-V5L[TD]",
        "MAC": "00:17:61:12:e5:41",
        "UserCount": "1",
        "OEMVendor": "ZKTeco Co., Ltd. & sons",
    }
    assert read(body) == [made(2, 0, "INFO", options=options), made(3)]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (
            b"ID=4\nSN=SN1\nReturn=0\nCMD=Shell\nFILENAME=shellout.txt\nContent=a\nID=5\n",
            made(4, 0, "Shell", file_name="shellout.txt", content=b"a\nID=5\n"),
        ),
        (
            (
                b"ID=4\r\nSN=SN1\r\nFILENAME=options.cfg\r\nCMD=GetFile\r\nReturn=6\r\n"
                b"Content=\x00\xff\r\n\n="
            ),
            made(4, 6, "GetFile", file_name="options.cfg", content=b"\x00\xff\r\n\n="),
        ),
        (b"SN=SN1\nID=4\nReturn=120\nCMD=PutFile\n", made(4, 120, "PutFile")),
        (b"ID=4\nReturn=-1\nCMD=GetFile\nContent=", made(4, -1, "GetFile")),
    ],
)
def test_a_file_on_several_lines(body, found):
    assert read(body) == [found]


def test_a_file_after_other_results():
    body = b"ID=1&Return=0&CMD=DATA\nID=4\nReturn=1\nCMD=Shell\ncontent=x"
    assert read(body) == [made(1), made(4, 1, "Shell", content=b"x")]


@pytest.mark.parametrize("body", [b"", b"\r\n", b"OK", b"\x00\xff"])
def test_everything_in_the_query(body):
    query = DeviceQuery.read(b"SN=SN1&ID=4&Return=-3&CMD=SET%20OPTION")
    assert read(body, query) == [made(4, -3, "SET OPTION")]


def test_a_body_counts_more_than_the_query():
    query = DeviceQuery.read(b"SN=SN1&ID=4&Return=-3&CMD=REBOOT")
    assert read(b"ID=1&Return=0&CMD=DATA", query) == [made(1)]


@pytest.mark.parametrize("body", [b"", b"\n\n", b"OK", b"hello=1\nworld=2", b"Content=x"])
def test_no_results(body):
    assert read(body) == []


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"ID=1", made(1, None, "")),
        (b"ID=1&CMD=DATA", made(1, None)),
        (b"ID=1&Return=&CMD=DATA", made(1, None)),
        (b"ID=1&Return=ok&CMD=DATA", made(1, None)),
        (b"ID=1&Return=2147483648&CMD=DATA", made(1, None)),
        (b"ID=1&Return=-2147483648&CMD=DATA", made(1, -(2**31))),
        (b"ID=1&Return=" + b"9" * 400 + b"&CMD=DATA", made(1, None)),
        (b"ID=x7&Return=0&CMD=DATA", made(None, id_text="x7")),
        (b"ID=-1&Return=0&CMD=DATA", made(None, id_text="-1")),
        (b"ID=&Return=0&CMD=DATA", made(None, id_text="")),
        (b"ID=" + b"9" * 18 + b"&Return=0&CMD=DATA", made(10**18 - 1)),
        (b"ID=" + b"9" * 19 + b"&Return=0&CMD=DATA", made(None, id_text="9" * 19)),
        (b"ID=1&Return=0&CMD=DATA&ID=2&Return=-1", made(1)),
        (b"Return=0", made(None, 0, "", id_text="")),
        (b"ID=1&Return=0&CMD=A\0B", made(1, 0, "A\ufffdB")),
    ],
    ids=lambda value: repr(value[:40]) if isinstance(value, bytes) else "",
)
def test_ids_and_codes_that_are_no_numbers(body, found):
    assert read(body) == [found]


# ---- whatever comes -----------------------------------------------------------------------------

IDS = st.integers(0, 10**18 - 1)
CODES = st.integers(-(2**31), 2**31 - 1)
COMMANDS = st.sampled_from(["DATA", "INFO", "SET OPTION", "REBOOT", ""])


@given(st.lists(st.tuples(IDS, CODES, COMMANDS)), st.sampled_from(["\n", "\r\n"]))
def test_written_results_are_read(results, end):
    lines = (f"ID={key}&Return={code}&CMD={command}{end}" for key, code, command in results)
    assert read("".join(lines).encode()) == [made(*result) for result in results]


@given(IDS, CODES, st.binary())
def test_a_written_file_is_read(key, code, content):
    head = f"ID={key}\nSN=SN1\nReturn={code}\nCMD=GetFile\nFILENAME=a.cfg\nContent=".encode()
    expected = made(key, code, "GetFile", file_name="a.cfg", content=content)
    assert read(head + content) == [expected]


LINES = st.lists(st.sampled_from([b"ID=1", b"ID=", b"Return=0", b"a=b", b"Content=", b"=", b"&"])
                 | st.binary(max_size=20))  # fmt: skip


@given(LINES, st.sampled_from([b"\n", b"&"]), st.binary(max_size=40))
def test_nothing_raises(parts, separator, query_string):
    for result in read(separator.join(parts), DeviceQuery.read(query_string)):
        texts = (result.id_text, result.command, result.file_name, *result.options.values())
        assert not any("\0" in text for text in texts)


@pytest.mark.parametrize(
    "part", [b"ID=1\n", b"\n", b"ID=1&", b"a=b\n", b"&", b"=", b"x", b"Content=\n", b"\xff"]
)
def test_a_megabyte_is_read_at_once(part):
    start = time.process_time()
    read(b"ID=1\n" + part * (2**20 // len(part)))
    assert time.process_time() - start < 30
