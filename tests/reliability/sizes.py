"""How much hypothesis tries: a little and the same in `make test`, more under `make fuzz`."""

from typing import Any

from hypothesis import HealthCheck, settings

MORE = 10  # times as many examples


def sized(examples: int, **more: Any) -> settings:
    """Settings of a test: read when it is collected, once the profile is known."""
    if settings.get_current_profile_name() == "fuzz":
        return settings(max_examples=examples * MORE, **more)
    return settings(
        max_examples=examples,
        derandomize=True,  # so that the same is tried by everybody
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        **more,
    )
