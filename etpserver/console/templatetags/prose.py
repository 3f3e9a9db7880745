"""Texts of exercises: `code` between backticks, and nothing else, is marked."""

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
CODE = re.compile(r"`([^`\n]+)`")


@register.filter
def prose(text: str) -> SafeString:
    """The text, escaped, with its code in `<code>`."""
    return mark_safe(CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S308  escaped above
