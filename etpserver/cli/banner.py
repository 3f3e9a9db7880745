"""What `serve` prints once the server answers."""

import sys
from collections.abc import Mapping
from typing import Any

from etpserver import __version__
from etpserver.cli.control_port import control_url, is_wanted
from etpserver.databases import shown
from etpserver.preparing.database import Prepared
from etpserver.preparing.logins import Logins
from etpserver.server import addresses

Lines = list[tuple[str, str]]


def print_banner(url: str, values: Mapping[str, Any], prepared: Prepared, new_token: str) -> None:
    """In a frame on a terminal, line by line elsewhere."""
    lines = banner_lines(url, values, prepared, new_token)
    if sys.stdout.isatty():
        _print_framed(lines)
        return
    text = "".join(f"{label:<9} {value}\n" for label, value in lines)
    sys.stdout.write(f"etpserver {__version__}\n{text}")
    sys.stdout.flush()


def banner_lines(
    url: str, values: Mapping[str, Any], prepared: Prepared, new_token: str = ""
) -> Lines:
    """Label and value of each line."""
    made = f"new, fixture {values['fixture']}" if prepared.logins else "kept as it was"
    lines = [
        ("URL", url),
        *_login_lines(prepared.logins),
        *([("Console", f"{url}/_etp/ui/")] if values["control"] else []),
        ("Docs", f"{url}/_etp/docs"),
        ("Admin", f"{url}/_etp/admin/"),
        ("Database", f"{shown(values['database'])} ({made})"),
    ]
    lines += _control_lines(values, new_token)
    if values["device_port"]:
        lines.append(("Terminals", addresses.url("http", values["host"], values["device_port"])))
    if prepared.is_exposed:
        users = " and ".join(f"{name}/{name}" for name in prepared.known_logins)
        lines.append(
            ("WARNING", f"This address is not loopback, and {users} still log in. Change them.")
        )
    if values["tls"] and not values["tls_cert"]:
        lines.append(("CA", f"{url}/_etp/ca.pem"))
    return lines


def _control_lines(values: Mapping[str, Any], new_token: str) -> Lines:
    lines = [("Control", control_url(values))] if is_wanted(values) else []
    if new_token:
        lines.append(("Token", f"{new_token}   (for the control plane, from other machines)"))
    return lines


def _login_lines(logins: Logins | None) -> Lines:
    if logins is None:
        return [("Login", "the users of this database")]
    if logins.are_known:
        return [("Login", f"admin / {logins.admin_password}   (read only: viewer / viewer)")]
    if logins.is_generated:
        return [("Login", f"admin / {logins.admin_password}   (shown once: keep it)")]
    return [("Login", "admin / the password in ETP_ADMIN_PASSWORD")]


def _print_framed(lines: Lines) -> None:
    from rich.console import Console  # noqa: PLC0415  slow to load, and only a terminal needs it
    from rich.panel import Panel  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    grid = Table.grid(padding=(0, 2))
    for label, value in lines:
        style = "bold red" if label == "WARNING" else "bold"
        grid.add_row(Text(label, style), Text(value))
    title = f"etpserver {__version__}"
    Console().print(Panel(grid, title=title, subtitle="Ctrl-C stops", expand=False))
