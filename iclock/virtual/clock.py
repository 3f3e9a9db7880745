"""A terminal's wall clock: naive local time that runs on and is set by servers."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

WIRE_FORMAT = "%Y-%m-%d %H:%M:%S"
# Guess: a clock whose battery was empty begins here.
FIRST_MOMENT = datetime(2000, 1, 1)  # noqa: DTZ001  a terminal knows no zone
DAY_S = 86_400
# A `Date` has whole seconds only: within this, the clock is right already.
CLOSE = timedelta(seconds=2)
LARGEST_HOUR = 14
YEARS = range(1970, 2134)  # what 32 bits of a `DateTime` hold, and the years before


class DeviceClock:
    """Runs by `ticks` (monotonic seconds), gaining `drift` seconds a day until it is set again."""

    def __init__(
        self, ticks: Callable[[], float], starts_at: datetime = FIRST_MOMENT, drift: float = 0.0
    ) -> None:
        self._ticks = ticks
        self._rate = 1 + drift / DAY_S
        self._base = starts_at
        self._base_ticks = ticks()
        self.is_set = False

    def now(self) -> datetime:
        """The wall clock, in whole seconds."""
        return self._exact().replace(microsecond=0)

    def set(self, moment: datetime) -> None:
        """Set the wall clock, which runs on from there."""
        self._base, self._base_ticks, self.is_set = moment, self._ticks(), True

    def follow(self, date: str | None, zone: int | None) -> None:
        """Take over a `Date` header, `zone` minutes east of Greenwich; others change nothing."""
        moment = utc_of(date)
        if moment is None or zone is None:
            return
        try:
            local = moment + timedelta(minutes=zone)
        except OverflowError:
            return
        if local.year not in YEARS:
            return
        if self.is_set and abs(local - self._exact()) <= CLOSE:
            return
        self.set(local)

    def _exact(self) -> datetime:
        return self._base + timedelta(seconds=(self._ticks() - self._base_ticks) * self._rate)


def utc_of(date: str | None) -> datetime | None:
    """A `Date` header as naive UTC."""
    if not date:
        return None
    try:
        moment = parsedate_to_datetime(date)
        return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def zone_minutes(text: str) -> int | None:
    """The option `TimeZone` as minutes: small numbers are hours, larger ones minutes."""
    try:
        # Observed: decimals are cut off.
        value = int(float(text))
    except (ValueError, OverflowError):
        return None
    if abs(value) > DAY_S // 60:
        return None
    # Guess: the vendor's text leaves 12 to 60 open; there are zones 14 hours away, and none
    # so few minutes.
    return value * 60 if abs(value) <= LARGEST_HOUR else value


def moment_of(text: str) -> datetime | None:
    """A time as it stands on the wire."""
    try:
        return datetime.strptime(text.strip(), WIRE_FORMAT)  # noqa: DTZ007  wire times are naive
    except ValueError:
        return None


def decoded(number: int) -> datetime | None:
    """The time of a `SET OPTION DateTime`: seconds in months of 31 days since 2000."""
    if number < 0:
        return None
    minutes, second = divmod(number, 60)
    hours, minute = divmod(minutes, 60)
    days, hour = divmod(hours, 24)
    months, day = divmod(days, 31)
    years, month = divmod(months, 12)
    try:
        moment = datetime(2000 + years, month + 1, day + 1, hour, minute, second)  # noqa: DTZ001
    except (ValueError, OverflowError):
        return None
    return moment if moment.year in YEARS else None
