import socket

import httpx

from tests.server.conftest import TinyServer
from tests.server.reading import read_all


def test_tells_method_path_query_and_peers(tiny: TinyServer) -> None:
    told = httpx.put(f"{tiny.url}/a/b?x=1&y=%20").json()
    assert told["REQUEST_METHOD"] == "PUT"
    assert (told["PATH_INFO"], told["QUERY_STRING"]) == ("/a/b", "x=1&y=%20")
    assert (told["SERVER_NAME"], told["SERVER_PORT"]) == ("127.0.0.1", str(tiny.port))
    assert told["REMOTE_ADDR"] == "127.0.0.1"
    assert told["REMOTE_PORT"].isdigit()
    assert (told["wsgi.url_scheme"], told["SERVER_PROTOCOL"]) == ("http", "HTTP/1.1")


def test_spells_a_decoded_path_in_latin_1(tiny: TinyServer) -> None:
    told = httpx.get(f"{tiny.url}/caf%C3%A9/%2F").json()
    assert told["PATH_INFO"].encode("latin-1").decode() == "/café//"


def test_joins_repeated_headers(tiny: TinyServer) -> None:
    headers = [("Cookie", "a=1"), ("Cookie", "b=2"), ("X-Two", "1"), ("X-Two", "2")]
    told = httpx.get(tiny.url, headers=headers).json()
    assert (told["HTTP_COOKIE"], told["HTTP_X_TWO"]) == ("a=1; b=2", "1,2")


def test_drops_header_names_that_pass_for_others(tiny: TinyServer) -> None:
    told = httpx.get(tiny.url, headers={"X_Etp_World": "w1", "Proxy": "evil"}).json()
    assert "HTTP_X_ETP_WORLD" not in told
    assert "HTTP_PROXY" not in told


def test_speaks_http_1_0(tiny: TinyServer) -> None:
    answer = read_all(tiny.connect(b"GET / HTTP/1.0\r\n\r\n"))
    assert answer.startswith(b"HTTP/1.0 200 OK")
    assert b'"SERVER_PROTOCOL": "HTTP/1.0"' in answer


def test_passes_a_small_body(tiny: TinyServer) -> None:
    told = httpx.post(tiny.url, content=b"abc").json()
    assert (told["CONTENT_LENGTH"], told["body_length"]) == ("3", 3)


def test_passes_a_spooled_body_whole(tiny: TinyServer) -> None:
    content = bytes(range(250)) * 600
    told = httpx.post(tiny.url, content=content).json()
    assert (told["body_length"], told["body_sum"]) == (len(content), sum(content))


def test_says_how_long_a_chunked_body_was(tiny: TinyServer) -> None:
    told = httpx.post(tiny.url, content=iter([b"abc", b"defg"])).json()
    assert (told["CONTENT_LENGTH"], told["body_length"]) == ("7", 7)


def test_asks_for_the_body_of_a_client_that_expects_it(tiny: TinyServer) -> None:
    head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n"
    with tiny.connect(head + b"Connection: close\r\n\r\n") as connection:
        assert connection.recv(1000).startswith(b"HTTP/1.1 100 Continue")
        connection.sendall(b"abc")
        assert b'"body_length": 3' in read_all(connection)


def test_keeps_nothing_of_a_body_beyond_the_limit(tiny: TinyServer) -> None:
    told = httpx.post(tiny.url, content=b"x" * 300_000).json()
    assert (told["etp.body_too_large"], told["body_length"]) == (True, 0)
    assert told["CONTENT_LENGTH"] == "300000"


def test_keeps_nothing_of_a_chunked_body_beyond_the_limit(tiny: TinyServer) -> None:
    answer = httpx.post(tiny.url, content=iter([b"x" * 50_000] * 6))
    told = answer.json()
    assert (told["etp.body_too_large"], told["body_length"]) == (True, 0)
    assert int(told["CONTENT_LENGTH"]) > 200_000


def test_does_not_ask_for_a_body_beyond_the_limit(tiny: TinyServer) -> None:
    head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\nExpect: 100-continue\r\n\r\n"
    answer = read_all(tiny.connect(head))
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert b'"etp.body_too_large": true' in answer


def test_answers_and_closes_although_the_client_could_send_for_ever(tiny: TinyServer) -> None:
    connection = tiny.connect(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 90000000\r\n\r\n")
    connection.sendall(b"x" * 1_000_001)
    answer = read_all(connection)
    assert b'"etp.body_too_large": true' in answer
    assert b"connection: close" in answer


def test_runs_no_view_on_half_a_body(tiny: TinyServer) -> None:
    for head in (b"Content-Length: 9000", b"Transfer-Encoding: chunked"):
        connection = tiny.connect(
            b"POST /stream/slow-of-half HTTP/1.1\r\nHost: x\r\n%s\r\n\r\n" % head
        )
        connection.sendall(b"3\r\nabc\r\n")
        connection.shutdown(socket.SHUT_WR)
        read_all(connection)
    assert tiny.notes("slow-of-half") == {}
