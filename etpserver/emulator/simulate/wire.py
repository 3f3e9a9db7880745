"""Carrying a terminal's bytes to the views of the device side, without a socket."""

from io import BytesIO
from urllib.parse import quote

from django.urls import Resolver404, resolve

from etpserver.requests import VendorRequest
from iclock.virtual.exchange import Reply, Request

THIS_SERVER = "http://127.0.0.1"  # what simulated terminals call
OK = b"OK"


class RefusedUploadError(Exception):
    """The server did not take what a simulated terminal sent."""


def send(request: Request) -> Reply:
    """The reply of the bound world to a terminal's request."""
    if request.server != THIS_SERVER:
        # An address that a command told it; nobody is called from here.
        raise ConnectionRefusedError(request.server)
    environ = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": request.path,
        "QUERY_STRING": request.query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_LENGTH": str(len(request.body)),
        "CONTENT_TYPE": "text/plain",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(request.body),
        "wsgi.errors": BytesIO(),
    }
    try:
        found = resolve(request.path)
    except Resolver404:
        return Reply(404)
    response = found.func(VendorRequest(environ), *found.args, **found.kwargs)
    try:
        headers = {name.lower(): value for name, value in response.items()}
        body = b"".join(response) if response.streaming else response.content
        return Reply(response.status_code, body, headers)
    finally:
        response.close()


def upload_punches(sn: str, lines: list[str]) -> None:
    """Send lines of an attendance log as a terminal does; raises `RefusedUploadError`."""
    query = f"SN={quote(sn)}&table=ATTLOG&Stamp=9999"
    body = "\n".join([*lines, ""]).encode()
    reply = send(Request(THIS_SERVER, "POST", "/iclock/cdata", query, body))
    if reply.status != 200 or not reply.body.startswith(OK):
        raise RefusedUploadError(f"{sn}: {reply.status} {reply.body[:200]!r}")
