"""Tokens made and ended for the control plane, which asks for no password."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any, TypeAlias

from rest_framework_simplejwt.exceptions import TokenError

from etpserver.accounts.jwt import StaffJwt, WorldAccessToken, WorldRefreshToken
from etpserver.accounts.models import ApiClient, TimedToken, User
from etpserver.accounts.services import revoke_employees, revoke_tokens
from etpserver.accounts.tokens import holder_of_key, mark_of
from etpserver.api.clock import now
from etpserver.api.control.problems import NotThereError, ProblemError
from etpserver.api.credentials import DOTS_OF_A_JWT
from etpserver.api.due import Due
from etpserver.api.keys import KEY_LENGTH, issue_token
from etpserver.api.references import find
from etpserver.api.tokens import KEY, Ended, Holder, Issued
from etpserver.api.worlds import current_world
from personnel.companies.models import default_company_id
from personnel.employees.models import Employee, StaffToken
from personnel.employees.staff import issue_staff_token

Owner: TypeAlias = User | Employee
JWT_CLASSES: tuple[Any, ...] = (WorldAccessToken, WorldRefreshToken, StaffJwt)
NO_SUCH_TOKEN = "There is no such token here, or it has ended."  # noqa: S105
NEVER_ENDS = "The key of an API client does not end; the admin deletes the client."


class Office:
    """Implements `etpserver.api.tokens.TokenOffice`."""

    def issue(self, holder: Holder, kind: str, lifetime: timedelta | None) -> Issued:
        owner = _owner(holder)
        if kind == KEY:
            return _usual_key(owner) if lifetime is None else _timed_key(owner, lifetime)
        return _jwt(owner, lifetime)

    def end_all(self) -> Ended:
        return Ended(revoke_tokens(User.objects.all()), revoke_employees(Employee.objects.all()))

    def end_of(self, holder: Holder) -> Ended:
        return _end_all_of(_owner(holder))

    def end_one(self, token: str) -> Ended:
        if token.count(".") == DOTS_OF_A_JWT:
            return _end_jwt(token)
        found = holder_of_key(token)
        if found is None:
            raise NotThereError(NO_SUCH_TOKEN)
        record: Any = found[1]
        if isinstance(record, ApiClient):
            raise ProblemError(HTTPStatus.CONFLICT, NEVER_ENDS)
        if isinstance(record, TimedToken):
            return _end(token, record.employee or record.user, is_key=True)
        return _end_all_of(record.employee if isinstance(record, StaffToken) else record.user)


def tokens_due(start: datetime, end: datetime) -> Iterator[Due]:
    """Tokens with a lifetime of their own that expire between two moments."""
    rows = TimedToken.objects.select_related("user", "employee").filter(is_ended=False)
    due = rows.filter(expires_at__gt=_stored(start), expires_at__lte=_stored(end))
    for token in due.order_by("expires_at", "mark"):
        expires_at: Any = token.expires_at  # the filter leaves no others
        kind = "key" if token.is_key else "JWT"
        whose = token.employee.emp_code if token.employee else token.user
        text = f"A {kind} of {whose} expires."
        yield Due(expires_at.replace(tzinfo=UTC), "token_expired", text)


def _owner(holder: Holder) -> Owner:
    if holder.user is not None:
        user = User.objects.filter(username=holder.user).first()
        if user is None:
            raise NotThereError(f"There is no user {holder.user[:100]!r}.")
        return user
    code = holder.employee or ""
    employee = find(Employee.objects.filter(company=default_company_id()), "emp_code", code)
    if employee is None:
        raise NotThereError(f"There is no employee {code[:100]!r}.")
    return employee


def _usual_key(owner: Owner) -> Issued:
    issued = issue_token(owner) if isinstance(owner, User) else issue_staff_token(owner)
    return Issued(issued.key, expires_at=None)


def _timed_key(owner: Owner, lifetime: timedelta) -> Issued:
    world = current_world()
    key = world.key_for("timed-key", str(owner.pk), world.new_uuid().hex)[:KEY_LENGTH]
    world.remember_key(key)
    expires_at = now() + lifetime
    _note(key, owner, is_key=True, expires_at=_stored(expires_at))
    return Issued(key, expires_at)


def _jwt(owner: Owner, lifetime: timedelta | None) -> Issued:
    refresh, token = _usual_jwts(owner)
    if lifetime is not None:
        token.set_exp(from_time=token.current_time, lifetime=lifetime)
    expires_at = datetime.fromtimestamp(token["exp"], UTC)
    if lifetime is not None:
        _note(str(token), owner, is_key=False, expires_at=_stored(expires_at))
    return Issued(str(token), expires_at, str(refresh) if refresh else None)


def _usual_jwts(owner: Owner) -> tuple[Any, Any]:
    """The refresh token, which only users have, and the token to call with."""
    if isinstance(owner, Employee):
        return None, StaffJwt.for_employee(owner)
    refresh = WorldRefreshToken.for_user(owner)
    return refresh, refresh.access_token


def _end_all_of(owner: Owner) -> Ended:
    if isinstance(owner, User):
        return Ended(users=revoke_tokens(User.objects.filter(pk=owner.pk)))
    return Ended(employees=revoke_employees(Employee.objects.filter(pk=owner.pk)))


def _end_jwt(token: str) -> Ended:
    for kind in JWT_CLASSES:
        try:
            holder = kind(token)["user_id"]
        except TokenError:
            continue
        owners = Employee.objects if kind is StaffJwt else User.objects
        return _end(token, owners.filter(pk=holder).first(), is_key=False)
    raise NotThereError(NO_SUCH_TOKEN)


def _end(token: str, owner: Owner | None, *, is_key: bool) -> Ended:
    _note(token, owner, is_key=is_key, is_ended=True)
    is_employee = isinstance(owner, Employee)
    return Ended(users=int(not is_employee), employees=int(is_employee))


def _note(token: str, owner: Owner | None, *, is_key: bool, **what: Any) -> None:
    whose = {"employee" if isinstance(owner, Employee) else "user": owner}
    values = {**whose, "is_key": is_key, **what}
    TimedToken.objects.update_or_create(mark=mark_of(token), defaults=values)


def _stored(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
