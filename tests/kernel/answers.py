"""Whole bodies of documented answers, for comparing with `==`."""

from typing import Any

from etpserver.api.vendor_codes import MESSAGES

UNREADABLE = "The body is a JSON object or a form."


def vendor_error(code: int, detail: str, *names: str, **fields: list[str]) -> dict[str, Any]:
    """An error's body with error_style=both; `names` are the fields that the detail is about."""
    about = {**{name: [detail] for name in names}, **fields}
    text = MESSAGES[code]
    head = {"code": code, "message": text, "msg": text, "data": about, "detail": detail}
    return {**about, **head}


def envelope(
    data: list[Any],
    *,
    count: int | None = None,
    next: str | None = None,
    previous: str | None = None,
) -> dict[str, Any]:
    """A list's body."""
    total = len(data) if count is None else count
    links = {"next": next, "previous": previous}
    return {"count": total, **links, "msg": "", "code": 0, "data": data}
