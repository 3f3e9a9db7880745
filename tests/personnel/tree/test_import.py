import pytest

from tests.kernel.answers import vendor_error
from tests.kernel.uploads import csv_of, upload, xlsx_of
from tests.personnel.tree.kinds import AREAS

BINARY = "The file is neither a workbook nor text in UTF-8; save it as one of them."
DONE = {"detail": "import successful"}
FORMATS = ["csv", "txt", "xls"]
MODES = "import_type is 0 (skip existing records) or 1 (overwrite them)."
MALFORMED = "Codes are made of letters, digits, '-', '_', '.' and inner spaces."
BLANK = "This field may not be blank."


@pytest.fixture
def send(api, kind):
    """Upload rows below the usual header, or a whole file."""

    def call(*rows, content=None, import_type=1, **more):
        header = [kind.code, kind.name, f"{kind.parent}_code"]
        file = upload(csv_of([header, *rows]) if content is None else content)
        body = {"import_type": import_type, "import_file": file, **more}
        return api.post(kind.url(kind.import_path), body)

    return call


def rows_refused(rows, total=None):
    """The answer to bad rows: each a row number, a column and a message."""
    listed = [dict(zip(("row", "column", "message"), row, strict=True)) for row in rows]
    number, column, message = rows[0]
    total = total or len(rows)
    head = f"Nothing was imported: {total} error(s), the first in row {number}, column {column}"
    body = vendor_error(-1, f"{head}: {message}")
    return {**body, "data": {"rows": listed, "total": total}}


def stored(kind, code):
    node = kind.get(code)
    return node.name, node.parent.code if node.parent else None


# ---- what it does ---------------------------------------------------------------------------


def test_creates_records(send, kind):
    answer = send(["A", "Gate", "1"], ["B", "Door", ""])
    assert (answer.status_code, answer.json()) == (200, DONE)
    assert (stored(kind, "A"), stored(kind, "B")) == (("Gate", "1"), ("Door", None))


def test_ids_follow_the_file(send, kind):
    send(["C", "c", "1"], ["A", "a", "1"], ["B", "b", ""])
    codes = kind.model.objects.order_by("pk").values_list(kind.code, flat=True)
    assert list(codes) == ["1", "C", "A", "B"]


def test_a_parent_may_stand_later_in_the_file(send, kind):
    answer = send(["DOOR", "Door", "GATE"], ["GATE", "Gate", "SITE"], ["SITE", "Site", "1"])
    assert (answer.status_code, answer.json()) == (200, DONE)
    assert stored(kind, "DOOR") == ("Door", "GATE")
    assert stored(kind, "GATE") == ("Gate", "SITE")
    assert stored(kind, "SITE") == ("Site", "1")


def test_an_existing_record_may_move_below_a_new_one(send, kind):
    kind.new("OLD", "Old")
    answer = send(["OLD", "Old", "NEW"], ["NEW", "New", ""])
    assert (answer.status_code, answer.json()) == (200, DONE)
    assert stored(kind, "OLD") == ("Old", "NEW")


def test_a_parent_may_be_named_by_its_id(send, kind):
    site = kind.new("SITE")
    answer = send(["A", "Gate", site.pk])
    assert (answer.status_code, answer.json()) == (200, DONE)
    assert stored(kind, "A") == ("Gate", "SITE")


def test_skipping_leaves_existing_records_alone(send, kind):
    kind.new("OLD", "Old", kind.root)
    answer = send(["OLD", "Changed", "0"], ["NEW", "New", "OLD"], import_type=0)
    assert (answer.status_code, answer.json()) == (200, DONE)
    assert (stored(kind, "OLD"), stored(kind, "NEW")) == (("Old", "1"), ("New", "OLD"))


def test_overwriting_changes_existing_records(send, kind):
    node = kind.new("OLD", "Old")
    answer = send(["OLD", "Changed", "1"])
    assert (answer.status_code, answer.json()) == (200, DONE)
    assert (stored(kind, "OLD"), kind.get("OLD").pk) == (("Changed", "1"), node.pk)


def test_an_empty_cell_keeps_the_stored_value(send, kind):
    kind.new("OLD", "Old", kind.root)
    before = kind.rows()
    answer = send(["OLD", "", ""])
    assert (answer.status_code, answer.json()) == (200, DONE)
    assert kind.rows() == before


def test_an_absent_column_keeps_the_stored_value(send, kind):
    kind.new("OLD", "Old", kind.root)
    answer = send(content=f"{kind.code},{kind.name}\nOLD,Changed\n")
    assert (answer.status_code, answer.json()) == (200, DONE)
    assert stored(kind, "OLD") == ("Changed", "1")


def test_zero_takes_the_parent_away(send, kind):
    kind.new("OLD", "Old", kind.root)
    answer = send(["OLD", "", "0"])
    assert (answer.status_code, answer.json()) == (200, DONE)
    assert stored(kind, "OLD") == ("Old", None)


def test_titles_in_any_case_name_the_columns(send, kind):
    title = kind.prefix.title()
    header = f"Remarks,{title} NAME,{kind.code.upper()},Parent {title},Company Name"
    answer = send(content=f"{header}\nx,Gate,A,1,Other\n")
    assert (answer.status_code, answer.json()) == (200, DONE)
    assert stored(kind, "A") == ("Gate", "1")


def test_blank_rows_are_skipped(send, kind):
    answer = send(content=f"\n{kind.code},{kind.name}\n\nA,Gate\n ,\n\n")
    assert (answer.status_code, answer.json()) == (200, DONE)
    assert stored(kind, "A") == ("Gate", None)


def test_a_header_without_rows_is_an_empty_import(send, kind):
    before = kind.rows()
    answer = send()
    assert (answer.status_code, answer.json()) == (200, DONE)
    assert kind.rows() == before


@pytest.mark.parametrize("export_type", FORMATS)
def test_an_export_can_be_imported_again_and_changes_nothing(api, send, kind, export_type):
    odd = ["=1+1", 'Say "hi", twice', "tab\tbed", "two\nlines", "😀 नमस्ते", "_x0041_", "007", "true"]
    parent = kind.root
    for number, name in enumerate(odd):
        parent = kind.new(f"0{number}", name, parent)
    kind.new("ALONE", "Alone")
    before = kind.rows()
    exported = api.get(kind.url("export"), {"export_type": export_type, "ordering": "-id"})
    answer = send(content=exported.getvalue())
    assert (answer.status_code, answer.json()) == (200, DONE)
    assert kind.rows() == before


@pytest.mark.parametrize("export_type", FORMATS)
def test_an_export_restores_an_emptied_table(api, send, kind, export_type):
    kind.new("B", "Door 007", kind.new("A", "=1+1", kind.root))
    exported = api.get(kind.url("export"), {"export_type": export_type, "ordering": "-id"})
    content = exported.getvalue()
    kind.model.objects.filter(**{kind.code: "B"}).delete()
    kind.model.objects.filter(**{kind.code: "A"}).delete()
    answer = send(content=content, import_type=0)
    assert (answer.status_code, answer.json()) == (200, DONE)
    assert (stored(kind, "A"), stored(kind, "B")) == (("=1+1", "1"), ("Door 007", "A"))


def test_reads_numbers_of_a_workbook_as_the_user_sees_them(send, kind):
    header = [kind.code, kind.name, f"{kind.parent}_code"]
    answer = send(content=xlsx_of([header, [42, 3.5, 1], [None, None, None], ["B", 7.0, "42"]]))
    assert (answer.status_code, answer.json()) == (200, DONE)
    assert (stored(kind, "42"), stored(kind, "B")) == (("3.5", "1"), ("7", "42"))


@pytest.mark.parametrize("kind", [AREAS], ids=["areas"])
def test_imports_10_000_rows_five_levels_deep(send, kind):
    rows = [[f"N{number}", f"Name {number}", f"N{number // 10}"] for number in range(9_999, 0, -1)]
    answer = send(*rows, ["N0", "Name 0", "1"])
    assert (answer.status_code, answer.json()) == (200, DONE)
    assert stored(kind, "N9999") == ("Name 9999", "N999")
    assert kind.model.objects.count() == 10_001


@pytest.mark.parametrize("kind", [AREAS], ids=["areas"])
def test_imports_a_chain_of_parents_1_000_levels_deep(send, kind):
    rows = [[f"N{number}", "Name", f"N{number + 1}"] for number in range(1000)]
    answer = send(*rows, ["N1000", "Name", "1"])
    assert (answer.status_code, answer.json()) == (200, DONE)
    assert stored(kind, "N0") == ("Name", "N1")


def test_an_unchanged_file_writes_nothing(send, kind, django_assert_max_num_queries):
    rows = [[f"N{number}", "Name", "1"] for number in range(200)]
    send(*rows)
    with django_assert_max_num_queries(8) as asked:
        send(*rows)
    assert not [query for query in asked if query["sql"].startswith(("INSERT", "UPDATE"))]


# ---- bad rows: everything is named, nothing is stored -----------------------------------------


def test_one_bad_row_refuses_the_whole_file(send, kind):
    before = kind.rows()
    answer = send(["A", "Gate", "1"], ["B", "Door", "NOBODY"], ["C", "Wall", ""])
    expected = rows_refused([(3, f"{kind.parent}_code", "Unknown: NOBODY.")])
    assert (answer.status_code, answer.json()) == (400, expected)
    assert kind.rows() == before


def test_names_row_column_and_message_of_each_error(send, kind):
    before = kind.rows()
    answer = send(["", "No code", ""], ["a/b", "Slash", ""], ["A", "", ""], ["B", "x" * 101, "0"])
    long = "Ensure this field has no more than 100 characters."
    expected = rows_refused(
        [(2, kind.code, BLANK), (3, kind.code, MALFORMED), (4, kind.name, BLANK),
         (5, kind.name, long)]
    )  # fmt: skip
    assert (answer.status_code, answer.json()) == (400, expected)
    assert kind.rows() == before


def test_blank_rows_count_in_row_numbers(send, kind):
    answer = send(content=f"\n{kind.code},{kind.name}\n\nA,\n")
    assert (answer.status_code, answer.json()) == (400, rows_refused([(4, kind.name, BLANK)]))


def test_a_code_twice_in_the_file_is_an_error(send, kind):
    before = kind.rows()
    answer = send(["A", "Gate", ""], ["B", "Door", ""], ["A", "Wall", ""])
    expected = rows_refused([(4, kind.code, "A stands in row 2 already.")])
    assert (answer.status_code, answer.json()) == (400, expected)
    assert kind.rows() == before


def test_an_existing_code_twice_is_an_error_when_skipping_too(send, kind):
    before = kind.rows()
    answer = send(["1", "Root", ""], ["1", "Root", ""], import_type=0)
    expected = rows_refused([(3, kind.code, "1 stands in row 2 already.")])
    assert (answer.status_code, answer.json()) == (400, expected)
    assert kind.rows() == before


def test_a_reserved_code_is_an_error(send, kind):
    before = kind.rows()
    answer = send(["export", "Export", ""])
    message = "This code is a path of its resource; choose another one."
    assert (answer.status_code, answer.json()) == (400, rows_refused([(2, kind.code, message)]))
    assert kind.rows() == before


def test_a_circle_of_parents_is_an_error_of_each_row_on_it(send, kind):
    kind.new("OLD", "Old")
    before = kind.rows()
    answer = send(["A", "a", "B"], ["B", "b", "OLD"], ["OLD", "", "A"], ["BELOW", "x", "A"],
                  ["SELF", "s", "SELF"])  # fmt: skip
    message, column = "The parent stands below the record.", f"{kind.parent}_code"
    expected = rows_refused([(number, column, message) for number in (2, 3, 4, 6)])
    assert (answer.status_code, answer.json()) == (400, expected)
    assert kind.rows() == before


def test_a_parent_that_only_a_skipped_row_would_have_is_fine(send, kind):
    kind.new("A", "a")
    answer = send(["A", "a", "B"], ["B", "b", "A"], import_type=0)
    assert (answer.status_code, answer.json()) == (200, DONE)
    assert (stored(kind, "A"), stored(kind, "B")) == (("a", None), ("b", "A"))


def test_lists_1000_errors_and_counts_all(send, kind):
    before = kind.rows()
    answer = send(*([f"N{number}", "", ""] for number in range(1200)))
    errors = [(number + 2, kind.name, BLANK) for number in range(1000)]
    assert (answer.status_code, answer.json()) == (400, rows_refused(errors, total=1200))
    assert kind.rows() == before


# ---- bad requests -----------------------------------------------------------------------------


@pytest.mark.parametrize("import_type", ["", "2", "-1", "overwrite", "01", "1.0", "True"])
def test_refuses_an_unknown_import_type(send, kind, import_type):
    before = kind.rows()
    answer = send(["A", "Gate", ""], import_type=import_type)
    assert (answer.status_code, answer.json()) == (400, vendor_error(-1, MODES, "import_type"))
    assert kind.rows() == before


def test_refuses_a_missing_import_type(api, kind):
    answer = api.post(kind.url(kind.import_path), {"import_file": upload("a,b")})
    assert (answer.status_code, answer.json()) == (400, vendor_error(-1, MODES, "import_type"))


@pytest.mark.parametrize(
    "file", ["text", "", 5, 1.5, True, None, [], ["x"], {}, {"a": 1}], ids=repr
)
def test_refuses_what_is_no_file(api, kind, file):
    body = {"import_type": 1, "import_file": file}
    answer = api.post(kind.url(kind.import_path), body, format="json")
    expected = vendor_error(-1, "Send the file as import_file.", "import_file")
    assert (answer.status_code, answer.json()) == (400, expected)


def test_refuses_a_missing_file(api, kind):
    answer = api.post(kind.url(kind.import_path), {"import_type": "1"})
    expected = vendor_error(-1, "Send the file as import_file.", "import_file")
    assert (answer.status_code, answer.json()) == (400, expected)


def test_refuses_a_file_without_a_needed_column(send, kind):
    before = kind.rows()
    answer = send(content=f"{kind.code},{kind.parent}\nA,1\n")
    expected = vendor_error(-1, f"The header row lacks: {kind.name}.", "import_file")
    assert (answer.status_code, answer.json()) == (400, expected)
    assert kind.rows() == before


def test_refuses_an_empty_file(send, kind):
    answer = send(content=" \n")
    detail = f"The header row lacks: {kind.code}, {kind.name}."
    assert (answer.status_code, answer.json()) == (400, vendor_error(-1, detail, "import_file"))


def test_refuses_a_column_that_is_named_twice(send, kind):
    header = f"{kind.code},{kind.name},{kind.parent},{kind.parent}_code"
    answer = send(content=f"{header}\nA,a,,\n")
    detail = f"The header row names twice: {kind.parent}_code."
    assert (answer.status_code, answer.json()) == (400, vendor_error(-1, detail, "import_file"))


@pytest.mark.parametrize(
    ("content", "detail"),
    [
        (b"PK\x03\x04 garbage", "The workbook is broken; save it again."),
        (b"\xd0\xcf\x11\xe0 garbage", "The workbook is broken; save it again."),
        (bytes(range(256)) * 8, BINARY),
        (b"a,b\n\0,\0\n", "The file holds NUL characters: it is no text."),
    ],
    ids=["broken xlsx", "broken xls", "binary", "nul"],
)  # fmt: skip
def test_refuses_what_is_no_table(send, kind, content, detail):
    before = kind.rows()
    answer = send(content=content)
    assert (answer.status_code, answer.json()) == (400, vendor_error(-71, detail, "import_file"))
    assert kind.rows() == before


def test_a_file_beyond_20_mb_is_413_and_never_parsed(send, kind, monkeypatch):
    monkeypatch.setattr("etpserver.api.imports.read_table", lambda file: 1 / 0)
    before = kind.rows()
    answer = send(content=b"x" * (21 * 1024 * 1024))
    detail = "The upload is larger than the server takes."
    assert (answer.status_code, answer.json()) == (413, vendor_error(-1, detail))
    assert kind.rows() == before


def test_names_unknown_fields_in_a_header(send, kind):
    answer = send(["A", "Gate", ""], colour="red")
    assert (answer.status_code, answer.json()) == (200, DONE)
    assert answer["X-Etp-Warning"] == "unknown body fields: colour"


def test_strict_refuses_unknown_fields(send, kind, strict):
    before = kind.rows()
    answer = send(["A", "Gate", ""], colour="red")
    expected = vendor_error(-1, "Unknown body fields: colour.", "colour")
    assert (answer.status_code, answer.json()) == (400, expected)
    assert kind.rows() == before


def test_a_viewer_may_not_import(send, viewer, api, kind):
    api.force_authenticate(viewer)
    before = kind.rows()
    answer = send(["A", "Gate", ""])
    detail = "You do not have permission to perform this action."
    assert (answer.status_code, answer.json()) == (403, vendor_error(-1, detail))
    assert kind.rows() == before
