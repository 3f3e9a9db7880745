import shutil
import subprocess
import time
from pathlib import Path

import httpx
import pytest

from etpserver.server.plans import can_cut
from tests.server.conftest import TinyServer
from tests.server.reading import Read, read_to_the_end

pytestmark = pytest.mark.skipif(not can_cut(), reason="this platform cannot cut connections")
LETTERS = b"0123456789"
# How curl names what it saw.
TIMED_OUT, PARTIAL, EMPTY, BROKEN, STREAM_ERROR = 28, 18, 52, 56, 92


def ask(server: TinyServer, path: str, *, method: str = "GET", more: bytes = b"") -> Read:
    head = f"{method} {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    return read_to_the_end(server.connect(head + more))


def curl(url: str, *options: str) -> tuple[int, str]:
    """The exit status, and the body as far as it came."""
    done = subprocess.run(
        ["curl", "-sk", *options, url], capture_output=True, text=True, timeout=30, check=False
    )
    return done.returncode, done.stdout


@pytest.fixture(scope="session")
def curl_speaks_http_2() -> None:
    program = shutil.which("curl")
    if program is None or "HTTP2" not in subprocess.check_output([program, "-V"], text=True):
        pytest.skip("no curl that speaks HTTP/2")


def test_resets_before_the_first_byte(tiny: TinyServer) -> None:
    assert ask(tiny, "/letters/20?ending=reset") == Read(b"", is_reset=True)


def test_resets_although_the_client_has_sent_its_next_request(tiny: TinyServer) -> None:
    pipelined = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    answer = ask(tiny, "/letters/20?ending=reset", more=pipelined)
    assert answer == Read(b"", is_reset=True)


def test_ends_the_connection_without_a_byte(tiny: TinyServer) -> None:
    assert ask(tiny, "/letters/20?ending=empty") == Read(b"", is_reset=False)


def test_cuts_after_the_delay(tiny: TinyServer) -> None:
    assert ask(tiny, "/letters/20?ending=reset&delay=0.1") == Read(b"", is_reset=True)
    assert ask(tiny, "/letters/20?ending=empty&delay=0.1") == Read(b"", is_reset=False)


def test_cuts_a_streaming_answer_without_running_it(tiny: TinyServer) -> None:
    assert ask(tiny, "/stream/endless-of-reset?ending=reset") == Read(b"", is_reset=True)
    notes = tiny.notes("endless-of-reset")
    assert (notes["sent"], notes["closed"]) == (0, True)


@pytest.mark.parametrize("length", [10, 1000, 1_000_000, 8_000_000])
def test_truncates_in_the_middle_of_the_body(tiny: TinyServer, length: int) -> None:
    answer = ask(tiny, f"/letters/{length}?ending=truncate")
    assert f"content-length: {length}\r\n".encode() in answer.content
    assert b"date: Mon, 05 Jan 2026 08:00:00 GMT\r\n" in answer.content
    assert not answer.is_reset
    assert answer.body == (LETTERS * (length // 10))[: length // 2]


def test_truncates_a_streaming_answer(tiny: TinyServer) -> None:
    answer = ask(tiny, "/stream/slow?ending=truncate")
    assert b"content-length: 21\r\n" in answer.content
    assert (answer.body, answer.is_reset) == (b"tick 0\ntic", False)


def test_truncates_a_dribble(tiny: TinyServer) -> None:
    answer = ask(tiny, "/letters/40?ending=truncate&dribble=10&pause=0.05")
    assert b"content-length: 40\r\n" in answer.content
    assert (answer.body, answer.is_reset) == (LETTERS * 2, False)


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/nothing"), ("HEAD", "/letters/20"), ("GET", "/letters/0")]
)
def test_ends_empty_where_there_is_no_body_to_truncate(
    tiny: TinyServer, method: str, path: str
) -> None:
    answer = ask(tiny, f"{path}?ending=truncate", method=method)
    assert answer == Read(b"", is_reset=False)


def test_hangs_until_the_client_leaves(tiny: TinyServer) -> None:
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(f"{tiny.url}/?ending=hang&note=hung", timeout=0.3)
    tiny.wait_until(lambda: tiny.told("hung"))


@pytest.mark.parametrize("ending", ["reset", "empty", "truncate"])
def test_calls_back_after_a_cut(tiny: TinyServer, ending: str) -> None:
    ask(tiny, f"/letters/20?ending={ending}&note=after-{ending}")
    tiny.wait_until(lambda: len(tiny.told(f"after-{ending}")) == 1)


def test_leaves_no_descriptor_open_and_does_not_spin(own_tiny: TinyServer) -> None:
    def cut_once(ending: str) -> Read:
        return ask(own_tiny, f"/letters/1000?ending={ending}")

    for ending in ("reset", "empty", "truncate"):
        cut_once(ending)
    before = own_tiny.descriptors()
    expected = {
        "reset": (b"", True),
        "empty": (b"", False),
        "truncate": (LETTERS * 50, False),
    }
    for ending, seen in expected.items():
        answers = {(answer.body, answer.is_reset) for answer in map(cut_once, [ending] * 200)}
        assert answers == {seen}
    own_tiny.wait_until(lambda: own_tiny.descriptors() <= before, seconds=5)
    used = own_tiny.cpu_s()
    time.sleep(0.5)
    assert own_tiny.cpu_s() - used < 0.1


def test_forgets_a_thousand_hangs_whose_clients_left(own_tiny: TinyServer) -> None:
    def hang(times: int, note: str) -> None:
        request = f"GET /?ending=hang&note={note} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
        for done in range(50, times + 1, 50):
            connections = [own_tiny.connect(request) for _ in range(50)]
            own_tiny.wait_until(lambda done=done: len(own_tiny.told(f"asked {note}")) == done)
            for connection in connections:
                connection.close()
            own_tiny.wait_until(lambda done=done: len(own_tiny.told(note)) == done)

    hang(200, "warming")
    descriptors, memory = own_tiny.descriptors(), own_tiny.memory()
    hang(1000, "hung")
    own_tiny.wait_until(lambda: own_tiny.descriptors() <= descriptors, seconds=5)
    assert own_tiny.memory() - memory < 3_000_000


@pytest.mark.parametrize(
    ("ending", "status", "body"),
    [
        ("reset", BROKEN, ""),
        ("empty", EMPTY, ""),
        ("truncate", PARTIAL, "0123456789" * 2),
        ("hang", TIMED_OUT, ""),
        ("whole", 0, "0123456789" * 4),
    ],
)
def test_ends_so_over_https(secure_tiny: TinyServer, ending: str, status: int, body: str) -> None:
    url = f"{secure_tiny.url}/letters/40?ending={ending}&delay=0.01"
    assert curl(url, "--http1.1", "--max-time", "1") == (status, body)


@pytest.mark.usefixtures("curl_speaks_http_2")
@pytest.mark.parametrize(
    ("ending", "status", "body"),
    [
        ("reset", BROKEN, ""),
        ("empty", PARTIAL, ""),
        ("truncate", STREAM_ERROR, "0123456789" * 2),
        ("hang", TIMED_OUT, ""),
        ("whole", 0, "0123456789" * 4),
    ],
)
def test_ends_so_over_http_2(secure_tiny: TinyServer, ending: str, status: int, body: str) -> None:
    url = f"{secure_tiny.url}/letters/40?ending={ending}&delay=0.01&note=h2-{ending}"
    assert curl(url, "--http2", "--max-time", "1") == (status, body)
    secure_tiny.wait_until(lambda: secure_tiny.told(f"h2-{ending}"))


@pytest.mark.usefixtures("curl_speaks_http_2")
def test_dribbles_over_http_2(secure_tiny: TinyServer, tmp_path: Path) -> None:
    url = f"{secure_tiny.url}/letters/40?dribble=10&pause=0.05"
    headers = tmp_path / "headers"
    assert curl(url, "--http2", "-D", str(headers)) == (0, "0123456789" * 4)
    assert headers.read_text().startswith("HTTP/2 200")
    assert "date: Mon, 05 Jan 2026 08:00:00 GMT\n" in headers.read_text()


@pytest.mark.usefixtures("curl_speaks_http_2")
@pytest.mark.parametrize("version", ["--http1.1", "--http2"])
def test_streams_events_over_https(secure_tiny: TinyServer, version: str) -> None:
    name = f"https{version}"
    url = f"{secure_tiny.url}/events/{name}?heartbeat=0.2"
    status, body = curl(url, version, "--no-buffer", "--max-time", "1")
    assert status == TIMED_OUT
    assert body.startswith(":\n\n:\n\n")
    secure_tiny.wait_until(lambda: secure_tiny.told(f"closed {name}"))
