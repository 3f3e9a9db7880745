"""Whole bodies of answers, for comparing with `==`."""

from typing import Any

from etpserver.api.vendor_codes import MESSAGES

SUCCESS = {"detail": "Success."}
IMPORTED = {"detail": "import successful"}
MISSING = "This field is required."
FORBIDDEN = "You do not have permission to perform this action."
NO_LOGIN = "Authentication credentials were not provided."


def refused(code: int, detail: str, *names: str, **fields: list[str]) -> dict[str, Any]:
    """An error's body; `names` are the fields that the detail is about."""
    about = {**{name: [detail] for name in names}, **fields}
    text = MESSAGES[code]
    return {**about, "code": code, "message": text, "msg": text, "data": about, "detail": detail}


def rows_refused(*rows: tuple[int, str, str], total: int | None = None) -> dict[str, Any]:
    """The body of an import of which (row, column, message) were refused."""
    listed = [{"row": row, "column": column, "message": text} for row, column, text in rows]
    count = total or len(rows)
    row, column, text = rows[0]
    detail = (
        f"Nothing was imported: {count} error(s), the first in row {row}, column {column}: {text}"
    )
    return {**refused(-1, detail), "data": {"rows": listed, "total": count}}


def envelope(data: list[Any], *, count: int | None = None, **links: str) -> dict[str, Any]:
    """A list's body."""
    total = len(data) if count is None else count
    around = {"count": total, "next": None, "previous": None, "msg": "", "code": 0}
    return {**around, **links, "data": data}
