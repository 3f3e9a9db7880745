"""Saving a workbook whose times, those of its parts included, are the world's."""

import shutil
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from etpserver.api.clock import local_now, now

EARLIEST = (1980, 1, 1, 0, 0, 0)  # of a part of an archive
LATEST = (2107, 12, 31, 23, 59, 58)


def save_workbook(workbook: Workbook, file: IO[bytes]) -> None:
    """As `workbook.save`, which would ask the operating system for the time."""
    moment = now().replace(tzinfo=None, microsecond=0)
    workbook.properties.created = workbook.properties.modified = moment
    with DatedArchive(file, local_now().timetuple()[:6]) as archive:
        ExcelWriter(workbook, archive).save()


class DatedArchive(ZipFile):
    """A zip file whose parts all have one time."""

    def __init__(self, file: IO[bytes], written: tuple[int, ...]) -> None:
        super().__init__(file, "w", ZIP_DEFLATED)
        self.written: Any = min(max(written, EARLIEST), LATEST)

    def writestr(self, name: Any, data: Any, *_how: Any) -> None:
        super().writestr(self._part(name), data)

    def write(self, filename: Any, arcname: Any = None, *_how: Any) -> None:
        part = self._part(arcname)
        part.file_size = Path(filename).stat().st_size
        with Path(filename).open("rb") as source, self.open(part, "w") as target:
            shutil.copyfileobj(source, target)

    def _part(self, name: str) -> ZipInfo:
        part = ZipInfo(name, self.written)
        part.compress_type = ZIP_DEFLATED
        return part
