"""A WSGI environ from an RSGI scope."""

import sys

from etpserver.server.bodies import Body
from etpserver.server.protocols import Environ, RequestHeaders, Scope

# `Proxy` would read as the HTTP_PROXY of CGI programs; the body has already been put together.
DROPPED = {"proxy", "transfer-encoding"}


def build_environ(scope: Scope, headers: RequestHeaders, body: Body) -> Environ:
    """The environ of this request, as PEP 3333 has it."""
    server_name, server_port = split_address(scope.server)
    client_name, client_port = split_address(scope.client)
    environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": as_latin1(scope.path),
        "QUERY_STRING": as_latin1(scope.query_string),
        "SERVER_NAME": server_name,
        "SERVER_PORT": server_port,
        "SERVER_PROTOCOL": "HTTP/1.0"
        if scope.http_version == "1"
        else f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": client_name,
        "REMOTE_PORT": client_port,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body.file,
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    add_headers(environ, headers)
    if scope.authority:  # HTTP/2 and absolute-form requests name the host here
        environ["HTTP_HOST"] = scope.authority
    if body.length is not None:
        environ["CONTENT_LENGTH"] = str(body.length)
    if body.is_too_large:
        environ["etp.body_too_large"] = True
    return environ


def add_headers(environ: Environ, headers: RequestHeaders) -> None:
    """Add the headers; those sent more than once are joined."""
    for name, value in headers.items():
        # An underscore would pass for a dash: `X_Etp_World` is not `X-Etp-World`.
        if "_" in name or name in DROPPED:
            continue
        key = name.upper().replace("-", "_")
        if key not in {"CONTENT_TYPE", "CONTENT_LENGTH"}:
            key = f"HTTP_{key}"
        if key in environ:
            separator = "; " if name == "cookie" else ","
            value = f"{environ[key]}{separator}{value}"  # noqa: PLW2901
        environ[key] = value


def as_latin1(text: str) -> str:
    """WSGI's spelling of bytes: each byte as the character of the same number."""
    return text if text.isascii() else text.encode("utf-8", "surrogateescape").decode("latin-1")


def split_address(address: str) -> tuple[str, str]:
    """`127.0.0.1:8088` or `[::1]:8088` as host and port."""
    host, _, port = address.rpartition(":")
    return host.strip("[]"), port
