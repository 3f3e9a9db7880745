"""Who may drive the emulator: this machine, or whoever has the control token.

On loopback, the connection's and the `Host` header's both (a page may give its own name the
address 127.0.0.1), nothing is asked. Anywhere else `Authorization: Bearer <control token>` is.
A page of another origin can drive it in neither case.
"""

from hmac import compare_digest
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from etpserver.api.control.problems import ProblemError
from etpserver.server.addresses import is_loopback

# Set by pages of ours that call in the name of a user; no header can make this object.
TRUSTED, TRUSTED_KEY = object(), "etp.trusted"
SAY_WHO = (
    "Send `Authorization: Bearer <token>` with the control token, which the server printed"
    " when it started (or ETP_CONTROL_TOKEN)."
)
OTHER_ORIGIN = "A page of another origin may not call this."


def refuse_strangers(request: HttpRequest) -> None:
    """Raise `ProblemError` where the caller may not."""
    if request.META.get(TRUSTED_KEY) is TRUSTED:
        return
    if not settings.ETP["control"]:
        raise ProblemError(HTTPStatus.NOT_FOUND, "The server was started with --no-control.")
    if why := why_not_here(request):
        raise ProblemError(HTTPStatus.NOT_FOUND, why)
    refuse_other_origins(request)
    if is_local(request) or has_token(request):
        return
    if not settings.ETP["control_token"]:
        raise ProblemError(HTTPStatus.FORBIDDEN, "Only this machine may ask, at localhost.")
    raise ProblemError(HTTPStatus.UNAUTHORIZED, SAY_WHO)


def why_not_here(request: HttpRequest) -> str:
    """Which port is the one to call, where this is another; empty where it is this one."""
    port = settings.ETP["control_port"]
    if not port or request.META["SERVER_PORT"] == str(port):
        return ""
    return f"The control plane of this server is at port {port}."


def is_local(request: HttpRequest) -> bool:
    """Whether the call comes from this machine and knows it."""
    host = request.get_host()
    # What is no well-formed host is left out there and the server's own name stands for it. But
    # browsers take hosts such as `a~b.example` too, and that may be given the address 127.0.0.1.
    if request.META.get("HTTP_HOST", host) != host:
        return False
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:  # brackets around what is no address
        return False
    return is_loopback(request.META.get("REMOTE_ADDR", "")) and is_loopback(name)


def has_token(request: HttpRequest) -> bool:
    """Whether it carries the control token: `Authorization: Bearer ..`."""
    return is_token(request.META.get("HTTP_AUTHORIZATION", ""))


def is_known(peer: str, authorization: str) -> bool:
    """Whether whoever calls from there with this header may be one who drives the emulator.

    Asked before the body is read: strangers may not fill the disk with archives.
    """
    return is_loopback(peer) or is_token(authorization)


def is_token(authorization: str) -> bool:
    """Whether the header holds the control token."""
    expected = settings.ETP["control_token"]
    scheme, _, token = authorization.partition(" ")
    is_bearer = scheme.lower() == "bearer" and bool(expected)
    return is_bearer and compare_digest(token.strip().encode(), expected.encode())


def refuse_other_origins(request: HttpRequest) -> None:
    """Refuse what a browser sends for a page that is not ours."""
    origin = request.META.get("HTTP_ORIGIN")
    is_ours = origin is None or urlsplit(origin).netloc == request.get_host()
    if not is_ours or request.META.get("HTTP_SEC_FETCH_SITE") == "cross-site":
        raise ProblemError(HTTPStatus.FORBIDDEN, OTHER_ORIGIN)
