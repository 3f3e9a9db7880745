"""Every test of this folder that takes `kind` runs for each of the four resources."""

import pytest

from tests.personnel.tree.kinds import KINDS, Kind


@pytest.fixture(params=KINDS, ids=lambda kind: kind.resource)
def kind(request: pytest.FixtureRequest) -> Kind:
    found: Kind = request.param
    return found
