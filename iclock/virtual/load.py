"""`make demo-load`: many terminals on a server of its own, and whether every punch arrived once.

The flags are those of `etpserver simulate`.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

import httpx

from iclock.virtual.own_server import LOGIN, own_server
from iclock.virtual.simulation import strangers

# The people are employees, of an area where no terminal stands: nobody is sent anywhere.
AREA = "LOAD"


def main(flags: Sequence[str]) -> int:
    """Run the load; answers 0 when the server holds each punch once."""
    with own_server() as url, httpx.Client(base_url=url, timeout=60, trust_env=False) as rest:
        key = _ask(rest, "POST", "/api-token-auth/", LOGIN)["token"]
        rest.headers["Authorization"] = f"Token {key}"
        _hire(rest)
        command = ["simulate", "--server", url, "--json", *flags]
        run = subprocess.run(  # noqa: S603  our own command
            [sys.executable, "-m", "etpserver", *command], stdout=subprocess.PIPE, check=False
        )
        if not run.stdout:
            return run.returncode or 1
        report = json.loads(run.stdout)
        answer = _ask(rest, "GET", "/iclock/api/transactions/?page_size=1")
    made = report["records"].get("ATTLOG", {}).get("made", 0)
    stored = answer["count"]
    sys.stdout.write(f"{_summary(report)}\n{made} punches were made, the server holds {stored}\n")
    return 0 if run.returncode == 0 and made == stored else 1


def _hire(rest: httpx.Client) -> None:
    """Everybody whom the simulation lets punch."""
    _ask(rest, "POST", "/personnel/api/areas/", {"area_code": AREA, "area_name": "Load"})
    for pin in strangers():
        person = {"emp_code": pin, "first_name": "Load", "department": "1", "area": [AREA]}
        _ask(rest, "POST", "/personnel/api/employees/", person)


def _ask(rest: httpx.Client, method: str, path: str, body: object = None) -> Any:
    return rest.request(method, path, json=body).raise_for_status().json()


def _summary(report: dict[str, Any]) -> str:
    timed = report["latency_ms"] or {}
    lines = [
        f"{report['terminals']} terminals for {report['seconds']} s",
        f"{report['requests']} requests, {report['failed']} failed",
        "ms to reply: " + ", ".join(f"{name} {value}" for name, value in timed.items()),
    ]
    for name, row in report["records"].items():
        lines.append(f"{name}: " + ", ".join(f"{count} {what}" for what, count in row.items()))
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
