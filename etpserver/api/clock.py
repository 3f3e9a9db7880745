"""The only clock. Nothing else in the project asks the operating system for the time of day."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

WIRE_FORMAT = "%Y-%m-%d %H:%M:%S"


def real_now() -> datetime:
    """The operating system's moment, for what must not follow a world's clock."""
    return datetime.now(UTC)


class Clock:
    """A world's clock: `read` answers an aware moment in UTC."""

    __slots__ = ("read",)

    def __init__(self, read: Callable[[], datetime] = real_now) -> None:
        self.read = read

    @property
    def is_real(self) -> bool:
        """Whether it is the operating system's."""
        return self.read is real_now

    def freeze(self, moment: datetime) -> None:
        """Stand still at an aware moment."""
        fixed = moment.astimezone(UTC)
        self.read = lambda: fixed


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def now() -> datetime:
    """The world's moment, aware, in UTC."""
    from etpserver.api.worlds import current_world  # noqa: PLC0415  worlds are made of clocks

    return current_world().clock.read()


def local_now() -> datetime:
    """The world's wall clock: naive, whole seconds, in the world's time zone."""
    # Manual 3.3.1: times in answers are the server's local time without an offset.
    return to_local(now()).replace(microsecond=0)


def to_local(moment: datetime) -> datetime:
    """An aware moment as naive time of the world's zone."""
    return moment.astimezone(world_zone()).replace(tzinfo=None)


def from_local(time: datetime) -> datetime:
    """The aware moment that a naive time of the world's zone means."""
    return time.replace(tzinfo=world_zone())


def world_zone() -> ZoneInfo:
    """The zone of the world's wall clock."""
    from etpserver.api.worlds import current_world  # noqa: PLC0415

    return _zone(current_world().settings.time_zone)
