"""What the templates of the console need: icons, JSON, times."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from etpserver.console.actions import Action, Field, FieldError
from etpserver.console.calls import Shown
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


@register.simple_tag
def field_value(field: Field, given: Mapping[str, str] | str = "") -> str:
    """What an input starts with: what the page gives for it, else its own."""
    return given.get(field.name, field.initial) if isinstance(given, Mapping) else field.initial


@register.simple_tag(takes_context=True)
def action_calls(
    context: template.Context, action: Action, given: Mapping[str, str] | str = ""
) -> SafeString:
    """The HTTP call and the command line of an action, with examples for what is to be entered."""
    values = {**action.initial, **(given if isinstance(given, Mapping) else {})}
    try:
        body = action.body_for(values)
    except FieldError:  # an example that is no value
        body = {}
    shown = Shown(action.method, action.path_for(values), body, action.line_for(values))
    request = context["request"]
    lines = [shown.curl(f"{request.scheme}://{request.get_host()}"), shown.cli()]
    return format_html_join("", '<pre class="wrap">{}</pre>', ((line,) for line in lines if line))


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
