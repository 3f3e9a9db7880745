"""What the templates of the console need: icons, JSON, times."""

import json
from datetime import datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from etpserver.console.icons import ICONS

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon that says nothing by itself: the text beside it does."""
    return format_html(
        '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75"'
        ' stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{}</svg>',
        mark_safe(ICONS[name]),  # noqa: S308  our own drawings
    )


@register.filter
def pretty(value: Any) -> str:
    """A value as JSON that people can read."""
    return json.dumps(value, indent=2, ensure_ascii=False, default=str)


@register.filter
def clock_time(value: Any) -> str:
    """The time of day of a moment; of today nothing more is needed."""
    moment = _moment(value)
    return moment.strftime("%H:%M:%S") if moment else ""


@register.filter
def day_and_time(value: Any) -> str:
    moment = _moment(value)
    return moment.strftime("%d %b %Y, %H:%M:%S") if moment else ""


@register.filter
def thousands(value: Any) -> str:
    """12345 as 12 345, with a space that does not break."""
    return f"{value:,}".replace(",", "\u202f") if isinstance(value, int) else str(value)


def _moment(value: Any) -> datetime | None:
    if isinstance(value, str):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, datetime) else None
