"""Requests before any view sees them."""

import io
import sys
from typing import Any

import pytest

from etpserver.wsgi import application


def call(**environ: str) -> tuple[str, bytes]:
    """Status line and body of a request to the WSGI application."""
    statuses: list[str] = []
    given: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/personnel/api/areas/",
        "QUERY_STRING": "search=gate",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8088",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http",
        **environ,
    }
    parts = application(given, lambda status, _headers, _problem=None: statuses.append(status))
    return statuses[0], b"".join(parts)


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["rot13", "hex", "zlib", "nonsense", "\x00"])
def test_a_charset_that_is_no_text_encoding_does_not_end_in_an_error(charset: str) -> None:
    status, _ = call(CONTENT_TYPE=f"application/json; charset={charset}")
    assert status == "401 Unauthorized"


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["etp_server", "etp_server:8088", "[::1]:8088", "a b", "", "a/b"])
def test_any_host_is_answered(host: str) -> None:
    status, _ = call(HTTP_HOST=host)
    assert status == "401 Unauthorized"
