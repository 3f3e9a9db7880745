"""Changing a record that others may change or delete at the same time."""

from typing import TypeVar

from django.db.models import Model

from etpserver.api.errors import UnknownRecordError
from etpserver.api.vendor_codes import PROGRAM_ERROR

M = TypeVar("M", bound=Model)


def locked(record: M, *, unknown: int = PROGRAM_ERROR) -> M:
    """The record as it is stored now: of two writers at once, one waits for the other.

    Call it in the transaction that changes the record. One that was deleted meanwhile is an
    `UnknownRecordError` with the vendor code `unknown`.
    """
    rows = type(record)._default_manager.filter(pk=record.pk)
    # Whoever only refers to the record, as its commands and punches do, need not wait.
    stored = rows.select_for_update(no_key=True).first()
    if stored is None:
        raise UnknownRecordError("Not found.", vendor_code=unknown)
    return stored
