"""With what the files of `--init` call a server that other machines can reach."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from etpserver.emulator.init.hooks import Server, run


class Noting(ThreadingHTTPServer):
    """Answers everything, and notes what it was sent with."""

    def __init__(self) -> None:
        self.seen: dict[str, str | None] = {}
        super().__init__(("127.0.0.1", 0), Answering)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Answering(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.seen[self.path] = self.headers["Authorization"]  # type: ignore[attr-defined]
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_said: object) -> None:
        """Say nothing."""


@pytest.fixture
def noting() -> Iterator[Noting]:
    with Noting() as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def called(noting: Noting, file, control_token: str) -> dict[str, str | None]:
    noting.seen = {}
    list(run([file], Server(noting.url, noting.url, "key", control_token, None)))  # type: ignore[arg-type]
    return noting.seen


def test_requests_carry_what_the_called_part_of_the_server_asks_for(noting, tmp_path):
    file = tmp_path / "a.http"
    file.write_text("GET /personnel\n\n###\nGET /_etp/clock\n\n###\nGET /x\nAuthorization: own\n")

    assert called(noting, file, "control") == {
        "/personnel": "Token key",
        "/_etp/clock": "Bearer control",
        "/x": "own",
    }
    assert called(noting, file, "")["/_etp/clock"] is None


def test_scripts_are_told_the_control_token(noting, tmp_path):
    file = tmp_path / "a.py"
    file.write_text(
        "import os, urllib.request\n"
        "token = os.environ.get('ETP_CONTROL_TOKEN', 'none')\n"
        "urllib.request.urlopen(os.environ['ETP_URL'] + '/' + token)\n"
    )

    assert list(called(noting, file, "control")) == ["/control"]
    assert list(called(noting, file, "")) == ["/none"]
