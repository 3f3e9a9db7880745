"""Attendance logs that a person uploads."""

import re
from collections.abc import Iterable, Iterator

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from etpserver.api.clock import local_now
from etpserver.api.errors import DomainError
from etpserver.api.imports import ImportedRow, RowErrors
from iclock.terminals.models import Terminal
from iclock.transactions.attlog import AttlogError, AttlogPunch, Entry, read_attlog
from iclock.transactions.ingestion import Stored, store_punches
from iclock.transactions.punch import FILE

# Manual 4.5.2: CK5L201260350_attlog07.dat
NAME = re.compile(r"(?P<sn>.*?)_attlog.*\.dat", re.IGNORECASE | re.DOTALL)


class UploadError(DomainError):
    """The upload is no attendance log of a known terminal."""

    def __init__(self, message: str) -> None:
        super().__init__(message, field="upload_file")


def store_upload(upload: "UploadedFile[bytes]") -> Stored:
    """Store every punch of the file, or, if a line is malformed, none."""
    terminal = _terminal_of(upload.name or "")
    entries = read_attlog(upload, serial=terminal.sn)
    with transaction.atomic():
        return store_punches(
            _without_errors(entries), terminal=terminal, source=FILE, received_at=local_now()
        )


def _terminal_of(name: str) -> Terminal:
    parts = NAME.fullmatch(name)
    if parts is None or not parts["sn"]:
        raise UploadError("The file is named <serial number>_attlog<anything>.dat.")
    terminal = Terminal.objects.select_related("area").filter(sn=parts["sn"]).first()
    if terminal is None:
        raise UploadError(f"There is no terminal {parts['sn'][:50]}.")
    return terminal


def _without_errors(entries: Iterable[Entry]) -> Iterator[AttlogPunch]:
    """The punches up to the first error; at the end all errors are raised together."""
    errors = RowErrors()
    for entry in entries:
        if isinstance(entry, AttlogError):
            errors.add(ImportedRow(entry.line, {}), entry.column, entry.message)
        elif not errors.total:
            yield entry
    errors.raise_if_any()
