"""The bodies of the five token operations."""

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.authtoken.serializers import AuthTokenSerializer
from rest_framework.exceptions import AuthenticationFailed
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.serializers import TokenRefreshSerializer

from etpserver.accounts.authentication import INVALID_TOKEN, LONGEST_USERNAME
from etpserver.accounts.jwt import StaffJwt, WorldRefreshToken
from etpserver.accounts.models import User
from etpserver.accounts.throttles import failed_logins
from personnel.employees.staff import staff_code, staff_with_password

LONGEST_PASSWORD = 4096
# Observed: DRF's text and status, 400.
BAD_CREDENTIALS = "Unable to log in with provided credentials."


class LoginSerializer(AuthTokenSerializer):
    """A user's name and password; adds the `user` they belong to."""

    kind: ClassVar[str] = "user"

    username = serializers.CharField(max_length=LONGEST_USERNAME, write_only=True)
    password = serializers.CharField(
        max_length=LONGEST_PASSWORD, trim_whitespace=False, write_only=True
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        name = self.account(attrs["username"])
        with failed_logins.guard(self.kind, name, self.context["request"]):
            return self.log_in(attrs)

    def account(self, username: str) -> str:
        """The name under which failed logins are counted."""
        return username

    def log_in(self, attrs: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = super().validate(attrs)
        return found


class JwtLoginSerializer(LoginSerializer):
    """The same, answered with a pair of JWTs."""

    def log_in(self, attrs: dict[str, Any]) -> dict[str, Any]:
        refresh = WorldRefreshToken.for_user(super().log_in(attrs)["user"])
        access = str(refresh.access_token)
        # Observed: most clients read `token`; the manual prints refresh and access.
        return {"refresh": str(refresh), "access": access, "token": access}


class StaffLoginSerializer(LoginSerializer):
    """An employee's code (or id) and self_password; adds the `employee` they belong to."""

    kind = "staff"

    def account(self, username: str) -> str:
        # By code and by id it is the same password that is guessed.
        return staff_code(username)

    def log_in(self, attrs: dict[str, Any]) -> dict[str, Any]:
        employee = staff_with_password(attrs["username"], attrs["password"])
        if employee is None:
            raise serializers.ValidationError(BAD_CREDENTIALS, code="authorization")
        return {"employee": employee}


class StaffJwtLoginSerializer(StaffLoginSerializer):
    """The same, answered with one JWT."""

    def log_in(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return {"token": str(StaffJwt.for_employee(super().log_in(attrs)["employee"]))}


class RefreshSerializer(TokenRefreshSerializer):
    """A refresh token, answered with the next access token."""

    token_class = WorldRefreshToken

    def validate(self, attrs: dict[str, Any]) -> dict[str, str]:
        try:
            return super().validate(attrs)
        except (TokenError, User.DoesNotExist) as problem:
            raise AuthenticationFailed(INVALID_TOKEN) from problem
