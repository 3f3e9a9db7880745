"""The catalogue of faults, as tables."""

import json
from typing import Any

from rest_framework.serializers import BaseSerializer

from etpserver.emulator.faults.answers import faulty_answer
from etpserver.emulator.faults.bodies import ENDINGS, DoBody, MatchBody, RuleBody
from etpserver.emulator.faults.counting import Taken
from etpserver.emulator.faults.header import KEYS
from etpserver.emulator.faults.kinds import Do
from etpserver.emulator.faults.magic import MAGIC, STATUSES
from etpserver.emulator.faults.matching import Asked
from etpserver.emulator.faults.scenarios import SCENARIOS, Scenario
from tests.docs.tables import code, table

AREAS = "/personnel/api/areas/"
BODIES: dict[str, type[BaseSerializer[Any]]] = {
    "match": MatchBody,
    "turn": RuleBody,
    "do": DoBody,
}
PARTS = {"match", "do"}  # of a rule, with tables of their own


def keys(body: str) -> str:
    """What a part of a rule takes: `match`, `do`, or `turn` for what stands beside them."""
    return table(("key", "what it says"), _keys(BODIES[body]()))


def _keys(body: Any) -> list[tuple[str, str]]:
    return [
        (code(name), field.help_text) for name, field in body.fields.items() if name not in PARTS
    ]


def connections() -> str:
    return table(
        ("`connection`", "what the client sees"), [(code(n), t) for n, t in ENDINGS.items()]
    )


def statuses() -> str:
    """The vendor's own text for each status that magic values have, on a list of areas."""
    asked = Asked("GET", AREAS, {}, {})
    rows = []
    for status in STATUSES:
        answer = faulty_answer(asked, Taken("", Do(status=status)))
        rows.append((str(status), json.loads(answer.content)["detail"]))
    return table(("status", "`detail`"), rows)


def header() -> str:
    rows = [(code(name), code(key)) for name, key in KEYS.items()]
    return table(("in the header", "key of `do`"), rows)


def scenarios() -> str:
    rows = [(code(one.name), one.summary, _options(one)) for one in SCENARIOS]
    return table(("scenario", "what happens", "options"), rows)


def _options(scenario: Scenario) -> str:
    return "<br>".join(f"{name}: {text}" for name, text in _keys(scenario.options()))


def magic() -> str:
    rows = [(code(one.value), one.of, code(json.dumps(one.do))) for one in MAGIC.values()]
    return table(("value", "of", "`do`"), rows)
