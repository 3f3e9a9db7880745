"""The users a new database starts with."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from etpserver.server.addresses import is_loopback

ADMIN = "admin"
VIEWER = "viewer"
# Passwords that everybody knows need no salt of their own; this one tells them apart later.
KNOWN_SALT = "etpserverPasswordEverybodyKnows"
# A user's key follows from the user's id: made of the name, it stays the same when a world is put
# back to a template of another day.
USERS = UUID("73eb24fd-25bf-452f-9c52-6c58acd1c4d6")


@dataclass(frozen=True, slots=True)
class Logins:
    """Who may log in to a new database."""

    admin_password: str
    is_generated: bool = False
    has_viewer: bool = False

    @property
    def are_known(self) -> bool:
        """Whether these are the logins of the documentation: only loopback has them."""
        return self.has_viewer


KNOWN = Logins(ADMIN, has_viewer=True)


def plan_logins(values: Mapping[str, Any]) -> Logins:
    """`admin`/`admin` and `viewer`/`viewer` on loopback; elsewhere a password of its own."""
    if values["admin_password"]:
        return Logins(values["admin_password"])
    if is_loopback(values["host"]):
        return KNOWN
    return Logins(secrets.token_urlsafe(12), is_generated=True)


def create_users(logins: Logins) -> None:
    """Make the users in the current default database."""
    from django.contrib.auth.hashers import make_password  # noqa: PLC0415  needs Django set up
    from django.contrib.auth.models import Permission  # noqa: PLC0415

    from etpserver.accounts.models import User  # noqa: PLC0415

    salt = KNOWN_SALT if logins.are_known else None
    create_admin(make_password(logins.admin_password, salt))
    if logins.has_viewer:
        password = make_password(VIEWER, salt)
        viewer = User.objects.create(id=_id_of(VIEWER), username=VIEWER, password=password)
        viewer.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))


def create_admin(password_hash: str) -> None:
    """Make the user who may do everything."""
    from etpserver.accounts.models import User  # noqa: PLC0415  needs Django set up

    User.objects.create(
        id=_id_of(ADMIN),
        username=ADMIN,
        password=password_hash,
        is_staff=True,
        is_superuser=True,
    )


def _id_of(username: str) -> UUID:
    return uuid5(USERS, username)


def known_logins() -> list[str]:
    """The users whose password is still the documented one."""
    from etpserver.accounts.models import User  # noqa: PLC0415  needs Django set up

    users = User.objects.filter(password__contains=f"${KNOWN_SALT}$", is_active=True)
    return sorted(users.values_list("username", flat=True))


def administrator_key() -> str | None:
    """The key of an active administrator of the bound world, of `admin` if there is one."""
    from django.db.models import Case, When  # noqa: PLC0415

    from etpserver.accounts.models import User  # noqa: PLC0415
    from etpserver.api.keys import issue_token  # noqa: PLC0415

    first = Case(When(username=ADMIN, then=0), default=1)
    users = User.objects.filter(is_superuser=True, is_active=True).order_by(first, "username")
    user = users.first()
    return issue_token(user).key if user else None
