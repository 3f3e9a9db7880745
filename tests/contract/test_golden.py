"""The golden tool finds differences, rewrites on demand and masks what it is told to."""

import io

import pytest
from openpyxl import Workbook

from tests.golden import IDS, TIMES, Golden, replace_text, replace_values


@pytest.fixture
def golden(tmp_path, monkeypatch):
    monkeypatch.delenv("UPDATE_GOLDEN", raising=False)
    return Golden(tmp_path)


@pytest.fixture
def keep(golden, monkeypatch):
    """Write a golden file as `UPDATE_GOLDEN=1` does."""

    def write(name, value, **options):
        with monkeypatch.context() as patched:
            patched.setenv("UPDATE_GOLDEN", "1")
            golden(name, value, **options)

    return write


def workbook(*cells):
    book = Workbook()
    book.active.append(list(cells))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


CASES = [
    pytest.param("a.json", {"id": 1}, {"id": 2}, id="json"),
    pytest.param("a.json", {"id": 1}, {"id": "1"}, id="json-kind"),
    pytest.param("a.csv", "a,b\r\n", "a,c\r\n", id="csv"),
    pytest.param("a.csv", "a,b\r\n", "a,b\n", id="csv-line-end"),
    pytest.param("a.txt", b"a\tb\r\n", b"a b\r\n", id="txt"),
    pytest.param("a.xlsx", workbook("007"), workbook("7"), id="xlsx"),
    pytest.param("a.xlsx", workbook("7"), workbook(7), id="xlsx-kind"),
]


@pytest.mark.parametrize(("name", "kept", "other"), CASES)
def test_equal_values_pass_and_different_ones_fail_with_a_diff(golden, keep, name, kept, other):
    keep(name, kept)
    golden(name, kept)
    with pytest.raises(pytest.fail.Exception, match=r"(?s)--- kept.*[+]{3} now"):
        golden(name, other)


def test_a_missing_file_fails(golden):
    with pytest.raises(pytest.fail.Exception, match="UPDATE_GOLDEN=1"):
        golden("a.json", {})


def test_the_same_id_has_the_same_number(golden, keep, tmp_path):
    keep("a.json", [{"id": 35}, {"id": 36, "area": {"id": 35}}, {"id": None}], masks=[IDS])
    golden("a.json", [{"id": 1}, {"id": 2, "area": {"id": 1}}, {"id": None}], masks=[IDS])
    assert '"<id:2>"' in (tmp_path / "a.json").read_text()
    with pytest.raises(pytest.fail.Exception, match="<id:2>"):
        golden("a.json", [{"id": 1}, {"id": 2, "area": {"id": 2}}, {"id": None}], masks=[IDS])


def test_times_are_masked_wherever_they_stand(golden, keep):
    keep(
        "a.json", {"at": ["2026-01-05 12:00:00"], "file": "areas_20260105120000.csv"}, masks=[TIMES]
    )
    golden("a.json", {"at": ["<time>"], "file": "areas_<time>.csv"})


def test_masks_of_a_tests_own(golden, keep):
    masks = [replace_values("sn", label="serial"), replace_text("[0-9a-f]{8}", "hash")]
    keep("a.json", {"sn": "X1", "of": "deadbeef"}, masks=masks)
    golden("a.json", {"sn": "<serial:1>", "of": "<hash>"})
