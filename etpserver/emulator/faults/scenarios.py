"""Named scenarios: several faults, a setting, or something that happens, in one call."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from etpserver.api.control.fields import NumberField
from etpserver.api.tokens import token_office
from etpserver.emulator.faults.bodies import LONGEST_S, MOST_CALLS, OPTIONAL, OptionalBody
from etpserver.emulator.faults.fields import WordsField
from etpserver.emulator.faults.kinds import LOGNORMAL, LONGEST_MS
from etpserver.emulator.simulate.absence import let_read_offline

Options = Mapping[str, Any]
Definitions = list[dict[str, Any]]

UNAVAILABLE = 503


class ScenarioBody(OptionalBody):
    """What every scenario of rules takes."""

    ttl_s = NumberField(0.001, LONGEST_S, whole=False, **OPTIONAL, help_text="So long, in seconds.")


class FlakyBody(ScenarioBody):
    every = NumberField(1, MOST_CALLS, **OPTIONAL, help_text="Which ones fail; 5.")


class SlowBody(ScenarioBody):
    median_ms = NumberField(
        0, LONGEST_MS, whole=False, **OPTIONAL, help_text="Half of the answers take longer; 1000."
    )
    sigma = NumberField(0, 10, whole=False, **OPTIONAL, help_text="How much they differ; 0.5.")


class MaintenanceBody(ScenarioBody):
    retry_after = NumberField(0, LONGEST_S, **OPTIONAL, help_text="When it may be over; 120 s.")


class DevicesBody(ScenarioBody):
    sn = WordsField(**OPTIONAL, help_text="The serials of the terminals; all of them.")


class UploadsBody(DevicesBody):
    every = NumberField(1, MOST_CALLS, **OPTIONAL, help_text="Which uploads are met; 2.")


class AnyOptionsBody(OptionalBody):
    """What one scenario or another takes, to be described; each checks its own."""

    def get_fields(self) -> dict[str, Any]:
        bodies = (scenario.options() for scenario in reversed(SCENARIOS))
        return {name: field for body in bodies for name, field in body.get_fields().items()}


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario: its rules follow from the checked options of the call.

    `begin` is what happens once, in the bound world; it stays so when the scenario ends.
    """

    name: str
    summary: str
    options: type[OptionalBody] = ScenarioBody
    rules: Callable[[Options], Definitions] = lambda _options: []
    settings: Mapping[str, Any] = field(default_factory=dict)
    begin: Callable[[Options], object] = lambda _options: None


def _device_offline(options: Options) -> Definitions:
    match = {"operation": "push_*", **_of_serials(options)}
    return [_rule(options, match, {"connection": "reset"})]


def _read_offline(options: Options) -> None:
    serials = options.get("sn")
    let_read_offline([serials] if isinstance(serials, str) else serials)


def _late_uploads(options: Options) -> Definitions:
    return [_rule({"ttl_s": 60, **options}, _uploads(options), {"status": UNAVAILABLE})]


def _out_of_order(options: Options) -> Definitions:
    do = {"status": UNAVAILABLE}
    return [_rule(options, _uploads(options), do, every=options.get("every", 2))]


def _duplicates(options: Options) -> Definitions:
    do = {"connection": "empty", "when": "after"}
    return [_rule(options, _uploads(options), do, every=options.get("every", 2))]


def _flaky(options: Options) -> Definitions:
    return [_rule(options, {}, {"status": UNAVAILABLE}, every=options.get("every", 5))]


def _slow(options: Options) -> Definitions:
    median, sigma = options.get("median_ms", 1000), options.get("sigma", 0.5)
    return [
        _rule(options, {}, {"latency_ms": {"dist": LOGNORMAL, "median": median, "sigma": sigma}})
    ]


def _maintenance(options: Options) -> Definitions:
    do = {"status": UNAVAILABLE, "retry_after": options.get("retry_after", 120)}
    return [_rule(options, {}, do)]


def _rule(
    options: Options, match: dict[str, Any], do: dict[str, Any], **turn: Any
) -> dict[str, Any]:
    lasts = {"ttl_s": options["ttl_s"]} if "ttl_s" in options else {}
    return {"match": match, "do": do, **turn, **lasts}


def _uploads(options: Options) -> dict[str, Any]:
    """Punches that terminals upload."""
    of_serials = _of_serials(options).get("query", {})
    query = {"table": ["ATTLOG", "attlog"], **of_serials}
    return {"operation": "push_cdata", "method": ["POST", "PUT"], "query": query}


def _of_serials(options: Options) -> dict[str, Any]:
    return {"query": {"SN": options["sn"]}} if "sn" in options else {}


SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        "license-expired",
        "The API licence has run out: tokens are refused with 403, passwords are not.",
        options=OptionalBody,
        settings={"api_license": "inactive"},
    ),
    Scenario(
        "tokens-expired",
        "All tokens that were given out have expired: 401, until the next login gives others.",
        options=OptionalBody,
        begin=lambda _options: token_office().end_all(),
    ),
    Scenario(
        "late-uploads",
        "Uploads of punches are refused for a minute: terminals keep them and deliver them late.",
        options=DevicesBody,
        rules=_late_uploads,
    ),
    Scenario(
        "duplicates",
        "Every second upload of punches is stored and its acknowledgement lost: terminals send it"
        " again.",
        options=UploadsBody,
        rules=_duplicates,
    ),
    Scenario(
        "out-of-order",
        "Every second upload of punches is refused: it comes again behind those of others.",
        options=UploadsBody,
        rules=_out_of_order,
    ),
    Scenario("flaky", "Of five calls, one is answered 503.", options=FlakyBody, rules=_flaky),
    Scenario("slow", "Answers take about a second.", options=SlowBody, rules=_slow),
    Scenario(
        "maintenance",
        "Everything is answered 503 with `Retry-After`.",
        options=MaintenanceBody,
        rules=_maintenance,
    ),
    Scenario(
        "device-offline",
        "Terminals read offline, and their connections are reset: they keep what they record.",
        options=DevicesBody,
        rules=_device_offline,
        begin=_read_offline,
    ),
)

BY_NAME = {scenario.name: scenario for scenario in SCENARIOS}
