"""Times as terminals count them: as if each month had 31 days, from the year 2000 on."""

from datetime import datetime

FIRST_YEAR, LAST_YEAR = 2000, 2099
DAY = 24 * 60 * 60


def encode(moment: datetime) -> int:
    """The number of a moment, its zone left aside; years before 2000 are none of theirs."""
    days = ((moment.year - FIRST_YEAR) * 12 + moment.month - 1) * 31 + moment.day - 1
    return days * DAY + moment.hour * 3600 + moment.minute * 60 + moment.second


def decode(number: int) -> datetime:
    """The moment of a number; raises ValueError for one that is none, as of 30 February."""
    days, seconds = divmod(number, DAY)
    months, day = divmod(days, 31)
    years, month = divmod(months, 12)
    if not 0 <= years <= LAST_YEAR - FIRST_YEAR:
        raise ValueError("The number is of no year from 2000 to 2099.")
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return datetime(FIRST_YEAR + years, month + 1, day + 1, hour, minute, second)  # noqa: DTZ001
