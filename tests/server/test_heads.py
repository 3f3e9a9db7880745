import pytest
from hypothesis import given
from hypothesis import strategies as st

from etpserver.server.heads import HeadError, mend

LEGAL = frozenset(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!$&'()*+,-./:;=?@[]_~%"
)


def mended(line: bytes, *headers: bytes) -> list[bytes]:
    return mend(b"\r\n".join([line, *headers, b"", b""]), "192.0.2.7").split(b"\r\n")


@pytest.mark.parametrize(
    ("target", "legal"),
    [
        (b"?SN=SN1", b"?SN=SN1"),
        (b"?SN=SN1&INFO=Ver 2.0.12,0", b"?SN=SN1&INFO=Ver%202.0.12,0"),
        (b"?a=Ver%202.0.12 x", b"?a=Ver%202.0.12%20x"),
        (b"?a=  b", b"?a=%20%20b"),
        (b"?a=\tb\r", b"?a=%09b"),
        (b"?a=\xd5\xd4", b"?a=%D5%D4"),
        (b'?a="<>`{}|\\^#', b"?a=%22%3C%3E%60%7B%7D%7C%5C%5E%23"),
        (b"?a=%zz+[1]", b"?a=%zz+[1]"),
        (b" ?a=1", b"%20?a=1"),
    ],
)
def test_what_no_server_reads_is_escaped(target: bytes, legal: bytes) -> None:
    first, *_ = mended(b"GET /iclock/getrequest" + target + b" HTTP/1.1")
    assert first == b"GET /iclock/getrequest" + legal + b" HTTP/1.1"


def test_the_connection_is_for_one_answer_and_names_the_peer() -> None:
    headers = [b"Host: 192.0.2.1:8081", b"User-Agent: iClock Proxy/1.09", b"Expect: 100-continue"]
    assert mended(b"POST /iclock/cdata?SN=SN1 HTTP/1.1", *headers) == [
        b"POST /iclock/cdata?SN=SN1 HTTP/1.1",
        b"Connection: close",
        b"X-Forwarded-For: 192.0.2.7",
        *headers,
        b"",
        b"",
    ]


@pytest.mark.parametrize(
    "header",
    [b"Connection: keep-alive", b"CONNECTION : x", b"Keep-Alive: 5", b"Proxy-Connection: close",
     b"Upgrade: h2c", b"HTTP2-Settings: x", b"X-Forwarded-For: 127.0.0.1", b"x-forwarded-port: 1",
     b"Forwarded: for=127.0.0.1", b"X-Real-IP: 127.0.0.1"],
)  # fmt: skip
def test_what_only_a_proxy_says_does_not_pass(header: bytes) -> None:
    line = b"GET /iclock/ping HTTP/1.0"
    assert mended(line, b"Host: x", header) == mended(line, b"Host: x")


def test_lines_may_end_with_a_line_feed_alone() -> None:
    head = b"\r\nGET /iclock/ping?SN=1 2 HTTP/1.1\nHost: x\n\n"
    assert mend(head, "192.0.2.7").split(b"\r\n") == mended(
        b"GET /iclock/ping?SN=1 2 HTTP/1.1", b"Host: x"
    )


@pytest.mark.parametrize(
    "line",
    [b"GET /_etp/health HTTP/1.1", b"GET / HTTP/1.1", b"GET /iclock HTTP/1.1 HTTP/1.1",
     b"GET /ICLOCK/cdata HTTP/1.1", b"GET //iclock/ HTTP/1.1", b"GET http://x/iclock/ HTTP/1.1",
     b"GET /iclock/api/terminals/ HTTP/1.1", b"GET /iclock/api HTTP/1.1",
     b"GET /iclock/%61pi/terminals/?a=b HTTP/1.1", b"GET /?/iclock/ HTTP/1.1",
     b"PRI * HTTP/1.1"],
)  # fmt: skip
def test_only_terminals_have_paths_here(line: bytes) -> None:
    with pytest.raises(HeadError) as problem:
        mended(line)
    assert (problem.value.status, problem.value.text) == (
        404,
        "This port is for terminals: paths under /iclock/.",
    )


@pytest.mark.parametrize(
    "line",
    [b"hello", b"", b"GET /iclock/ping", b"GET  HTTP/1.1", b"get /iclock/ping HTTP/1.1",
     b"GET /iclock/ping HTTP/2.0", b"GET /iclock/ping HTTP/1.1x", b"G\xffT /iclock/ping HTTP/1.1",
     b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"],
)  # fmt: skip
def test_refuses_what_is_no_request(line: bytes) -> None:
    with pytest.raises(HeadError) as problem:
        mended(line)
    assert problem.value.status in {400, 404}


@given(st.binary(max_size=200) | st.binary(max_size=100).map(b"GET /iclock/".__add__))
def test_whatever_comes_what_passes_is_one_legal_request(head: bytes) -> None:
    try:
        found = mend(head, "192.0.2.7")
    except HeadError:
        return
    first, *rest = found.split(b"\r\n")
    method, target, version = first.split(b" ")
    assert (method.isalpha(), version[:7]) == (True, b"HTTP/1.")
    assert target.startswith(b"/iclock/")
    assert set(target) <= LEGAL
    assert rest[:2] == [b"Connection: close", b"X-Forwarded-For: 192.0.2.7"]
    assert found.endswith(b"\r\n\r\n")
    assert not any(line.lower().startswith(b"connection:") for line in rest[1:])


def test_a_long_line_of_spaces_is_read_at_once() -> None:
    spaces = b" " * 64 * 1024
    assert len(mended(b"GET /iclock/" + spaces + b"x HTTP/1.1")[0]) > 3 * len(spaces)
    with pytest.raises(HeadError):
        mended(b"GET" + spaces + b"HTTP/1.2")
