"""The figures of the overview: counts, punches per hour and per day, terminals up and down."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import ExtractHour, TruncDate

from etpserver.api.clock import local_now
from etpserver.console.charts import Bar, Chart, columns
from etpserver.console.tables import RESIGNED, rows

DAYS = 14
FIRST_HOUR, LAST_HOUR = 6, 22  # of the chart; others are shown when somebody punches then


@dataclass(frozen=True, slots=True)
class Stat:
    """One number and what it counts."""

    name: str
    value: int
    note: str = ""
    page: str = ""  # where more of it is

    @property
    def address(self) -> str:
        """The name of that page's URL."""
        return f"console:{self.page}"


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that the overview shows of the records; a handful of queries."""

    stats: list[Stat]
    today: Chart
    days: Chart


def figures(online: int, terminals: int, pending: int) -> Figures:
    """The figures at the world's present moment."""
    now = local_now()
    people = rows("personnel.Employee").aggregate(
        all=Count("pk"), resigned=Count("pk", filter=Q(status=RESIGNED))
    )
    today = _by_hour(now.date())
    present = _present(now.date())
    return Figures(
        [
            Stat("People", people["all"], f"{people['resigned']} resigned", "people"),
            Stat("In today", present, "punched at least once", "punches"),
            Stat("Punches today", sum(today.values()), "", "punches"),
            Stat("Terminals online", online, f"of {terminals}", "terminals"),
            Stat("Commands waiting", pending, "not fetched yet", "terminals"),
            Stat("Unregistered", rows("iclock.UnregisteredPunch").count(), "of nobody known",
                 "unregistered"),
        ],
        _chart_of_today(today, now),
        _chart_of_days(now),
    )  # fmt: skip


def _by_hour(today: date) -> dict[int, int]:
    found = _punches(today, today).annotate(hour=ExtractHour("punch_time")).values_list("hour")
    return dict(found.annotate(count=Count("pk")).order_by("hour"))


def _present(today: date) -> int:
    return _punches(today, today).values("emp_code").distinct().count()


def _punches(first: date, last: date) -> "QuerySet[Any]":
    """Those of the days from the first to the last one."""
    return rows("iclock.Transaction").filter(
        punch_time__gte=datetime.combine(first, time.min),
        punch_time__lt=datetime.combine(last + timedelta(days=1), time.min),
    )


def _chart_of_today(by_hour: dict[int, int], now: datetime) -> Chart:
    hours = range(min([FIRST_HOUR, *by_hour]), max([LAST_HOUR, *by_hour]) + 1)
    bars = [Bar(f"{hour:02}", by_hour.get(hour, 0), is_now=hour == now.hour) for hour in hours]
    return columns("Punches per hour, today", bars)


def _chart_of_days(now: datetime) -> Chart:
    first = now.date() - timedelta(days=DAYS - 1)
    punches = _punches(first, now.date())
    found = punches.annotate(day=TruncDate("punch_time")).values_list("day")
    by_day = dict(found.annotate(count=Count("pk")).order_by("day"))
    days = [first + timedelta(days=number) for number in range(DAYS)]
    bars = [Bar(f"{day:%d %b}", by_day.get(day, 0), is_now=day == now.date()) for day in days]
    return columns("Punches per day", bars)
