"""`etpserver serve`: from start values to a server that answers."""

import logging
import os
import secrets
import socket
import sys
import threading
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit

from etpserver import env
from etpserver.cli import control_port
from etpserver.cli.control_port import ControlProcess, control_url, is_wanted
from etpserver.cli.guests import GuestProcess
from etpserver.cli.initialising import begin_init, check_init, run_init
from etpserver.cli.starting import StartError
from etpserver.server import addresses
from etpserver.server.certificates import issue

if TYPE_CHECKING:
    from etpserver.preparing.database import Prepared
    from etpserver.server.running import Listen

READY_S = 60.0


@dataclass(frozen=True, slots=True)
class Announcement:
    """What is said once the server answers, and where."""

    url: str  # as clients reach it
    probe_url: str
    values: Mapping[str, Any]
    prepared: "Prepared"
    init_files: "list[Path]"
    guests: GuestProcess | None  # virtual terminals, started last
    devices: socket.socket | None  # where terminals call, if they have a port of their own
    token: str  # of the control plane, if it was made just now


def run(flags: Mapping[str, str]) -> int:
    """Serve; answers the exit code when the server could not start."""
    from etpserver.preparing.errors import PreparationError  # noqa: PLC0415

    try:
        serve(flags)
    except (env.SettingError, addresses.AddressError, PreparationError, StartError) as problem:
        sys.stderr.write(f"etpserver: {problem}\n")
        return 1
    except KeyboardInterrupt:  # while the database was being prepared
        return 130
    return _leave()


def _leave() -> NoReturn:
    """End the process here and now.

    A view may still run on its thread, and the interpreter would wait for it; granian's threads
    may ask for the interpreter while it is taken down, which aborts the process (seen on 3.11).
    """
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def serve(flags: Mapping[str, str]) -> None:
    """Serve until the server is told to stop; flags are start values by name.

    Raises `SettingError`, `AddressError`, `PreparationError` or `StartError` where it cannot start.
    """
    values = env.read_environment(os.environ, flags=flags)
    port, _held = addresses.reserve(addresses.as_ip(values["host"]), values["port"])
    values = {**values, "port": port}
    token = _new_control_token(values)
    values = {**values, "control_token": values["control_token"] or token}
    devices, _held_too = _bind_device_port(values), control_port.reserve(values)
    _check_certificate(values)
    _hand_over(flags, values)
    prepared = _prepare(values)
    listen = _listen(values)
    scheme = "https" if listen.certificate else "http"
    probe_url = addresses.url(scheme, values["host"], port)
    url = values["public_url"].rstrip("/") or probe_url
    _remove(values["url_file"])
    files = begin_init(values, is_new=prepared.logins is not None)
    guests = _guests(values, probe_url)
    # The last that may refuse: a process that was started already would keep this one from ending.
    control = ControlProcess(listen, values["control_port"]) if is_wanted(values) else None
    announcement = Announcement(url, probe_url, values, prepared, files, guests, devices, token)
    threading.Thread(target=_announce, args=(announcement,), daemon=True).start()
    try:
        _serve(listen, values["workers"])
    finally:
        if guests:
            guests.end()
        if control:
            control.end()
        _remove(values["url_file"])


def _bind_device_port(values: Mapping[str, Any]) -> socket.socket | None:
    if not values["device_port"]:
        return None
    return addresses.bind_device_port(addresses.as_ip(values["host"]), values["device_port"])


def _new_control_token(values: Mapping[str, Any]) -> str:
    """Where machines that are not this one could call, and none is given."""
    is_needed = values["control"] and not addresses.is_loopback(values["host"])
    return secrets.token_urlsafe(24) if is_needed and not values["control_token"] else ""


def _hand_over(flags: Mapping[str, str], values: Mapping[str, Any]) -> None:
    """Django reads the environment, here and in every worker."""
    for name, value in flags.items():
        os.environ[env.BY_NAME[name].variable] = value
    os.environ["ETP_PORT"] = str(values["port"])
    os.environ["ETP_CONTROL_TOKEN"] = values["control_token"]
    os.environ["DJANGO_SETTINGS_MODULE"] = "etpserver.settings"


def _prepare(values: Mapping[str, Any]) -> "Prepared":
    import django  # noqa: PLC0415  after the environment is complete

    django.setup(set_prefix=False)
    from etpserver.preparing.database import prepare  # noqa: PLC0415  needs Django set up

    # Once there is a database, its password has been made, and is told only when it is served.
    return prepare(values, _progress, partial(check_init, values))


def _guests(values: Mapping[str, Any], url: str) -> GuestProcess | None:
    if not values["terminals"]:
        return None
    from etpserver.preparing.database import key_of_main  # noqa: PLC0415  needs Django set up

    key = key_of_main(values)
    if key is None:
        raise StartError("--terminals needs an active administrator, and this database has none.")
    return GuestProcess(url, values["terminals"], key)


def _progress(message: str) -> AbstractContextManager[object]:
    if not sys.stderr.isatty():
        return nullcontext()
    from rich.console import Console  # noqa: PLC0415  slow to load, and only a terminal needs it

    return Console(stderr=True).status(f"{message} ...")


def _listen(values: Mapping[str, Any]) -> "Listen":
    from etpserver.secrets_file import data_folder  # noqa: PLC0415
    from etpserver.server.running import Listen  # noqa: PLC0415

    host = addresses.as_ip(values["host"])
    if values["tls_cert"]:
        return Listen(host, values["port"], Path(values["tls_cert"]), Path(values["tls_key"]))
    if values["tls"]:
        return Listen(host, values["port"], *issue(data_folder(values), values["host"]))
    return Listen(host, values["port"])


def _check_certificate(values: Mapping[str, Any]) -> None:
    certificate, key = values["tls_cert"], values["tls_key"]
    if bool(certificate) != bool(key):
        raise StartError("--tls-cert and --tls-key belong together: pass both.")
    if not certificate:
        return
    import ssl  # noqa: PLC0415

    for name in (certificate, key):
        try:
            Path(name).open("rb").close()
        except OSError as problem:
            raise StartError(f"{name} cannot be read: {problem.strerror}.") from problem
    try:
        # A key that wants a password gets none: nobody could be asked.
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key, password="")
    except ssl.SSLError as problem:
        raise StartError(f"--tls-cert and --tls-key cannot be used: {problem}.") from problem


def _serve(listen: "Listen", workers: int) -> None:
    from etpserver.server.running import serve_here, serve_workers  # noqa: PLC0415

    if workers > 1:
        serve_workers(listen, workers)
    else:
        serve_here(listen)


def _announce(announcement: Announcement) -> None:
    """Run the files of --init, print the banner and write the URL file once the server answers."""
    from etpserver.cli.banner import print_banner  # noqa: PLC0415
    from etpserver.cli.waiting import ALIVE, wait_until_ready  # noqa: PLC0415

    reason = wait_until_ready(announcement.probe_url, READY_S, probe=ALIVE)
    if not reason and is_wanted(announcement.values):
        reason = wait_until_ready(control_url(announcement.values), READY_S, probe=ALIVE)
    if not reason and announcement.init_files:
        reason = run_init(announcement.init_files, announcement.probe_url, announcement.values)
    reason = reason or wait_until_ready(announcement.probe_url, READY_S)
    if reason:
        sys.stderr.write(f"etpserver: {reason}\n")
        return
    if announcement.devices:
        _serve_terminals(announcement.devices, announcement.probe_url)
    print_banner(announcement.url, announcement.values, announcement.prepared, announcement.token)
    if announcement.values["url_file"]:
        _write(Path(announcement.values["url_file"]), f"{announcement.url}\n")
    if announcement.guests:
        announcement.guests.start()


def _serve_terminals(listening: socket.socket, server_url: str) -> None:
    from etpserver.server.device_port import Server, start  # noqa: PLC0415  only on demand

    parts = urlsplit(server_url)
    start(listening, Server(str(parts.hostname), parts.port or 0, parts.scheme == "https"))


def _write(file: Path, text: str) -> None:
    """Readers see nothing or the whole text."""
    fresh = file.with_name(f".{file.name}-{os.getpid()}")
    try:
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(file)
    except OSError as problem:
        sys.stderr.write(f"etpserver: --url-file {file} cannot be written: {problem.strerror}.\n")


def _remove(file: str) -> None:
    if file:
        with suppress(OSError):
            Path(file).unlink(missing_ok=True)
