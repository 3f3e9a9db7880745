import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from etpserver.accounts.models import User
from iclock.models import Terminal, Transaction
from tests.factories import make_area, make_employee, make_employees
from tests.iclock.transactions.punches import (
    NOON,
    TRANSACTIONS,
    UPLOAD,
    UPLOADED,
    log,
    make_punch,
    make_terminal,
    refused_upload,
    stored,
    unregistered,
    upload,
)
from tests.personnel.employees.answers import FORBIDDEN, NO_LOGIN, refused, rows_refused

NO_FILE = "Send the attendance log as the file upload_file."
BAD_NAME = "The file is named <serial number>_attlog<anything>.dat."
NO_PIN = "A PIN is 1 to 20 letters, digits, '-', '_' or '.'."
NO_TIME = "A time looks like 2025-06-19 04:55:31."
NINE, TEN = "2025-06-01 09:00:00", "2025-06-01 10:00:00"
ONE_LINE = log(["7", NINE, 1, 0, 1, 0])


@pytest.fixture
def terminal(api):
    return make_terminal("SN1", alias="Gate", area=make_area(area_name="Mysuru"))


@pytest.fixture
def person(terminal):
    return make_employee(emp_code="7")


def refuses(answer, expected, status=400):
    assert (answer.status_code, answer.json()) == (status, expected)
    assert (stored(), unregistered()) == ([], [])


def test_stores_a_file_of_a_stick(api, clock, terminal, person):
    content = b"SN1\r\n" + log(["      7", NINE, 1, 0, 15, "W"], ["012", TEN, 1, 201, 1, 0])
    answer = upload(api, content + b"A1B2C3\r\n")
    assert (answer.status_code, answer.json()) == (200, UPLOADED)
    (record,) = api.get(TRANSACTIONS).json()["data"]
    shown = {
        "emp_code": "7", "punch_time": NINE, "punch_state": "0", "verify_type": 15,
        "work_code": "W", "terminal_sn": "SN1", "terminal_alias": "Gate", "area_alias": "Mysuru",
        "source": 2, "upload_time": str(NOON), "emp": person.pk, "terminal": terminal.pk,
    }  # fmt: skip
    assert {name: record[name] for name in shown} == shown
    (record,) = api.get("/iclock/api/unregister/").json()["data"]
    shown = {"crc": "012", "punch_time": TEN, "punch_state": "201", "purpose": 9, "emp": None}
    assert {name: record[name] for name in shown} == shown


def test_stores_what_a_terminal_sent(api, terminal, person):
    content = log(["7", NINE, 255, 1, 0, 0, 0, 0, 0, 0, ""])
    assert upload(api, content).json() == UPLOADED
    found = Transaction.objects.get()
    assert (found.punch_state, found.verify_type, found.work_code) == ("255", 1, "0")


@pytest.mark.parametrize(
    "name",
    ["SN1_attlog.dat", "SN1_attlog07.dat", "SN1_attlog_2025-06 (1).dat", "SN1_ATTLOG.DAT",
     "../SN1_attlog.dat", "SN1_attlog_attlog.dat"],
)  # fmt: skip
def test_the_name_begins_with_the_serial(api, person, name):
    assert upload(api, ONE_LINE, name).json() == UPLOADED
    assert stored() == [("7", NINE)]


def test_the_same_file_again_adds_nothing(api, person):
    content = log(["7", NINE], ["12", NINE], ["7", TEN])
    for _ in range(2):
        assert upload(api, content).json() == UPLOADED
    assert (stored(), unregistered()) == ([("7", NINE), ("7", TEN)], [("12", NINE)])


def test_the_same_line_twice_counts_once(api, person):
    assert upload(api, ONE_LINE * 3).json() == UPLOADED
    assert stored() == [("7", NINE)]


def test_what_the_terminal_sent_itself_stays(api, terminal, person):
    punch = make_punch("7", terminal_sn="SN1", source=1, verify_type=4)
    assert upload(api, ONE_LINE).json() == UPLOADED
    assert Transaction.objects.values_list("pk", "source", "verify_type").get() == (punch.pk, 1, 4)


@pytest.mark.parametrize("content", [b"", b"SN1\r\n", b"\r\n"], ids=repr)
def test_a_file_without_punches_is_taken(api, person, content):
    assert upload(api, content).json() == UPLOADED
    assert stored() == []


def test_the_terminal_itself_is_not_touched(api, clock, person):
    before = Terminal.objects.values().get()
    upload(api, ONE_LINE)
    assert Terminal.objects.values().get() == before


def test_thousands_of_lines_cost_few_statements(api, person, django_assert_max_num_queries):
    people = make_employees(1000)
    lines = [(p.emp_code, f"2025-06-{day:02} 09:00:00") for p in people for day in range(1, 6)]
    with django_assert_max_num_queries(12):
        assert upload(api, log(*lines)).json() == UPLOADED
    assert stored() == lines


# ---- what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["attlog.dat", "SN1.dat", "SN1_attlog.txt", "SN1_attlog", "_attlog.dat", "SN1-attlog.dat",
     "SN1_log.dat", "SN1_attlog.dat.exe"],
)  # fmt: skip
def test_refuses_another_name(api, person, name):
    refuses(upload(api, ONE_LINE, name), refused_upload(BAD_NAME))


@pytest.mark.parametrize("sn", ["SN2", "sn1", "SN1 ", "1", "x" * 200, "%27--", "دستگاه"])
def test_refuses_an_unknown_serial(api, person, sn):
    expected = refused_upload(f"There is no terminal {sn[:50]}.")
    refuses(upload(api, ONE_LINE, f"{sn}_attlog.dat"), expected)


@pytest.mark.parametrize("body", [{}, {"upload_file": "SN1_attlog.dat"}, {"upload_file": None},
                                  {"upload_file": [ONE_LINE.decode()]}], ids=repr)  # fmt: skip
def test_refuses_json(api, person, body):
    refuses(api.post(UPLOAD, body, format="json"), refused_upload(NO_FILE))


def test_refuses_text_for_the_file(api, person):
    form = {"upload_file": "SN1_attlog.dat"}
    refuses(api.post(UPLOAD, form, format="multipart"), refused_upload(NO_FILE))
    urlencoded = "application/x-www-form-urlencoded"
    answer = api.post(UPLOAD, "upload_file=SN1_attlog.dat", content_type=urlencoded)
    refuses(answer, refused_upload(NO_FILE))


def test_refuses_a_body_that_is_no_object(api, person):
    answer = api.post(UPLOAD, [1], format="json")
    detail = "Invalid data. Expected a dictionary, but got list."
    refuses(answer, refused(-1, detail, "non_field_errors"))


def test_refuses_a_body_that_is_no_form(api, person):
    answer = api.generic("POST", UPLOAD, ONE_LINE, content_type="application/octet-stream")
    assert answer.status_code == 415
    assert stored() == []


def test_malformed_lines_are_named_and_nothing_is_stored(api, person):
    content = b"SN1\r\n" + log(
        ["7", NINE], ["12", NINE], ["7", "yesterday"], [""], ["7/8", NINE], ["7", TEN, 1, "in"]
    )
    refuses(
        upload(api, content),
        rows_refused(
            (4, "punch_time", NO_TIME),
            (6, "emp_code", NO_PIN),
            (7, "punch_state", "in is no whole number from 0."),
        ),
    )


def test_a_thousand_malformed_lines_are_named_and_all_are_counted(api, person):
    answer = upload(api, log(*(["7", NINE] for _ in range(3000)), *(["7"] for _ in range(1500))))
    data = answer.json()["data"]
    assert (answer.status_code, len(data["rows"]), data["total"]) == (400, 1000, 1499)
    assert data["rows"][0] == {"row": 3001, "column": "punch_time", "message": NO_TIME}
    assert stored() == []


@pytest.mark.parametrize(
    "content",
    [bytes(range(256)) * 100, b"\x89PNG\r\n\x1a\n" + b"\x00" * 5000, b"PK\x03\x04" * 3000,
     "7\t2025-06-01 09:00:00\r\n8\t2025-06-01 09:00:00".encode("utf-16"), b"\x00"],
    ids=["bytes", "png", "zip", "utf-16", "nul"],
)  # fmt: skip
def test_refuses_what_is_no_text(api, person, content):
    answer = upload(api, content)
    assert (answer.status_code, answer.json()["code"]) == (400, -1)
    assert answer.json()["data"]["rows"][0]["row"] == 1
    assert stored() == []


def test_the_serial_of_another_terminal_in_the_first_line_is_refused(api, person):
    answer = upload(api, b"SN2\r\n" + ONE_LINE)
    refuses(answer, rows_refused((1, "punch_time", NO_TIME)))


def test_refuses_more_than_the_limit(api, person, settings):
    settings.UPLOAD_LIMIT = 1000
    answer = upload(api, ONE_LINE * 100)
    expected = refused(-1, "The upload is larger than the server takes.")
    refuses(answer, expected, status=413)


# ---- who may ------------------------------------------------------------------------------------


def test_an_anonymous_caller_may_not(anonymous):
    refuses(upload(anonymous, ONE_LINE), refused(-1, NO_LOGIN), status=401)


@pytest.mark.parametrize("content", [ONE_LINE, b"garbage"], ids=repr)
def test_a_viewer_may_not_whatever_the_file(api, viewer, person, content):
    api.force_authenticate(viewer)
    refuses(upload(api, content), refused(-1, FORBIDDEN), status=403)
    refuses(upload(api, content, "x"), refused(-1, FORBIDDEN), status=403)


def test_who_may_change_transactions_may(api, person):
    from django.contrib.auth.models import Permission

    user = User.objects.create(username="clerk")
    user.user_permissions.add(Permission.objects.get(codename="change_transaction"))
    api.force_authenticate(user)
    assert upload(api, ONE_LINE).json() == UPLOADED


def test_staff_may_not(staff: APIClient, person):
    refuses(upload(staff, ONE_LINE), refused(-1, FORBIDDEN), status=403)


def test_what_is_not_documented_is_named(api, person):
    file = SimpleUploadedFile("SN1_attlog.dat", ONE_LINE)
    answer = api.post(UPLOAD, {"upload_file": file, "note": "x"}, format="multipart")
    assert (answer.json(), answer["X-Etp-Warning"]) == (UPLOADED, "unknown body fields: note")


def test_what_is_not_documented_is_refused_if_strict(api, person, strict):
    file = SimpleUploadedFile("SN1_attlog.dat", ONE_LINE)
    answer = api.post(UPLOAD, {"upload_file": file, "note": "x"}, format="multipart")
    refuses(answer, refused(-1, "This field is not documented.", "note"))
    assert upload(api, ONE_LINE).json() == UPLOADED


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_nothing_else_is_taken(api, method):
    assert getattr(api, method)(UPLOAD, {}, format="json").status_code == 405
