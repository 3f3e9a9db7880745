"""The three formats: what goes in comes out of the reader for imports again."""

import csv
import io
import zipfile
from datetime import datetime
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etpserver.api import exports
from etpserver.api.clock import WIRE_FORMAT
from etpserver.api.exports import EXPORT_FORMATS, cell, export
from etpserver.api.sheets import read_table
from personnel.areas.shapes import AREA
from personnel.models import Area
from tests.factories import make_area

# As stored: trimmed, and without what the parsers refuse.
STORED = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1).map(str.strip)


def written(export_type, rows):
    return b"".join(EXPORT_FORMATS[export_type].write(rows))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(STORED, STORED), max_size=4))
@pytest.mark.parametrize("export_type", ["csv", "txt"])
def test_texts_survive_text_files(export_type, rows):
    delimiter = (EXPORT_FORMATS[export_type].extension == "csv" and ",") or "\t"
    text = written(export_type, [("a", "b"), *rows]).decode()
    found = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    assert [tuple(row) for row in found] == [("a", "b"), *rows]


@settings(max_examples=25, deadline=None)
@given(st.lists(STORED.filter(bool), min_size=1, max_size=4))
def test_texts_survive_workbooks(texts):
    content = written("xls", [("a",), *((text,) for text in texts)])
    # XML folds carriage returns and blanks at the ends are trimmed: nothing else may change.
    found = [row[0] if row else "" for row in read_table(io.BytesIO(content))]
    assert found == ["a", *texts]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@x", "007", "1e5", "TRUE", "2026-01-05", "#N/A", "_x0041_", "_x000D_",
     "a\x01b", "a\rb", "a\nb", "a\r\nb", "\ufffe", "\uffff", "<&>\"'", "😀", "a  b"],
)  # fmt: skip
def test_a_workbooks_cell_is_always_that_text(text):
    content = written("xls", [("a",), (text,)])
    assert list(read_table(io.BytesIO(content))) == [["a"], [text]]


@pytest.mark.parametrize(
    ("now", "parts_of", "shown"),
    [
        ("2001-02-03T04:05:06+05:30", (2001, 2, 3, 4, 5, 6), b"2001-02-02T22:35:06Z"),
        ("1970-01-01T05:30:00+05:30", (1980, 1, 1, 0, 0, 0), b"1970-01-01T00:00:00Z"),
        ("9000-01-01T05:30:00+05:30", (2107, 12, 31, 23, 59, 58), b"9000-01-01T00:00:00Z"),
    ],
)
def test_a_workbook_is_dated_by_the_worlds_clock(clock, now, parts_of, shown):
    clock.freeze(datetime.fromisoformat(now))
    content = written("xls", [("a",), ("b",)])

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {part.date_time for part in archive.infolist()} == {parts_of}
        assert archive.read("docProps/core.xml").count(shown) == 2
    assert written("xls", [("a",), ("b",)]) == content


def test_text_files_are_written_in_pieces(monkeypatch):
    monkeypatch.setattr(exports, "BYTES_OF_ONE_CHUNK", 100)
    pieces = list(exports.write_csv([["x" * 30]] * 50))
    assert len(pieces) > 10
    assert b"".join(pieces) == (b"x" * 30 + b"\r\n") * 50


@pytest.mark.django_db
def test_rows_are_read_as_they_are_sent(world, django_assert_num_queries):
    make_area()
    with django_assert_num_queries(0):
        answer = export(Area.objects.all(), AREA.columns(), resource="areas", export_type="csv")
    with django_assert_num_queries(1):
        answer.getvalue()


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (True, "true"), (False, "false"), (7, "7"), ("", ""), ("x", "x"), (0, "0")],
)
def test_cells(value, text):
    assert cell(value) == text


def test_times_are_cells_in_wire_format(clock):
    from etpserver.api.clock import local_now

    assert cell(local_now()) == local_now().strftime(WIRE_FORMAT) == "2026-01-05 12:00:00"
    assert cell(local_now().date()) == "2026-01-05"


def test_early_years_have_four_digits_and_fractions_of_a_second_are_cut():
    assert cell(datetime.fromisoformat("0001-01-01T09:00:00.999999")) == "0001-01-01 09:00:00"


def test_a_uuid_is_a_cell_with_its_hyphens():
    assert cell(UUID(int=10)) == "00000000-0000-0000-0000-00000000000a"
