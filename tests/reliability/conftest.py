"""The records of the manual's examples and callers; how many examples a test looks at."""

from hypothesis import HealthCheck, settings

from tests.contract.conftest import _known_secret, caller, manual

__all__ = ["_known_secret", "caller", "manual"]

# For `make fuzz`: other examples each time, which a printed seed repeats.
settings.register_profile(
    "fuzz", deadline=None, database=None, print_blob=True, suppress_health_check=list(HealthCheck)
)
