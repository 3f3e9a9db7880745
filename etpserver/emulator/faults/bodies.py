"""What calls may say about rules; the words of each key are its documentation.

A checked rule is kept as it is: `Match`, `Turn` and `Do` read it.
"""

from http import HTTPStatus
from typing import Any

from rest_framework import serializers

from etpserver.api.control.fields import NumberField, OneOfField
from etpserver.api.control.problems import ProblemError
from etpserver.api.control.views import ControlBody
from etpserver.api.vendor_codes import MESSAGES
from etpserver.emulator.faults import kinds
from etpserver.emulator.faults.fields import (
    AnswerBodyField,
    LatencyField,
    PartOfBodyField,
    ValuesField,
    WordsField,
)
from etpserver.emulator.faults.possible import why_impossible
from etpserver.emulator.faults.store import MOST_RULES
from etpserver.server import plans

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
LONGEST_S = 366 * 24 * 3600
MOST_CALLS = 1_000_000_000
LARGEST_SEED = 2**63 - 1
ENDINGS = {**kinds.NO_ANSWER, **kinds.CUT_SHORT}
OPTIONAL: dict[str, Any] = {"required": False, "allow_null": True}

Values = dict[str, Any]


class OptionalBody(ControlBody):
    """`null` says as much as a key that is not there."""

    def to_internal_value(self, data: Any) -> Any:
        given = super().to_internal_value(data)
        return {name: value for name, value in given.items() if value is not None}


class MatchBody(OptionalBody):
    """Which requests."""

    operation = WordsField(
        **OPTIONAL,
        help_text="The operation: an id of the pages of the API such as `employees_list`, or"
        " `push_cdata`, `push_getrequest`, `push_devicecmd`, and `push_other` for all else that"
        " terminals call.",
    )
    method = WordsField(**OPTIONAL, help_text="`GET`, `POST` and so on.")
    path = WordsField(
        **OPTIONAL,
        help_text="The path, without the prefix of a world; its last slash does not matter.",
    )
    query = ValuesField(
        **OPTIONAL,
        help_text="Query parameters and their values; there may be others. For what terminals call,"
        " names count in either case.",
    )
    header = ValuesField(**OPTIONAL, help_text="Request headers and their values, in either case.")
    body = PartOfBodyField(
        **OPTIONAL,
        help_text="An object: the JSON body holds all of it, or the form has these fields."
        ' `{"path": "$.emp_code", "equals": "12"}`: the JSON has that at a JSONPath (RFC 9535). A'
        " text: it lies somewhere in the body.",
    )

    def validate_method(self, value: Any) -> Any:
        if value is None:  # as much as a key that is not there
            return None
        methods = [method.upper() for method in (value if isinstance(value, list) else [value])]
        unknown = next((method for method in methods if method not in METHODS), None)
        if unknown is not None:
            raise serializers.ValidationError(f"{unknown!r} is none of {', '.join(METHODS)}.")
        return methods

    def validate(self, attrs: Values) -> Values:
        reason = why_impossible(attrs)
        if reason:
            raise serializers.ValidationError(reason)
        return attrs


class DribbleBody(OptionalBody):
    """How large the pieces are, and how long it is from one to the next."""

    bytes = NumberField(1, 1_000_000, **OPTIONAL)
    pause_ms = NumberField(0, kinds.LONGEST_MS, whole=False, **OPTIONAL)


class RateLimitBody(OptionalBody):
    """How many calls in how many seconds."""

    limit = NumberField(0, MOST_CALLS)
    window_s = NumberField(0.001, LONGEST_S, whole=False)
    status = NumberField(400, 599, **OPTIONAL)


class DoBody(OptionalBody):
    """What happens."""

    status = NumberField(
        200,
        599,
        **OPTIONAL,
        help_text="The answer's status, with the vendor's own body for it; for what terminals call,"
        " plain text.",
    )
    vendor_code = OneOfField(
        tuple(MESSAGES),
        **OPTIONAL,
        help_text="One of the vendor's codes, with its text; status 400 if `status` says nothing.",
    )
    body = AnswerBodyField(
        **OPTIONAL,
        help_text="The answer's body: JSON, or a text as it is. Status 200 if nothing else is"
        " said.",
    )
    retry_after = NumberField(
        0, LONGEST_S, **OPTIONAL, help_text="`Retry-After` of the answer, in seconds."
    )
    latency_ms = LatencyField(
        **OPTIONAL,
        help_text='The answer is held back: a number, `{"dist": "fixed", "median": 250}`,'
        ' `{"dist": "lognormal", "median": 250, "sigma": 0.5}` or'
        ' `{"dist": "uniform", "min": 100, "max": 400}`.',
    )
    connection = OneOfField(
        tuple(ENDINGS),
        **OPTIONAL,
        help_text="How the connection ends: "
        + "; ".join(f"`{name}`: {text}" for name, text in ENDINGS.items())
        + ".",
    )
    dribble = DribbleBody(
        **OPTIONAL,
        help_text='The body goes out in pieces: `{"bytes": 16, "pause_ms": 100}`, which are the'
        " defaults.",
    )
    rate_limit = RateLimitBody(
        **OPTIONAL,
        help_text='`{"limit": 10, "window_s": 60, "status": 429}`: in a window, which begins with'
        " the caller's first call, the calls beyond the limit are refused, with `Retry-After`."
        " Callers are told apart by credential, serial, or else address.",
    )
    when = OneOfField(
        ("before", "after"),
        **OPTIONAL,
        help_text="`before` (the default): the operation does not run. `after`: it runs, what it"
        " stored stays, and its answer is lost.",
    )

    def validate_connection(self, value: str) -> str:
        if value in kinds.NEEDS_CUTTING and not plans.can_cut():
            text = f"This platform cannot cut a connection: no {', '.join(kinds.NEEDS_CUTTING)}."
            raise ProblemError(HTTPStatus.NOT_IMPLEMENTED, text)
        return value

    def validate(self, attrs: Values) -> Values:
        if not attrs.keys() - {"when"}:
            names = ", ".join(name for name in self.get_fields() if name != "when")
            raise serializers.ValidationError(f"It says nothing; it takes {names}.")
        for key, other in contradictions(attrs):
            raise serializers.ValidationError({key: other})
        return attrs


def contradictions(given: Values) -> list[tuple[str, str]]:
    """Each key that cannot be what it says beside the others, and why."""
    do = kinds.Do.read(given)
    found: list[tuple[str, str]] = []
    if "retry_after" in given and not do.has_answer:
        found.append(("retry_after", "goes with a status, vendor_code, body or rate_limit"))
    if "status" in given and "rate_limit" in given:
        found.append(("status", "rate_limit has a status of its own"))
    if given.get("connection") in kinds.NO_ANSWER:
        unheard = ("status", "vendor_code", "body", "retry_after", "dribble")
        found += [
            (key, f"no answer arrives after {do.connection}") for key in unheard if key in given
        ]
    if do.has_answer and do.answered_status in kinds.WITHOUT_BODY:
        text = f"an answer {do.answered_status} has no body"
        found += [(key, text) for key in ("vendor_code", "body", "dribble") if key in given]
        found += [("connection", text)] if do.connection in kinds.CUT_SHORT else []
    if "when" in given and (not do.decides or (do.when == "before" and do.runs_operation)):
        found.append(("when", "the operation runs and its own answer goes out"))
    return found


class RuleBody(OptionalBody):
    """A rule."""

    match = MatchBody(**OPTIONAL, help_text="Which requests; all, if it says nothing.")
    after = NumberField(0, MOST_CALLS, **OPTIONAL, help_text="So many matches are let through.")
    every = NumberField(
        1, MOST_CALLS, **OPTIONAL, help_text="Of the matches after these, each so-many-th."
    )
    times = NumberField(1, MOST_CALLS, **OPTIONAL, help_text="So often in all.")
    probability = NumberField(
        0, 1, whole=False, **OPTIONAL, help_text="By chance, from 0 to 1, which `seed` begins."
    )
    seed = NumberField(
        0, LARGEST_SEED, **OPTIONAL, help_text="Begins the rule's own chance; 0 if nothing is said."
    )
    ttl_s = NumberField(
        0.001, LONGEST_S, whole=False, **OPTIONAL, help_text="So many seconds long, in real time."
    )
    do = DoBody(help_text="What happens.")


class RulesBody(ControlBody):
    """All rules of a world, in their order."""

    # The stubs know only the arguments of one.
    faults = RuleBody(many=True, max_length=MOST_RULES)  # type: ignore[call-arg]
