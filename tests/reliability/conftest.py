"""The records of the manual's examples and callers; how many examples a test looks at."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.contract.conftest import _known_secret, caller, manual

__all__ = ["_known_secret", "caller", "manual"]

# For `make fuzz`: other examples each time, which a printed seed repeats.
settings.register_profile(
    "fuzz", deadline=None, database=None, print_blob=True, suppress_health_check=list(HealthCheck)
)


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where servers keep prepared databases."""
    return tmp_path_factory.mktemp("cache")
