"""What calls about the journal may say."""

from typing import Any

from rest_framework import serializers

from etpserver.api.control.fields import NumberField
from etpserver.emulator.faults.bodies import OPTIONAL, MatchBody, OptionalBody
from etpserver.emulator.faults.fields import WordsField

MOST_SHOWN = 100_000
MOST_CALLS = 1_000_000
MOST_OF_AN_ORDER = 100
LARGEST_ID = 2**63 - 1


class CallBody(MatchBody):
    """Which requests, as rules of faults say it, and with which answer."""

    status = WordsField(
        any_value=True, **OPTIONAL, help_text="The answer's status: `404`, `[200, 201]` or `5*`."
    )


class RequestsQuery(CallBody):
    """The query of a list."""

    query = header = body = None  # type: ignore[assignment]  # as DRF leaves out what it inherits
    limit = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=MOST_SHOWN,
        help_text="So many: the newest, or with `since` the oldest after it.",
    )
    since = serializers.IntegerField(
        required=False, min_value=0, max_value=LARGEST_ID, help_text="Only those with a greater id."
    )


class FindBody(OptionalBody):
    """The body of `POST /_etp/requests/find`."""

    match = CallBody()
    limit = NumberField(1, MOST_SHOWN, **OPTIONAL)


class CountBody(OptionalBody):
    """How often calls are to have been made."""

    exactly = NumberField(0, MOST_CALLS, **OPTIONAL)
    at_least = NumberField(0, MOST_CALLS, **OPTIONAL)
    at_most = NumberField(0, MOST_CALLS, **OPTIONAL)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs:
            raise serializers.ValidationError("Say exactly, at_least or at_most.")
        if "exactly" in attrs and len(attrs) > 1:
            raise serializers.ValidationError("exactly stands alone.")
        if attrs.get("at_least", 0) > attrs.get("at_most", MOST_CALLS):
            raise serializers.ValidationError("at_least is greater than at_most.")
        return attrs


class VerifyBody(OptionalBody):
    """The body of `POST /_etp/requests/verify`."""

    match = CallBody(required=False, allow_null=True)
    count = CountBody(required=False, allow_null=True)
    order = serializers.ListField(
        child=CallBody(), required=False, allow_null=True, min_length=1, max_length=MOST_OF_AN_ORDER
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "match" not in attrs and "order" not in attrs:
            raise serializers.ValidationError("Say match, order or both.")
        if "count" in attrs and "match" not in attrs:
            raise serializers.ValidationError("count counts the calls that match describes.")
        return attrs
