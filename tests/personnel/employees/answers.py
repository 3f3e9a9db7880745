"""Whole bodies of answers, for comparing with `==`."""

from typing import Any

from tests.kernel.answers import envelope, vendor_error

__all__ = ["envelope", "refused", "rows_refused"]

refused = vendor_error

SUCCESS = {"detail": "Success."}
IMPORTED = {"detail": "import successful"}
MISSING = "This field is required."
FORBIDDEN = "You do not have permission to perform this action."
NO_LOGIN = "Authentication credentials were not provided."


def rows_refused(*rows: tuple[int, str, str], total: int | None = None) -> dict[str, Any]:
    """The body of an import of which (row, column, message) were refused."""
    listed = [{"row": row, "column": column, "message": text} for row, column, text in rows]
    count = total or len(rows)
    row, column, text = rows[0]
    detail = (
        f"Nothing was imported: {count} error(s), the first in row {row}, column {column}: {text}"
    )
    return {**refused(-1, detail), "data": {"rows": listed, "total": count}}
