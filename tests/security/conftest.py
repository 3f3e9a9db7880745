"""The records of the manual's examples, callers, and servers that tests attack."""

from tests.contract.conftest import _known_secret, caller, manual
from tests.emulator.live import fresh, live

__all__ = ["_known_secret", "caller", "fresh", "live", "manual"]
