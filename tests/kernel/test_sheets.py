"""Reading csv, txt, xlsx and xls: judged by content, and never harmful."""

import contextlib
import io
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import pytest

from etpserver.api import sheets
from etpserver.api.errors import DomainError
from etpserver.api.sheets import UnreadableFileError, read_table
from tests.kernel.uploads import SHEET, archive_of, raw_xlsx, saved, xlsx_of

FILES = Path(__file__).parent / "files"
BROKEN = "The workbook is broken; save it again."


def table(content):
    return list(read_table(io.BytesIO(content)))


# ---- text --------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_text_with_any_delimiter_and_line_end(delimiter, line_end):
    lines = [f"code{delimiter}name", f'A{delimiter}"x{delimiter} y"']
    assert table(line_end.join(lines).encode()) == [["code", "name"], ["A", f"x{delimiter} y"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_text_in_any_unicode(encoding):
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    assert table(mark + "code,name\nA,दिल्ली 😀".encode(encoding)) == [
        ["code", "name"],
        ["A", "दिल्ली 😀"],
    ]


def test_cells_are_trimmed_and_empty_ends_dropped():
    assert table(b" a , b ,,\n,,\n x,\n") == [["a", "b"], [], ["x"]]


def test_quotes_may_hold_quotes_and_line_feeds():
    assert table(b'a,b\n"say ""hi""","two\nlines"\n')[1] == ['say "hi"', "two\nlines"]


@pytest.mark.parametrize("content", [b"a\xff,b", b"\xff\xfe\x00", b"\x80abc", b"\x89PNG\r\n\x1a\n"])
def test_other_encodings_are_refused(content):
    with pytest.raises(UnreadableFileError, match="neither a workbook nor text in UTF-8"):
        table(content)


@pytest.mark.parametrize("content", [b"a,b\n\0", b"GIF89a\0\0", b"\0" * 10])
def test_nul_is_no_text(content):
    with pytest.raises(UnreadableFileError, match="NUL"):
        table(content)


@pytest.mark.parametrize("content", [b'a,b\n"open', b'a,b\n"x"y,z', b"a,b\n" + b"x" * 200_000])
def test_broken_csv_names_the_line(content):
    with pytest.raises(UnreadableFileError, match=r"Line \d+ cannot be read"):
        table(content)


def test_an_empty_file_is_an_empty_table():
    assert table(b"") == []


# ---- limits ------------------------------------------------------------------------------------


def test_100_000_rows_below_the_header_are_taken(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    assert len(table(b"head\n1\n2\n3\n")) == 4


def test_more_rows_are_refused(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    with pytest.raises(DomainError, match="more than 3 rows"):
        table(b"head\n1\n2\n3\n4\n")


def test_more_rows_of_a_workbook_are_refused(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    with pytest.raises(DomainError, match="more than 3 rows"):
        table(xlsx_of([[number] for number in range(5)]))


def test_201_columns_are_refused_by_row():
    with pytest.raises(DomainError, match="Row 2 has over 200 columns"):
        table(b"a\n" + b"x," * 200 + b"x\n")


def test_200_columns_are_taken():
    assert len(table(b"x," * 199 + b"x,,,\n")[0]) == 200


# ---- workbooks ---------------------------------------------------------------------------------


def test_an_old_workbook_is_read():
    assert table((FILES / "areas.xls").read_bytes()) == [
        ["area_code", "area_name", "parent_area_code"],
        ["X1", "Old workbook", "1"],
        ["007", "Zeros kept", "X1"],
    ]


def test_cells_read_as_the_user_sees_them():
    half_past_nine = datetime.fromisoformat("2026-01-05 09:30:00")
    row = [1, 2.0, 2.5, True, False, None, " x ", date(2026, 1, 5), half_past_nine, time(9, 30)]
    expected = ["1", "2", "2.5", "true", "false", "", "x", "2026-01-05", "2026-01-05 09:30:00"]
    assert table(xlsx_of([row])) == [[*expected, "09:30:00"]]


def test_rows_keep_their_numbers_below_empty_ones():
    assert table(raw_xlsx({"A3": "code", "A5": "X"})) == [[], [], ["code"], [], ["X"]]


def test_escapes_of_a_workbook_are_undone_once():
    cells = {"A1": "_x0041_", "A2": "_x005F_x0041_", "A3": "a_x000D_b"}
    assert table(raw_xlsx(cells)) == [["A"], ["_x0041_"], ["a\rb"]]


@pytest.mark.parametrize("escape", ["_xD800_", "_x0000_"])
def test_no_escape_makes_text_that_nothing_can_store(escape):
    (text,) = table(raw_xlsx({"A1": f"a{escape}b"}))[0]
    assert text.encode() in {b"a\0b", f"a{escape}b".encode()}  # fields refuse NUL


def test_the_first_visible_sheet_is_read():
    from openpyxl import Workbook

    workbook = Workbook()
    hidden = workbook.active
    hidden.append(["hidden"])
    hidden.sheet_state = "hidden"
    workbook.create_sheet("Shown").append(["shown"])
    workbook.create_sheet("Later").append(["later"])
    assert table(saved(workbook)) == [["shown"]]


@pytest.mark.parametrize("cut", [5, 100, 1000, -30])
def test_a_truncated_workbook_is_broken(cut):
    with pytest.raises(UnreadableFileError, match=BROKEN):
        table(xlsx_of([["code"], ["A"]])[:cut])


@pytest.mark.parametrize("cut", [5, 600, 2000])
def test_a_truncated_old_workbook_is_broken(cut):
    with pytest.raises(UnreadableFileError, match=BROKEN):
        table((FILES / "areas.xls").read_bytes()[:cut])


@pytest.mark.parametrize("sheet", ["<worksheet", "", "<a><b></a>", "\0\1\2"])
def test_a_workbook_with_a_broken_sheet_never_crashes(sheet):
    with contextlib.suppress(UnreadableFileError):
        assert table(archive_of(sheet)) == []


def test_flipped_bytes_never_crash():
    for original in (xlsx_of([["code"], ["A"]]), (FILES / "areas.xls").read_bytes()):
        for at in range(4, len(original), max(1, len(original) // 20)):
            damaged = bytearray(original)
            damaged[at] ^= 0xFF
            with contextlib.suppress(DomainError):
                table(bytes(damaged))


def test_an_archive_that_is_no_workbook_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("content.xml", "<office/>")
    with pytest.raises(UnreadableFileError, match="no workbook"):
        table(file.getvalue())


# ---- workbooks made to hurt --------------------------------------------------------------------


@pytest.mark.parametrize(
    "far", ["XFD1048576", "ZZZZZZ4294967295", "A99999999999999999999", "GS100001"]
)
def test_one_far_cell_is_refused_before_the_reader_reserves_its_span(far):
    with pytest.raises(DomainError, match="spans more than 100000 rows of 200 columns"):
        table(raw_xlsx({"A1": "code", "B1": "name", far: "x"}))


def test_a_far_row_without_addresses_of_cells_is_refused_too():
    rows = '<row r="4000000000"><c r="ZZ4000000000"><v>1</v></c></row>'
    with pytest.raises(DomainError, match="spans more than"):
        table(archive_of(f"<worksheet xmlns='{SHEET}'><sheetData>{rows}</sheetData></worksheet>"))


def test_an_address_across_two_reads_is_seen(monkeypatch):
    monkeypatch.setattr(sheets, "BYTES_OF_ONE_READ", 7)
    with pytest.raises(DomainError, match="spans more than"):
        table(raw_xlsx({"A1": "code", "XFD1048576": "x"}))


def test_a_zip_bomb_is_refused(monkeypatch):
    monkeypatch.setattr(sheets, "LARGEST_WORKBOOK", 1024 * 1024)
    bomb = archive_of(f"<worksheet xmlns='{SHEET}'>" + " " * (2 * 1024 * 1024))
    assert len(bomb) < 20_000
    with pytest.raises(UnreadableFileError, match="unpacks to more than 200 MB"):
        table(bomb)


def test_a_zip_bomb_that_lies_about_its_size_is_refused(monkeypatch):
    monkeypatch.setattr(sheets, "LARGEST_WORKBOOK", 1024 * 1024)
    size = 2 * 1024 * 1024
    bomb = archive_of(b"<worksheet>" + b" " * size)
    truth = (size + len(b"<worksheet>")).to_bytes(4, "little")
    assert truth in bomb
    with pytest.raises(UnreadableFileError):
        table(bomb.replace(truth, (100).to_bytes(4, "little")))


def test_an_encrypted_archive_is_broken():
    content = bytearray(xlsx_of([["code"]]))
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    with pytest.raises(UnreadableFileError, match=BROKEN):
        table(bytes(content))
