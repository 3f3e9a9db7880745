"""Asking a server whether it is ready, without loading an HTTP client library."""

import http.client
import json
import time
from urllib.parse import urlsplit

from etpserver.server.certificates import trusting_anybody
from iclock.virtual.addresses import is_url

STEP_S = 0.01
ANSWER_S = 5.0
READY, ALIVE = "/_etp/ready", "/livez"


def why_not_ready(url: str, timeout: float = ANSWER_S, probe: str = READY) -> str:
    """Empty when the server at `url` is ready, or says yes to another probe."""
    if not is_url(url):
        return f"{url} is no URL; give one such as http://127.0.0.1:8088."
    parts = urlsplit(url)
    connection = _connection(parts.scheme, str(parts.hostname), parts.port, timeout)
    try:
        connection.request("GET", f"{parts.path}{probe}")
        answer = connection.getresponse()
        content = answer.read()
    except (OSError, http.client.HTTPException) as problem:
        return f"No server answers at {url} ({problem})."
    finally:
        connection.close()
    if answer.status == 200:
        return ""
    return _reason(content) or f"{url}{probe} answers {answer.status}."


def wait_until_ready(url: str, timeout: float, probe: str = READY) -> str:
    """Ask until the server is ready; answers why it is not when the time is over."""
    deadline = time.monotonic() + timeout
    while True:
        reason = why_not_ready(url, probe=probe)
        if not reason or time.monotonic() > deadline:
            return reason
        time.sleep(STEP_S)


def _connection(
    scheme: str, host: str, port: int | None, timeout: float
) -> http.client.HTTPConnection:
    if scheme == "http":
        return http.client.HTTPConnection(host, port, timeout=timeout)
    # It is asked whether it answers, not who it is.
    return http.client.HTTPSConnection(host, port, timeout=timeout, context=trusting_anybody())


def _reason(content: bytes) -> str:
    try:
        return str(json.loads(content)["reason"])
    except (ValueError, KeyError, TypeError):
        return ""
