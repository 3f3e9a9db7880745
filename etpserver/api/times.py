"""Moments as clients write them."""

import re
from datetime import datetime
from typing import Any

# Manual 4.2.2: 04:55:31.007Z is answered as 04:55:31: fractions are cut, an offset is dropped.
# Observed: a day alone (midnight), and 2025-01-01:00:00:00.
MOMENT = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[T :]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?"
    r"\s*(?:Z|[+-]\d{2}:?\d{2})?)?",
    re.ASCII | re.IGNORECASE,
)


def parse_time(text: Any) -> datetime:
    """The moment as naive local time of the server.

    Raises:
        ValueError: the text is no moment.
    """
    found = MOMENT.fullmatch(text.strip()) if isinstance(text, str) else None
    if found is None:
        raise ValueError
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001  wire times are naive
