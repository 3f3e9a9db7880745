"""What the calls about tokens take."""

from typing import Any

from rest_framework import serializers

from etpserver.api.control.fields import OneOfField
from etpserver.api.control.views import ControlBody
from etpserver.api.tokens import KEY, KINDS, Holder

LONGEST_NAME, LONGEST_TOKEN = 150, 4096  # characters
LONGEST_LIFE_S = 10 * 366 * 24 * 3600


class WhoBody(ControlBody):
    """A user by name or an employee by code or id."""

    user = serializers.CharField(required=False, max_length=LONGEST_NAME)
    employee = serializers.CharField(required=False, max_length=LONGEST_NAME)


class TokenBody(WhoBody):
    """The body of `POST /_etp/tokens`."""

    kind = OneOfField(KINDS, default=KEY)
    expires_in_s = serializers.IntegerField(required=False, min_value=0, max_value=LONGEST_LIFE_S)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("user" in attrs) == ("employee" in attrs):
            raise serializers.ValidationError("Whose token? Pass one of user, employee.")
        return attrs


class ExpireBody(WhoBody):
    """The body of `POST /_etp/tokens/expire`; an empty one means everybody's."""

    token = serializers.CharField(required=False, max_length=LONGEST_TOKEN)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs) > 1:
            raise serializers.ValidationError("Pass one of user, employee, token, or none.")
        return attrs


def holder_of(given: dict[str, Any]) -> Holder:
    """Whom a checked body names."""
    return Holder(user=given.get("user"), employee=given.get("employee"))
