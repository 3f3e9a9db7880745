"""SQL, templates and headers: what is sent is a value everywhere, and finds nothing but itself."""

import io
import zipfile
from dataclasses import replace
from urllib.parse import quote

import pytest
from django.urls import resolve

from etpserver.accounts.models import User
from personnel.areas.models import Area
from tests.contract import calls
from tests.contract.operations import CLOSED
from tests.factories import make_area, make_employee

LISTS = [o for o in CLOSED if o.id.endswith("_list")]
# Each would match every row, sleep, or end the statement if it became part of one.
SQL = ("' OR '1'='1", "1) OR (1=1", "1; DROP TABLE personnel_area; --", "\" OR \"\"=\"",
       "1 UNION SELECT password FROM accounts_user", "%' OR 1=1 --", "\\' OR 1=1 --", "{{7*7}}",
       "${7*7}", "%s%(x)s{0}", "\r\nSet-Cookie: owned=1", "*", "__class__")  # fmt: skip
TEMPLATES = ("{{ 7|add:35 }}", "{% debug %}", "{% include 'admin/base.html' %}", "${7*6}", "%(x)s")


@pytest.mark.parametrize("operation", LISTS, ids=lambda o: o.id)
def test_no_parameter_of_a_list_becomes_part_of_a_statement(operation, manual, api):
    path = operation.path
    view = resolve(path).func.cls
    names = [*sorted(view.filters.base_filters), "search", "page", "page_size", "nosuch"]
    for name in names:
        for value in SQL:
            answer = api.get(f"{path}?{name}={quote(value)}")
            assert answer.status_code in {200, 400, 404}, (name, value)
            if answer.status_code == 200 and name not in {"nosuch", "page_size"}:
                assert answer.json()["count"] == 0, (name, value)
            assert "Set-Cookie" not in answer.headers
            assert not answer.cookies
    # An order that is no field's changes nothing.
    usual = api.get(path).json()["data"]
    for value in (*SQL, "pk", "-pk", "password", "company__id", "(CASE WHEN 1=1 THEN id END)", "?"):
        answer = api.get(f"{path}?ordering={quote(value)}")
        assert answer.json()["data"] == usual, value


@pytest.mark.parametrize("value", [*SQL, *TEMPLATES])
def test_a_name_is_stored_and_told_as_it_was_sent(value, api):
    area = make_area(area_name="before")
    path = f"/personnel/api/areas/{area.area_code}/"
    answer = api.patch(path, {"area_name": value}, format="json")
    stored = " ".join(Area.objects.get(pk=area.pk).area_name.split())
    assert answer.status_code == 200
    assert stored == " ".join(value.split())
    assert api.get(path).json()["area_name"] == Area.objects.get(pk=area.pk).area_name
    assert Area.objects.count() > 1


@pytest.mark.parametrize("value", TEMPLATES)
def test_no_name_is_a_template_for_the_admin(value, client, world, db):
    User.objects.create_superuser("admin", password="admin")
    client.login(username="admin", password="admin")
    User.objects.create(username="shown", first_name=value[:30])
    one = client.get(f"/_etp/admin/accounts/user/{User.objects.get(username='shown').pk}/change/")
    assert value[:10].replace("'", "&#x27;") in one.content.decode()


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t=", "\r=", "|"])
def test_no_cell_of_a_workbook_is_a_formula(begin, api):
    formula = f"{begin}cmd|' /C calc'!A0"
    make_employee(emp_code="7", first_name=formula)
    answer = api.get("/personnel/api/employees/export/?export_type=xls&emp_code=7")
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<f " not in sheet
    assert "calc" in sheet


@pytest.mark.parametrize("kind", ["csv", "txt"])
def test_a_text_file_holds_what_was_stored(kind, api):
    """A formula too: the documentation of exports warns of programs that run it."""
    make_employee(emp_code="7", first_name="=1+1")
    answer = api.get(f"/personnel/api/employees/export/?export_type={kind}&emp_code=7")
    assert b"=1+1" in answer.getvalue()


def test_no_header_of_an_answer_is_what_a_query_says(manual, api, monkeypatch):
    tail = quote("a\r\nX-Owned: 1\r\n\r\n<script>") + "=1&é=1&" + "n" * 3000
    for number, operation in enumerate(CLOSED):
        monkeypatch.setattr(calls, "SPARE", f"spare{number}")
        call = calls.call_of(operation)
        path = f"{call.path}{'&' if '?' in call.path else '?'}{tail}"
        answer = replace(call, path=path).send(api)
        getattr(answer, "getvalue", bytes)()
        assert answer.status_code < 500, operation.id
        assert "X-Owned" not in answer.headers
        for value in answer.headers.values():
            assert value.isascii(), operation.id
            assert "\n" not in value
            assert len(value) < 4096
