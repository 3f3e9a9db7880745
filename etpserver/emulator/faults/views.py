"""The calls about faults: rules, scenarios and magic values."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from etpserver.api.control.problems import ConflictError, NotThereError
from etpserver.api.control.views import Call, ControlView, checked
from etpserver.emulator.control.moments import iso
from etpserver.emulator.faults import store
from etpserver.emulator.faults.bodies import RuleBody, RulesBody
from etpserver.emulator.faults.magic import MAGIC
from etpserver.emulator.faults.models import ArmedScenario, FaultRule
from etpserver.emulator.faults.rules import Rule
from etpserver.emulator.faults.scenarios import (
    BY_NAME,
    SCENARIOS,
    AnyOptionsBody,
    Scenario,
)
from etpserver.emulator.worlds.registry import Worlds
from etpserver.emulator.worlds.views import problems, the_worlds

GIVEN: Mapping[str, Any] = {
    "match": {"operation": "employees_list", "query": {"page": 2}},
    "do": {"status": 503, "retry_after": 5},
    "times": 2,
}
EXAMPLE: Mapping[str, Any] = {
    "id": 7,
    "match": {"operation": "employees_list", "query": {"page": 2}},
    "times": 2,
    "do": {"status": 503, "retry_after": 5},
    "seen": 3,
    "hits": 2,
    "state": "spent",
    "scenario": None,
    "expires_at": None,
}
ARMED: Mapping[str, Any] = {**EXAMPLE, "seen": 0, "hits": 0, "state": "armed"}
SCENARIO: Mapping[str, Any] = {
    "name": "maintenance",
    "summary": BY_NAME["maintenance"].summary,
    "armed": True,
    "options": {"retry_after": 30},
    "rules": [8],
}
NO_RULE = "There is no rule {name!r} in world {world}."
NO_SCENARIO = "There is no scenario {name!r}; there are {known}."
IS_ID = re.compile(r"\d{1,18}", re.ASCII)


class FaultsView(ControlView):
    """`/_etp/faults`."""

    calls: ClassVar = {
        "get": Call(
            "The rules of the world, in their order.",
            answer={"world": "main", "faults": [EXAMPLE]},
        ),
        "post": Call(
            "Put a rule behind the others.",
            body=RuleBody,
            status=201,
            example=GIVEN,
            answer={"world": "main", **ARMED},
            may_lack=("times",),
            statuses={
                400: "No request could match it, or it contradicts itself.",
                409: "The world has as many rules as it may.",
                501: "This platform cannot cut connections.",
            },
        ),
        "put": Call(
            "Put these rules in the place of all others; scenarios end.",
            body=RulesBody,
            example={"faults": [GIVEN]},
            answer={"world": "main", "faults": [ARMED]},
        ),
        "delete": Call("Take all rules away; scenarios end.", status=204),
    }

    def get(self, _request: Request, **_named: str) -> Response:
        worlds_of(self)
        return self.answer({"faults": described_rules(self.world)})

    def post(self, request: Request, **_named: str) -> Response:
        worlds = worlds_of(self)
        with limits():
            (rule,) = store.add_rules(self.world, [self.body(request)])
        worlds.version.change()
        return self.answer(described(rule), status=HTTPStatus.CREATED)

    def put(self, request: Request, **_named: str) -> Response:
        worlds = worlds_of(self)
        given = self.body(request)
        with limits():
            store.replace_rules(self.world, given["faults"])
        worlds.version.change()
        return self.answer({"faults": described_rules(self.world)})

    def delete(self, _request: Request, **_named: str) -> Response:
        worlds = worlds_of(self)
        store.clear(self.world)
        worlds.version.change()
        return Response(status=HTTPStatus.NO_CONTENT)


class FaultView(ControlView):
    """`/_etp/faults/{id}`."""

    calls: ClassVar = {
        "get": Call(
            "One rule.",
            answer={"world": "main", **EXAMPLE},
            may_lack=("times",),
            statuses={404: "No rule."},
        ),
        "delete": Call("Take a rule away.", status=204, statuses={404: "There is no such rule."}),
    }

    def get(self, _request: Request, **named: str) -> Response:
        return self.answer(described(self.rule(named["id"])))

    def delete(self, _request: Request, **named: str) -> Response:
        worlds = worlds_of(self)
        self.rule(named["id"]).delete()
        worlds.version.change()
        return Response(status=HTTPStatus.NO_CONTENT)

    def rule(self, name: str) -> FaultRule:
        worlds_of(self)
        rules = FaultRule.objects.select_related("scenario").filter(world=self.world)
        found = rules.filter(pk=int(name)).first() if IS_ID.fullmatch(name) else None
        if found is None:
            raise NotThereError(NO_RULE.format(name=name[:100], world=self.world))
        return found


class ScenariosView(ControlView):
    """`/_etp/scenarios`."""

    calls: ClassVar = {
        "get": Call(
            "The named scenarios, and which of them the world plays.",
            answer={"world": "main", "scenarios": [SCENARIO]},
        ),
        "delete": Call("End all scenarios of the world.", status=204),
    }

    def get(self, _request: Request, **_named: str) -> Response:
        worlds_of(self)
        rows = ArmedScenario.objects.filter(world=self.world).prefetch_related("rules")
        armed = {row.name: row for row in rows}
        found = [described_scenario(scenario, armed.get(scenario.name)) for scenario in SCENARIOS]
        return self.answer({"scenarios": found})

    def delete(self, _request: Request, **_named: str) -> Response:
        worlds = worlds_of(self)
        store.end_scenarios(self.world)
        worlds.version.change()
        return Response(status=HTTPStatus.NO_CONTENT)


class ScenarioView(ControlView):
    """`/_etp/scenarios/{name}`."""

    calls: ClassVar = {
        "post": Call(
            "Let the world play a scenario; one of its name that plays already ends.",
            body=AnyOptionsBody,
            status=201,
            example={"retry_after": 30},
            answer={"world": "main", **SCENARIO},
            statuses={
                404: "There is no such scenario.",
                501: "This platform cannot cut connections.",
            },
        ),
        "delete": Call(
            "End one scenario.", status=204, statuses={404: "The world does not play it."}
        ),
    }

    def post(self, request: Request, **named: str) -> Response:
        worlds = worlds_of(self)
        scenario = scenario_of(named["name"])
        options = checked(scenario.options, request.data)
        rules = [checked(RuleBody, rule) for rule in scenario.rules(options)]
        with limits():
            armed = store.arm_scenario(self.world, scenario.name, options, rules, scenario.settings)
        worlds.version.change()
        with problems(), worlds.use(self.world):
            scenario.begin(options)
        return self.answer(described_scenario(scenario, armed), status=HTTPStatus.CREATED)

    def delete(self, _request: Request, **named: str) -> Response:
        worlds = worlds_of(self)
        scenario = scenario_of(named["name"])
        if not store.end_scenarios(self.world, scenario.name):
            raise NotThereError(f"World {self.world} does not play {scenario.name}.")
        worlds.version.change()
        return Response(status=HTTPStatus.NO_CONTENT)


class MagicView(ControlView):
    """`/_etp/magic`."""

    calls: ClassVar = {
        "get": Call(
            "The values that let a request fail, where the setting `magic` is on.",
            answer={
                "world": "main",
                "enabled": False,
                "magic": [{"value": "1429", "of": "page_size", "do": {"status": 429}}],
            },
        )
    }

    def get(self, _request: Request, **_named: str) -> Response:
        world = worlds_of(self).served(self.world).world
        found = [{"value": magic.value, "of": magic.of, "do": magic.do} for magic in MAGIC.values()]
        return self.answer({"enabled": world.settings.magic, "magic": found})


def worlds_of(view: ControlView) -> Worlds:
    """The worlds of this process, among them the one that the call is about."""
    worlds = the_worlds()
    with problems():
        worlds.served(view.world)
    return worlds


@contextmanager
def limits() -> Iterator[None]:
    """Turns too many rules, or a world that was dropped meanwhile, into an answer."""
    try:
        with problems():
            yield
    except store.TooManyRulesError as problem:
        raise ConflictError(str(problem)) from problem


def scenario_of(name: str) -> Scenario:
    """The scenario of a name; raises `NotThereError`."""
    scenario = BY_NAME.get(name)
    if scenario is None:
        raise NotThereError(NO_SCENARIO.format(name=name[:100], known=", ".join(BY_NAME)))
    return scenario


def described_rules(world: str) -> list[dict[str, Any]]:
    """The rules of a world in their order, as answers show them."""
    rules = FaultRule.objects.select_related("scenario").filter(world=world)
    return [described(rule) for rule in rules]


def described(row: FaultRule) -> dict[str, Any]:
    """A rule as answers show it: as it was given, and what has become of it."""
    rule = Rule.read(row)
    state = "spent" if rule.turn.is_spent(row.hits) else "armed"
    return {
        "id": row.pk,
        "match": {},
        **row.definition,
        "seen": row.seen,
        "hits": row.hits,
        "state": "expired" if rule.is_over() else state,
        "scenario": row.scenario.name if row.scenario else None,
        "expires_at": iso(row.expires_at) if row.expires_at else None,
    }


def described_scenario(scenario: Scenario, armed: ArmedScenario | None) -> dict[str, Any]:
    """A scenario, and how a world plays it if it does."""
    return {
        "name": scenario.name,
        "summary": scenario.summary,
        "armed": armed is not None,
        "options": armed.options if armed else {},
        "rules": [rule.pk for rule in armed.rules.all()] if armed else [],
    }
