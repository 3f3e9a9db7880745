"""Carrying a terminal's bytes to the views of the device side, without a socket.

The world's faults are there as on the wire, only that nobody waits.
"""

from io import BytesIO
from urllib.parse import quote

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

from etpserver.emulator.faults.deciding import answered
from etpserver.emulator.faults.effects import APPLIED
from etpserver.emulator.faults.rules import KnownRules
from etpserver.requests import VendorRequest
from etpserver.server import plans
from etpserver.server.plans import Plan
from iclock.virtual.exchange import Reply, Request

THIS_SERVER = "http://127.0.0.1"  # what simulated terminals call
OK = b"OK"
KNOWN = KnownRules()


class RefusedUploadError(Exception):
    """The server did not take what a simulated terminal sent."""


class FaultyUploadError(Exception):
    """A fault met what a simulated terminal sent: it was not acknowledged, and comes again."""


def send(request: Request) -> Reply:
    """The reply of the bound world to a terminal's request.

    Raises `ConnectionError` where a fault ends the connection.
    """
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
    plan = environ[plans.KEY] = Plan()

    def get_response(request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
        return response

    response = answered(VendorRequest(environ), KNOWN, get_response)
    try:
        if plan.ending != "whole":
            raise ConnectionResetError(plan.ending)
        headers = {name.lower(): value for name, value in response.items()}
        return Reply(response.status_code, response.getvalue(), headers)
    finally:
        response.close()


def upload_punches(sn: str, lines: list[str]) -> None:
    """Send lines of an attendance log as a terminal does.

    Raises `FaultyUploadError` where a fault of the world met it, else `RefusedUploadError`.
    """
    query = f"SN={quote(sn)}&table=ATTLOG&Stamp=9999"
    body = "\n".join([*lines, ""]).encode()
    try:
        reply = send(Request(THIS_SERVER, "POST", "/iclock/cdata", query, body))
    except ConnectionError as problem:
        raise FaultyUploadError from problem
    if reply.status == 200 and reply.body.startswith(OK):
        return
    if APPLIED.lower() in reply.headers:
        raise FaultyUploadError
    raise RefusedUploadError(f"{sn}: {reply.status} {reply.body[:200]!r}")
