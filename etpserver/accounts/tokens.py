"""Keys: who holds a given one."""

import re
from functools import lru_cache
from hmac import compare_digest
from typing import Any, TypeAlias

from django.db import connections
from django.db.models import BooleanField, DateTimeField, UUIDField
from rest_framework.authtoken.models import Token

from etpserver.accounts.models import ApiClient, TimedToken, User
from etpserver.api.clock import now
from etpserver.api.keys import KEY_LENGTH, LONGEST_KEY, issue_token, user_key
from etpserver.api.worlds import current_world
from personnel.employees.models import StaffToken
from personnel.employees.staff import StaffPrincipal, staff_holder, staff_without_row

USUAL_KEY = re.compile(rf"[0-9a-f]{{{KEY_LENGTH}}}", re.ASCII)

# Asked for by nearly every request. Measured: compiling this as a queryset costs more than the
# rest of a list of 50, a raw queryset three times as much as the statement itself. Moments are
# left out, which a database gives as text: a user fetches what is missing when it is asked for.
USER_FIELDS = [
    field.attname
    for field in User._meta.concrete_fields
    if not isinstance(field, DateTimeField)
]  # fmt: skip
USER_OF_KEY = (
    f"SELECT {', '.join(f'holder.{name}' for name in USER_FIELDS)}"  # noqa: S608  names of our own
    f" FROM {User._meta.db_table} holder"
    f" JOIN {Token._meta.db_table} token ON token.user_id = holder.id WHERE token.key = %s"
)
# What SQLite has as 1 and 0, or as 32 hex digits.
CONVERTED = [
    (place, field.to_python)
    for place, field in enumerate(map(User._meta.get_field, USER_FIELDS))
    if isinstance(field, BooleanField | UUIDField)
]

Holder: TypeAlias = (
    tuple[User, Token | ApiClient | TimedToken] | tuple[StaffPrincipal, StaffToken | TimedToken]
)  # fmt: skip


def holder_of_key(key: str) -> Holder | None:
    """Who holds the key and by which record, active or not; None for an unknown key.

    Every key is looked up here and nowhere else (a cache of each world's keys would stand here).
    One query for a user's key, one more for each further kind; what no row tells, costs most.
    """
    if len(key) > LONGEST_KEY:
        return None
    return (
        _user_holder(key)
        or staff_holder(key)
        or _api_client_holder(key)
        or _timed_holder(key)
        or _holder_without_row(key)
    )


def _user_holder(key: str) -> tuple[User, Token] | None:
    user = _user_by_row_of(key)
    # Rows may be copied along with a world's database or outlive a revocation: the key itself says.
    if user is None or not compare_digest(key, user_key(user)):
        return None
    # Without the descriptors that `Token(key=key, user=user)` goes through.
    token = Token.from_db(User.objects.db, ("key", "user_id"), (key, user.pk))
    token._state.fields_cache["user"] = user
    return user, token


def _user_by_row_of(key: str) -> User | None:
    using = User.objects.db
    with connections[using].cursor() as cursor:
        cursor.execute(USER_OF_KEY, [key])
        row = cursor.fetchone()
    if row is None:
        return None
    return User.from_db(using, USER_FIELDS, _values(tuple(row)))


@lru_cache(maxsize=128)
def _values(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A row of USER_OF_KEY as a user's attributes."""
    values = list(row)
    for place, to_python in CONVERTED:
        values[place] = to_python(values[place])
    return tuple(values)


def _api_client_holder(key: str) -> tuple[User, ApiClient] | None:
    # Manual 1.1: an API client calls with an access_token of its own.
    clients = ApiClient.objects.select_related("user")
    client = clients.filter(access_token=key, is_active=True).first()
    return (client.user, client) if client else None


def _timed_holder(key: str) -> Holder | None:
    """Whoever was lent a key for a time that is not over."""
    rows = TimedToken.objects.select_related("user", "employee").filter(is_key=True, is_ended=False)
    token = rows.filter(pk=mark_of(key), expires_at__gt=now().replace(tzinfo=None)).first()
    if token is None:
        return None
    if token.employee is not None:
        return StaffPrincipal(token.employee), token
    return (token.user, token) if token.user is not None else None


def _holder_without_row(key: str) -> Holder | None:
    """Whose key it is although no row says so: after a reset nobody needs to log in again."""
    if not USUAL_KEY.fullmatch(key):
        return None
    for user in User.objects.all():
        if compare_digest(key, user_key(user)):
            return user, issue_token(user)
    return staff_without_row(key)


def mark_of(token: str) -> str:
    """By what this world finds a key or a JWT whose end was set."""
    return current_world().key_for("timed", token)
