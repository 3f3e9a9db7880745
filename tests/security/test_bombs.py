"""Small files and bodies that unfold to more than a machine has are refused; the server goes on."""

import io
import re
import struct
import tarfile
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from etpserver.accounts.throttles import failed_logins
from etpserver.api import sheets, workbook_rows
from etpserver.api.control.access import is_known
from etpserver.api.sheets import UnreadableFileError, read_table
from etpserver.server.adapter import Adapter
from etpserver.server.bodies import Limits, PathLimits
from tests.kernel.uploads import SHEET, archive_of

OLD = (Path(__file__).parents[1] / "kernel" / "files" / "areas.xls").read_bytes()
TOO_MUCH = "takes too much memory or time"
BROKEN = "The workbook is broken"
DIMENSIONS, CELL = b"\x00\x02\x0e\x00", b"\xfd\x00\x0a\x00"


def sheet_of(rows: str) -> bytes:
    return archive_of(f"<worksheet xmlns='{SHEET}'><sheetData>{rows}</sheetData></worksheet>")


def table(content: bytes) -> list[list[str]]:
    return list(read_table(io.BytesIO(content)))


def patched(mark: bytes, at: int, new: bytes) -> bytes:
    """The old workbook with other bytes, `at` bytes after the start of a record's body."""
    start = OLD.index(mark, 512) + 4 + at
    return OLD[:start] + new + OLD[start + len(new) :]


# ---- workbooks: each of these ended the process that read it ------------------------------------


def test_cells_without_addresses_do_not_end_the_server():
    """As wide as one row and as long as the others: 2 billion cells of a file of 14 KB."""
    cell = "<c><v>1</v></c>"
    bomb = sheet_of(f"<row>{cell * 20_000}</row>" + f"<row>{cell}</row>" * 100_000)
    assert len(bomb) < 20_000
    with pytest.raises(UnreadableFileError, match=TOO_MUCH):
        table(bomb)


def test_an_address_hidden_behind_blanks_does_not_end_the_server(monkeypatch):
    """What looks for addresses reads in parts and keeps 4 KB: blanks part the name from it."""
    first = '<row r="1"><c r="A1"><v>1</v></c></row>'
    far = f'<row><c r{" " * 9000}="XFD1048576"><v>1</v></c></row>'
    content = archive_of(
        f"<worksheet xmlns='{SHEET}'><sheetData>{first}{far}</sheetData></worksheet>"
    )
    monkeypatch.setattr(sheets, "BYTES_OF_ONE_READ", 4200)
    with pytest.raises(UnreadableFileError, match=TOO_MUCH):
        table(content)


@pytest.mark.parametrize(
    "bomb",
    [
        patched(CELL, 0, struct.pack("<HH", 65_535, 65_535)),
        patched(DIMENSIONS, 0, struct.pack("<IIHH", 0, 2**31, 0, 65_535)),
    ],
    ids=["a far cell", "large dimensions"],
)
def test_an_old_workbook_does_not_end_the_server(bomb):
    with pytest.raises(UnreadableFileError, match=TOO_MUCH):
        table(bomb)


def test_entities_of_a_workbook_are_not_unfolded():
    entities = "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' if n else '<!ENTITY e0 "boom">' for n in range(12)
    )
    bomb = archive_of(
        f"<!DOCTYPE x [{entities}<!ENTITY file SYSTEM 'file:///etc/passwd'>]>"
        f"<worksheet xmlns='{SHEET}'><sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>a&e11;"
        "&file;b</t></is></c></row></sheetData></worksheet>"
    )
    try:
        assert len(str(table(bomb))) < 100
    except UnreadableFileError as problem:
        assert BROKEN in str(problem)  # noqa: PT017  either will do


def test_another_kind_of_workbook_inside_of_one_is_not_read():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("xl/workbook.xml", "<x")
        archive.writestr(
            "content.xml",
            '<o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
            ' xmlns:t="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><o:body><o:spreadsheet>'
            '<t:table t:name="S"><t:table-row t:number-rows-repeated="900000"><t:table-cell'
            ' t:number-columns-repeated="16000" o:value-type="float" o:value="1"/></t:table-row>'
            "</t:table></o:spreadsheet></o:body></o:document-content>",
        )
    with pytest.raises(UnreadableFileError):
        table(file.getvalue())


def test_a_reader_that_does_not_come_back_is_ended(monkeypatch, tmp_path):
    stuck = tmp_path / "stuck.py"
    stuck.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(workbook_rows, "__file__", str(stuck))
    monkeypatch.setattr(sheets, "LONGEST_READ", 0.2)
    with pytest.raises(UnreadableFileError, match=TOO_MUCH):
        table(OLD)


def test_the_reader_sees_nothing_of_the_servers_secrets(monkeypatch, tmp_path):
    """What a file could make the reader do, it would do without the server's variables."""
    told = tmp_path / "told.py"
    told.write_text("import json, os; print(json.dumps(sorted(os.environ)))")
    monkeypatch.setattr(workbook_rows, "__file__", str(told))
    monkeypatch.setenv("ETP_SECRET_KEY", "secret")
    (variables,) = table(OLD)
    assert [name for name in variables if name.startswith("ETP_")] == []


def test_an_import_of_a_bomb_is_a_400_and_the_next_call_is_served(api):
    file = SimpleUploadedFile("areas.xls", patched(CELL, 0, struct.pack("<HH", 65_535, 65_535)))
    body = {"import_type": "0", "import_file": file}
    answer = api.post("/personnel/api/areas/import_area/", body)
    assert answer.status_code == 400, answer.json()
    assert TOO_MUCH in answer.json()["detail"]
    assert api.get("/personnel/api/areas/").status_code == 200


# ---- bodies ------------------------------------------------------------------------------------

NUMBER = "9" * 100_000
JSON = {
    "deep lists": "[" * 100_000 + "]" * 100_000,
    "deep objects": '{"a":' * 50_000 + "1" + "}" * 50_000,
    "an open end": "[" * 1_000_000,
    "a long number": f'{{"area_code": {NUMBER}}}',
    "a large exponent": '{"area_code": 1e999999999}',
    "a long name": f'{{"{"a" * 1_000_000}": 1}}',
    "many names": "{" + ",".join(f'"a{n}":1' for n in range(50_000)) + "}",
    "half a character": '{"area_code": "\\ud800"}',
    "a NUL": '{"area_code": "\\u0000"}',
}


@pytest.mark.parametrize("kind", JSON)
@pytest.mark.parametrize(
    "path", ["/personnel/api/areas/", "/api/api-token-auth/", "/_etp/settings"]
)
def test_json_made_to_hurt_is_refused_with_an_answer_of_ordinary_size(kind, path, api):
    failed_logins.clear()
    method = api.patch if path.startswith("/_etp/") else api.post
    answer = method(path, JSON[kind], content_type="application/json", HTTP_HOST="localhost")
    assert answer.status_code == 400, kind
    assert len(answer.content) < 20_000
    assert all(len(value) < 4096 for value in answer.headers.values())


@pytest.mark.parametrize("path", ["/personnel/api/areas/", "/_etp/ui/login", "/iclock/cdata?SN=1"])
def test_a_form_of_a_million_fields_is_refused(path, db):
    body = "&".join(["a=1"] * 200_000)
    kind = "application/x-www-form-urlencoded"
    answer = Client().post(path, body, content_type=kind)
    assert answer.status_code < 500
    assert len(answer.content) < 20_000


def test_a_form_of_many_files_is_refused(api):
    files = {f"f{number}": SimpleUploadedFile("x", b"x") for number in range(150)}
    assert api.post("/personnel/api/areas/import_area/", files).status_code == 400


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "..\\..\\x", "a\0b", "\u202e"])
def test_the_name_of_an_upload_leads_nowhere(name, api, tmp_path, settings):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    before = set(tmp_path.parent.rglob("*"))
    content = b"area_code,area_name\n" + b"x" * 3_000_000
    boundary = "b"
    head = f'--b\r\nContent-Disposition: form-data; name="import_file"; filename="{name}"\r\n\r\n'
    body = head.encode() + content + b"\r\n--b--\r\n"
    kind = f"multipart/form-data; boundary={boundary}"
    answer = api.generic("POST", "/personnel/api/areas/import_area/", body, kind)
    assert answer.status_code == 400
    assert set(tmp_path.parent.rglob("*")) == before


def test_a_packed_upload_of_a_terminal_names_no_places(db, world):
    """Members of the tar are lines to read; wherever they say they lie, nothing is written."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        for name in ("../../../tmp/etp-escaped", "/tmp/etp-escaped"):  # noqa: S108
            member = tarfile.TarInfo(name)
            member.size = 4
            archive.addfile(member, io.BytesIO(b"junk"))
    path = "/iclock/cdata?SN=1&table=ATTLOG"
    Client().post(path, file.getvalue(), content_type="application/octet-stream")
    assert not Path("/tmp/etp-escaped").exists()  # noqa: S108


@pytest.mark.parametrize(
    ("peer", "authorization", "most"),
    [
        ("127.0.0.1:5000", "", 256),
        ("[::1]:5000", "", 256),
        ("192.0.2.1:5000", "Bearer tea-at-5", 256),
        ("192.0.2.1:5000", "", 20),
        ("192.0.2.1:5000", "Bearer tea-at-6", 20),
        ("[2001:db8::1]:5000", "Token tea-at-5", 20),
    ],
)
def test_strangers_do_not_fill_the_disk_with_archives(peer, authorization, most, settings):
    """A body is read before anybody asks who sent it: only archives may have 256 MB."""
    settings.ETP = {**settings.ETP, "control_token": "tea-at-5"}
    limits = PathLimits("PUT", re.compile("/archive"), Limits(kept=256), is_known)
    adapter = Adapter(lambda _environ, _start: [], Limits(kept=20), [limits])
    headers = {"authorization": authorization} if authorization else {}
    scope = SimpleNamespace(method="PUT", path="/archive", client=peer)
    assert adapter.limits_for(scope, headers).kept == most
