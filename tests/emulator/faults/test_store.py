"""What rules need to be stored: a world that is there."""

import pytest

from etpserver.emulator.faults import store
from etpserver.emulator.faults.models import ArmedScenario, FaultRule
from etpserver.emulator.worlds.errors import UnknownWorldError

pytestmark = pytest.mark.django_db(databases=["default", "control"])
RULE = {"do": {"status": 503}}


def test_a_world_that_was_dropped_meanwhile_leaves_no_rule_to_a_later_one_of_its_name() -> None:
    with pytest.raises(UnknownWorldError):
        store.add_rules("gone", [RULE])
    with pytest.raises(UnknownWorldError):
        store.replace_rules("gone", [RULE])
    with pytest.raises(UnknownWorldError):
        store.arm_scenario("gone", "flaky", {}, [RULE], {"api_license": "inactive"})

    assert not FaultRule.objects.filter(world="gone").exists()
    assert not ArmedScenario.objects.filter(world="gone").exists()
