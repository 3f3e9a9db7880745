"""Files to upload: tables, workbooks, and workbooks that were made to hurt."""

import io
import zipfile
from collections.abc import Sequence

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

Rows = Sequence[Sequence[object]]
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
WORKBOOK = f"""<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets>
<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>"""
RELATIONS = f"""<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1"
Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"""


PARTS = f"""<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1"
Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>"""
TYPES = """<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="xml" ContentType="application/xml"/></Types>"""


def upload(content: bytes | str, name: str = "table.csv") -> SimpleUploadedFile:
    """A file as a form sends it."""
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def csv_of(rows: Rows, delimiter: str = ",") -> bytes:
    """Rows whose values need no quotes as csv."""
    return "\n".join(delimiter.join(str(value) for value in row) for row in rows).encode()


def xlsx_of(rows: Rows) -> bytes:
    """Rows as an Excel workbook; None leaves a cell empty."""
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    return saved(workbook)


def saved(workbook: Workbook) -> bytes:
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def raw_xlsx(cells: dict[str, str]) -> bytes:
    """A workbook of these cells, wherever they lie; the texts are XML already."""
    rows = "".join(
        f'<row r="{at.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}">'
        f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c></row>'
        for at, text in cells.items()
    )
    return archive_of(f'<worksheet xmlns="{SHEET}"><sheetData>{rows}</sheetData></worksheet>')


def archive_of(sheet: str | bytes) -> bytes:
    """A workbook whose first sheet is this XML."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", PARTS)
        archive.writestr("xl/workbook.xml", WORKBOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", RELATIONS)
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    return file.getvalue()
