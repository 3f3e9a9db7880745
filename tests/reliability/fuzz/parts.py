"""The parts of a round: a document, who calls, and what is left out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.reliability.fuzz.target import Target

VENDOR, CONTROL = "/_etp/openapi.json", "/_etp/control/openapi.json"

# A regular expression of paths each, with the reason.
LEFT_OUT_OF_CONTROL: Mapping[str, str] = {
    "/events$": "answers for as long as somebody reads: it has no end to wait for",
}


def headers_of_nobody(_target: Target) -> dict[str, str]:
    return {}


def headers_of_admin(target: Target) -> dict[str, str]:
    return {"Authorization": f"Token {target.token}"}


def headers_of_staff(target: Target) -> dict[str, str]:
    return {"Authorization": f"Token {target.staff_token}"}


def headers_of_a_stranger(_target: Target) -> dict[str, str]:
    """The control plane asks a token of whoever does not call it by the name of this machine."""
    return {"Host": "emulator.example"}


@dataclass(frozen=True)
class Part:
    """One run of schemathesis."""

    name: str
    document: str
    headers: Callable[[Target], dict[str, str]]
    weight: float = 1.0  # of the examples of each operation
    left_out: Mapping[str, str] = field(default_factory=dict)
    # Statuses below 300 may only come from paths that begin so; None: from all.
    open_paths: tuple[str, ...] | None = None


TOKENS = ("/api-token-auth", "/jwt-api-token", "/staff-", "/api/")
PARTS = {
    "vendor as admin": Part("vendor as admin", VENDOR, headers_of_admin, 3.0),
    "vendor as staff": Part("vendor as staff", VENDOR, headers_of_staff),
    "vendor as nobody": Part("vendor as nobody", VENDOR, headers_of_nobody, 0.5, open_paths=TOKENS),
    "control": Part("control", CONTROL, headers_of_nobody, left_out=LEFT_OUT_OF_CONTROL),
    "control as a stranger": Part(
        "control as a stranger", CONTROL, headers_of_a_stranger, 0.2, open_paths=()
    ),
}
