"""Addresses to listen on: which are loopback, which port is free, how the URL reads."""

import errno
import ipaddress
import socket
import sys
from contextlib import suppress

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  read, not bound


class AddressError(Exception):
    """The address cannot be listened on; its text says what to do."""


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


def as_ip(host: str) -> str:
    """The IP address of a host name, as granian wants it."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as problem:
        raise AddressError(f"--host {host}: no such address on this machine.") from problem
    return str(found[0][4][0])


FREE_ONE = "pass --port 0 for a free one"


def reserve(host: str, port: int, hint: str = FREE_ONE) -> tuple[int, socket.socket | None]:
    """Claim a port for the workers, 0 for a free one; answers the port and what holds it.

    The holding socket never listens. Keep it open while serving: workers share their port with it
    (SO_REUSEPORT on Linux), others cannot take it.
    """
    try:
        with _socket(host) as trial:
            # Without SO_REUSEPORT: another server's port, even the same user's, is refused.
            if sys.platform != "win32":
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((host, port))
            port = trial.getsockname()[1]
        if sys.platform != "linux":
            return port, None
        held = _socket(host)
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        held.bind((host, port))
    except OSError as problem:
        raise AddressError(_reason(problem, host, port, hint)) from problem
    return port, held


def bind_device_port(host: str, port: int) -> socket.socket:
    """A socket of the port for terminals, which does not listen yet."""
    bound = _socket(host)
    try:
        if sys.platform != "win32":
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except OSError as problem:
        bound.close()
        hint = "pass another --device-port"
        raise AddressError(_reason(problem, host, port, hint)) from problem
    return bound


def _socket(host: str) -> socket.socket:
    return socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)


def _reason(problem: OSError, host: str, port: int, hint: str) -> str:
    if problem.errno == errno.EADDRINUSE:
        return f"Port {port} is in use. Stop what uses it, or {hint}."
    if problem.errno == errno.EACCES:
        return f"Port {port} needs rights this user does not have. Pass one above 1023."
    return f"--host {host}: this machine cannot listen there ({problem.strerror})."


def url(scheme: str, host: str, port: int) -> str:
    """The URL under which a server on `host` answers on this machine."""
    host = EVERYWHERE.get(host, host)
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"
