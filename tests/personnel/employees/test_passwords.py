"""`self_password`: what is stored, what is answered, what is never shown."""

import logging

import pytest
from django.contrib.auth.hashers import check_password

from personnel.models import Employee
from tests.factories import make_employee
from tests.personnel.employees.answers import IMPORTED, refused, rows_refused
from tests.personnel.employees.people import (
    DEFAULT_HASH,
    EMPLOYEES,
    SENT_HASH,
    body,
    get,
    stored,
)
from tests.personnel.employees.uploads import csv_of, send, xlsx_of

PLAIN = "Corr3ct horse, battery"
IMPORT = f"{EMPLOYEES}import_emp/"
BAD_HASH = "This hash is malformed, or asks for more rounds than the server takes."
HEADER = ["emp_code", "dept_code", "area_code", "self_password"]
BAD_HASHES = [
    "pbkdf2_sha256$2000001$salt$aGFzaA==",
    "pbkdf2_sha256$999999999999$salt$aGFzaA==",
    "pbkdf2_sha256$0$salt$aGFzaA==",
    "pbkdf2_sha256$-1$salt$aGFzaA==",
    "pbkdf2_sha256$many$salt$aGFzaA==",
    "pbkdf2_sha256$36000$salt",
    "pbkdf2_sha256$",
]


def test_the_default_is_the_manuals_hash_of_123456(api):
    api.post(EMPLOYEES, body(), format="json")
    assert get("5677").self_password == DEFAULT_HASH
    assert check_password("123456", DEFAULT_HASH)


@pytest.mark.parametrize("sent", [SENT_HASH, DEFAULT_HASH, "pbkdf2_sha256$2000000$a$eA=="])
def test_a_hash_is_stored_as_it_is(api, sent):
    answer = api.post(EMPLOYEES, body(self_password=sent), format="json")
    assert (answer.status_code, answer.json()["self_password"]) == (201, sent)
    assert get("5677").self_password == sent


@pytest.mark.parametrize("verb", ["post", "put", "patch"])
@pytest.mark.parametrize("sent", [PLAIN, " x ", "1", "😀", "pbkdf2_sha256", "argon2$x", "x" * 128])
def test_anything_else_is_hashed(api, verb, sent):
    if verb == "post":
        answer = api.post(EMPLOYEES, body(self_password=sent), format="json")
    else:
        make_employee(emp_code="5677")
        answer = getattr(api, verb)(f"{EMPLOYEES}5677/", {"self_password": sent}, format="json")
    kept = get("5677").self_password
    status = 201 if verb == "post" else 200
    assert (answer.status_code, answer.json()["self_password"]) == (status, kept)
    assert kept.startswith("pbkdf2_sha256$36000$")  # the rounds of the manual's hashes
    assert check_password(sent, kept)


def test_null_is_the_default_again(api):
    make_employee(emp_code="5677", self_password=SENT_HASH)
    api.patch(f"{EMPLOYEES}5677/", {"self_password": None}, format="json")
    assert get("5677").self_password == DEFAULT_HASH


@pytest.mark.parametrize("verb", ["post", "put", "patch"])
@pytest.mark.parametrize("sent", BAD_HASHES)
def test_refuses_a_hash_that_no_login_could_check(api, verb, sent):
    person = make_employee(emp_code="1")
    before = stored()
    url, more = (EMPLOYEES, body()) if verb == "post" else (f"{EMPLOYEES}{person.emp_code}/", {})
    answer = getattr(api, verb)(url, {**more, "self_password": sent}, format="json")
    assert (answer.status_code, answer.json()) == (400, refused(-1, BAD_HASH, "self_password"))
    assert stored() == before


@pytest.mark.parametrize(
    ("sent", "detail"),
    [("", "This field may not be blank."),
     ("x" * 129, "Ensure this field has no more than 128 characters."),
     ([], "Not a valid string."), (True, "Not a valid string.")],
    ids=["empty", "long", "list", "flag"],
)  # fmt: skip
def test_refuses_what_is_no_password(api, sent, detail):
    answer = api.post(EMPLOYEES, body(self_password=sent), format="json")
    assert (answer.status_code, answer.json()) == (400, refused(-1, detail, "self_password"))
    assert stored() == []


def test_plain_text_is_in_no_answer_export_or_log(api, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    sent = body(self_password=PLAIN)
    answers = [
        api.post(EMPLOYEES, sent, format="json"),
        api.post(EMPLOYEES, sent, format="json"),  # taken
        api.post(EMPLOYEES, body(self_password=[PLAIN]), format="json"),  # no text
        api.post(EMPLOYEES, body(emp_code="2", self_password=PLAIN * 20), format="json"),
        api.put(f"{EMPLOYEES}5677/", {"self_password": PLAIN}, format="json"),
        api.patch(f"{EMPLOYEES}5677/", {"self_password": PLAIN, "gender": "X"}, format="json"),
        api.get(EMPLOYEES),
        api.get(f"{EMPLOYEES}5677/"),
        api.get(EMPLOYEES, {"search": PLAIN}),
        api.get(f"{EMPLOYEES}export/"),
        *(api.get(f"{EMPLOYEES}export/", {"export_type": kind}) for kind in ("csv", "txt", "xls")),
        send(api, IMPORT, csv_of([HEADER, ["9", "1", "1", PLAIN]])),
        send(api, IMPORT, csv_of([HEADER, ["9", "NO", "NO", PLAIN * 20]])),
    ]  # fmt: skip
    told = b"".join(answer.getvalue() for answer in answers).decode(errors="replace")
    statuses = [201, 400, 400, 400, 200, 400, *[200] * 8, 400]
    assert [answer.status_code for answer in answers] == statuses
    assert PLAIN not in told
    assert PLAIN not in caplog.text
    assert PLAIN not in "".join(capfd.readouterr())
    assert not any(PLAIN in str(row) for row in stored())


# ---- imports ----------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [csv_of, xlsx_of])
def test_an_import_hashes_each_plain_password_once(api, monkeypatch, make):
    hashed = []

    def slow(text):
        hashed.append(text)
        return f"pbkdf2_sha256$1${text}$x"

    monkeypatch.setattr("personnel.employees.passwords.make_password", slow)
    rows = [[f"e{n}", "1", "1", "same" if n % 2 else "other"] for n in range(20)]
    answer = send(api, IMPORT, make([HEADER, *rows]))
    assert (answer.status_code, answer.json()) == (200, IMPORTED)
    assert hashed == ["other", "same"]


def test_an_import_without_passwords_costs_no_hashing(api, monkeypatch):
    monkeypatch.setattr("personnel.employees.passwords.make_password", None)
    send(api, IMPORT, csv_of([HEADER, ["1", "1", "1", ""], ["2", "1", "1", SENT_HASH]]))
    kept = Employee.objects.order_by("emp_code").values_list("self_password", flat=True)
    assert list(kept) == [DEFAULT_HASH, SENT_HASH]


def test_an_empty_cell_keeps_the_stored_password(api):
    make_employee(emp_code="1", self_password=SENT_HASH)
    send(api, IMPORT, csv_of([HEADER, ["1", "1", "1", ""]]))
    assert get("1").self_password == SENT_HASH


def test_an_import_takes_a_hundred_different_plain_passwords(api):
    rows = [[f"e{n}", "1", "1", f"secret{n}"] for n in range(101)]
    before = stored()
    answer = send(api, IMPORT, csv_of([HEADER, *rows]))
    text = "A file takes 100 different plain passwords; send hashes."
    expected = rows_refused((102, "self_password", text))
    assert (answer.status_code, answer.json(), stored()) == (400, expected, before)
    assert send(api, IMPORT, csv_of([HEADER, *rows[:100]])).json() == IMPORTED


@pytest.mark.parametrize("bad", BAD_HASHES)
def test_an_import_refuses_a_hash_that_no_login_could_check(api, bad):
    answer = send(api, IMPORT, csv_of([HEADER, ["1", "1", "1", bad]]))
    expected = rows_refused((2, "self_password", BAD_HASH))
    assert (answer.status_code, answer.json(), stored()) == (400, expected, [])
