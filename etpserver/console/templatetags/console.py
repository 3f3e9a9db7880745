"""What the templates of the console need: icons, forms, words for times and numbers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from etpserver.api.clock import to_local
from etpserver.console.acting import calls_of
from etpserver.console.actions import Field
from etpserver.console.declared import ACTIONS
from etpserver.console.icons import ICONS

register = template.Library()

MINUTE, HOUR, DAY = 60, 3600, 86_400
TONES = {2: "ok", 3: "info", 4: "warn", 5: "bad"}


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon that says nothing by itself: the text beside it does."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
        ' stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">'
        "{}</svg>",
        mark_safe(ICONS[name]),  # noqa: S308  our own drawings
    )


@register.simple_tag
def page_address(name: str) -> str:
    """The address of a page; empty where this installation has none of that name."""
    try:
        return reverse(f"console:{name}")
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def form(context: template.Context, name: str, **options: Any) -> SafeString:
    """The form of an action: `{% form "punch" given=given %}`.

    `given` fills fields in; `kind="button"` shows a button only, whose answer is a toast; `id`
    tells several forms of one action apart; `button` is another text for it.
    """
    action, given = ACTIONS[name], options.get("given") or {}
    given = {**given, **{k[4:]: str(v) for k, v in options.items() if k.startswith("set_")}}
    own = {
        "action": action,
        "given": given,
        "kind": options.get("kind", ""),
        "button": options.get("button", action.button),
        "label": options.get("label", ""),
        "small": options.get("small", ""),
        "id": f"{name}{options.get('id', '')}".replace(".", "-"),
        "serials": context.get("serials", ()),
        "can_drive": context.get("can_drive", False),
        "csrf_token": context.get("csrf_token", ""),
        **calls_of(context["request"], action, given),
    }
    return mark_safe(render_to_string("console/action.html", own))  # noqa: S308  a template of ours


@register.simple_tag
def field_value(field: Field, given: Mapping[str, str]) -> str:
    """What an input starts with: what the page gives for it, else its own."""
    return str(given.get(field.name, field.initial))


@register.filter
def status_tone(status: Any) -> str:
    """How good a status is, as a badge shows it."""
    return TONES.get(status // 100, "") if isinstance(status, int) else "bad"


@register.filter
def day_and_time(value: Any) -> str:
    """A moment, or its ISO text, by the world's clock: `05 Jan 2026 09:00:00`; empty for none."""
    moment = _moment(value)
    if moment and moment.tzinfo:
        moment = to_local(moment)
    return moment.strftime("%d %b %Y %H:%M:%S") if moment else ""


@register.simple_tag
def ago(moment: datetime | None, now: datetime) -> str:
    """How long ago that was: `12 s ago`, `3 h ago`."""
    if moment is None:
        return "never"
    seconds = int((now - moment).total_seconds())
    if seconds < 0:
        return moment.strftime("%d %b %Y %H:%M")
    for size, unit in ((DAY, "d"), (HOUR, "h"), (MINUTE, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit} ago"
    return f"{seconds} s ago"


@register.filter
def thousands(value: Any) -> str:
    """12345 as 12 345, with a space that does not break."""
    return f"{value:,}".replace(",", "\u202f") if isinstance(value, int) else str(value)


@register.filter
def megabytes(value: Any) -> str:
    """Bytes as `1.2 MB`."""
    return f"{value / 1_000_000:.1f} MB"


def _moment(value: Any) -> datetime | None:
    if isinstance(value, str):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, datetime) else None
