"""Which server a terminal calls, and which it will call after its next start."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from iclock.virtual.numbers import number_of

DOMAIN_MODE = "1"


def url_of(server: str, text: str) -> str:
    """The URL of a file: absolute, or a path of the server's, with its `iclock/` or without."""
    text = text.strip()
    if text.lower().startswith(("http://", "https://")):
        return text
    path = text.lstrip("/")
    return f"{server}/{path}" if path.startswith("iclock/") else f"{server}/iclock/{path}"


def next_server(server: str, options: Mapping[str, str]) -> str:
    """The base URL after a start, from the options that servers set; else the same as before.

    Push protocol, section 8: WebServerURLModel 1 means the host in ICLOCKSVRURL, 0 the address
    in WebServerIP and WebServerPort.
    """
    is_domain = options.get("WebServerURLModel") == DOMAIN_MODE
    wanted = _of_domain(options) if is_domain else _of_address(server, options)
    return wanted if is_url(wanted) else server


def is_url(text: str) -> bool:
    """Whether a text is the base URL of a server."""
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port beyond 65535, a bracket too few
        return False


def _of_address(server: str, options: Mapping[str, str]) -> str:
    host = options.get("WebServerIP")
    port = options.get("WebServerPort") or options.get("IclockSvrPort")
    if not host and not port:
        return server
    parts = urlsplit(server)
    host = f"[{host}]" if host and ":" in host else host or _bare_host(parts.netloc)
    number = number_of(port, default=0) if port else parts.port or 0
    scheme = {"0": "http", "1": "https"}.get(options.get("IsSupportSSL", ""), parts.scheme)
    return f"{scheme}://{host}:{number}" if 0 < number < 65536 else f"{scheme}://{host}"


def _of_domain(options: Mapping[str, str]) -> str:
    text = options.get("ICLOCKSVRURL", "").strip().rstrip("/")
    return text if text.lower().startswith(("http://", "https://")) else f"http://{text}"


def _bare_host(netloc: str) -> str:
    host, colon, port = netloc.rpartition(":")
    return host if colon and port.isdigit() else netloc
