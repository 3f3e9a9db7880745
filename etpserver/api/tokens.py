"""What the control plane asks of logins, which stand above it: tokens made and taken back.

`etpserver.accounts` installs the office that does so.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

KEY, JWT = "token", "jwt"
KINDS = (KEY, JWT)


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose token: a user by name, or an employee by code, else id. One of the two."""

    user: str | None = None
    employee: str | None = None


@dataclass(frozen=True, slots=True)
class Issued:
    """A token that was made; `refresh` comes with a user's JWT."""

    token: str
    expires_at: datetime | None  # aware; None: it does not expire
    refresh: str | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """Of how many users and employees tokens were ended."""

    users: int = 0
    employees: int = 0


class TokenOffice(Protocol):
    """Makes and ends tokens in the bound world; raises `ProblemError` for who is not there."""

    def issue(self, holder: Holder, kind: str, lifetime: timedelta | None) -> Issued:
        """A key or a JWT without asking for a password; None is the usual lifetime."""

    def end_all(self) -> Ended:
        """Refuse every key and JWT that was given out; the next login gives others."""

    def end_of(self, holder: Holder) -> Ended:
        """The same of one holder."""

    def end_one(self, token: str) -> Ended:
        """Refuse one token; a holder's own key ends with all the others of theirs."""


_installed: list[TokenOffice] = []


def token_office() -> TokenOffice:
    """The installed office."""
    return _installed[-1]


def install_token_office(office: TokenOffice) -> None:
    """Say who makes and ends tokens; called once, when the apps are ready."""
    _installed[:] = [office]
