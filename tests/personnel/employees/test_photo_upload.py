import json
from datetime import datetime

import pytest
from django.db import DatabaseError
from PIL import Image
from rest_framework.test import APIClient

from personnel.employees.models import EmployeePhoto
from personnel.employees.photos import LARGEST_FILE
from tests.factories import make_employee, make_resignation
from tests.personnel.employees.answers import FORBIDDEN, MISSING, NO_LOGIN, refused
from tests.personnel.employees.people import get, stored
from tests.personnel.employees.photo_pictures import (
    GREEN,
    RED,
    UPDATED,
    UPLOAD,
    file_of,
    is_near,
    opened,
    photos,
    picture,
    saved,
    send,
)

NO_FILE = "Send a JPEG or PNG file as upload_photo."
NO_PICTURE = "The file is neither a JPEG nor a PNG picture."
TOO_LARGE = "The photo is larger than 5 MB."
NOON = datetime.fromisoformat("2026-01-05T12:00:00")


@pytest.fixture
def asha(api):
    return make_employee(emp_code="35")


def refuses(answer, status, expected, devices=None):
    assert (answer.status_code, answer.json()) == (status, expected)
    assert photos() == {}
    assert devices is None or devices.calls == []


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_stores_the_photo_as_a_jpeg(api, asha, kind):
    answer = send(api, "35", picture(kind))
    assert (answer.status_code, answer.json()) == (200, UPDATED)
    made = opened(photos()["35"])
    assert (made.format, made.size) == ("JPEG", (120, 160))


def test_judges_by_the_content_and_not_by_the_name(api, asha):
    answer = send(api, "35", picture("PNG"), name="../report.exe")
    assert (answer.status_code, answer.json()) == (200, UPDATED)


def test_finds_the_employee_by_id_as_in_the_manual(api):
    make_employee(id="3528301449533", emp_code="A")
    assert send(api, "[3528301449533]").json() == UPDATED
    assert photos().keys() == {"A"}


@pytest.mark.parametrize(
    "emp_code", [["A", "B"], "A,B", json.dumps(["A", "B"]), ["A", "B", "A"]], ids=repr
)
@pytest.mark.parametrize("key", ["emp_code", "emp_codes", "employees"])
def test_stores_one_photo_for_several(api, key, emp_code):
    make_employee(emp_code="A")
    make_employee(emp_code="B")
    answer = api.post(UPLOAD, {key: emp_code, "upload_photo": file_of()}, format="multipart")
    assert (answer.status_code, answer.json()) == (200, UPDATED)
    assert photos().keys() == {"A", "B"}


def test_replaces_the_photo(api, asha):
    send(api, "35", picture(colour=RED))
    send(api, "35", picture(colour=GREEN))
    assert is_near(opened(photos()["35"]).getpixel((60, 80)), GREEN)


def test_notes_when_it_was_stored(api, asha, clock):
    asha.update_time = datetime.fromisoformat("2020-01-01T00:00:00")
    asha.save()
    send(api, "35")
    photo = EmployeePhoto.objects.get()
    assert (photo.update_time, get("35").update_time) == (NOON, NOON)


def test_tells_the_terminals_of_those_who_work_here(api, asha, devices):
    make_resignation(make_employee(emp_code="LEFT"))
    send(api, "35,LEFT")
    assert photos().keys() == {"35", "LEFT"}
    assert devices.calls == [("photos", ["35"])]


def test_stores_nothing_when_the_terminals_cannot_be_told(api, asha, devices, monkeypatch):
    def fail(employees):
        raise DatabaseError

    monkeypatch.setattr(devices, "update_photos", fail)
    before = stored()
    with pytest.raises(DatabaseError):
        send(api, "35")
    assert (photos(), stored()) == ({}, before)


def test_costs_the_same_queries_for_one_and_for_ten(devices, api, asha, django_assert_num_queries):
    codes = [make_employee(emp_code=f"P{number}").emp_code for number in range(10)]
    with django_assert_num_queries(6):
        send(api, "35")
    with django_assert_num_queries(6):
        send(api, codes)


def test_stores_500_at_once(api):
    codes = [make_employee(emp_code=f"P{number}").emp_code for number in range(500)]
    assert send(api, ",".join(codes)).json() == UPDATED
    assert photos().keys() == set(codes)


def test_refuses_501(api, devices):
    answer = send(api, ",".join(f"P{number}" for number in range(501)))
    refuses(answer, 400, refused(-82, "At most 500 codes in one call.", "emp_code"), devices)


def test_refuses_all_for_one_unknown(api, asha, devices):
    refuses(send(api, "35,99"), 400, refused(-22, "Unknown: 99.", "emp_code"), devices)


@pytest.mark.parametrize("emp_code", ["", "[]", ","], ids=repr)
def test_refuses_nobody(api, emp_code):
    expected = refused(-81, "Name at least one.", "emp_code")
    refuses(send(api, emp_code), 400, expected)


def test_refuses_a_body_without_codes(api):
    answer = api.post(UPLOAD, {"upload_photo": file_of()}, format="multipart")
    refuses(answer, 400, refused(-81, MISSING, "emp_code"))


def test_refuses_a_file_as_code(api):
    refuses(send(api, file_of()), 400, refused(-81, MISSING, "emp_code"))


@pytest.mark.parametrize("content", ["a photo", b"a text", b""], ids=repr)
def test_refuses_an_unknown_employee_before_the_photo(api, content):
    refuses(send(api, "99", content), 400, refused(-22, "Unknown: 99.", "emp_code"))


@pytest.mark.parametrize("kind", ["multipart", "json"])
def test_refuses_a_body_without_a_photo(api, asha, devices, kind):
    answer = api.post(UPLOAD, {"emp_code": "35"}, format=kind)
    refuses(answer, 400, refused(-27, NO_FILE, "upload_photo"), devices)


@pytest.mark.parametrize("kind", ["multipart", "json"])
def test_refuses_text_instead_of_a_photo(api, asha, devices, kind):
    answer = api.post(UPLOAD, {"emp_code": "35", "upload_photo": "/9j/4AAQSkZJRg=="}, format=kind)
    refuses(answer, 400, refused(-27, NO_FILE, "upload_photo"), devices)


def test_refuses_a_form_without_afile_of(api, asha):
    form = "emp_code=35&upload_photo=photo.jpg"
    answer = api.post(UPLOAD, form, content_type="application/x-www-form-urlencoded")
    refuses(answer, 400, refused(-27, NO_FILE, "upload_photo"))


@pytest.mark.parametrize(
    "content",
    [
        *(picture(kind) for kind in ("GIF", "BMP", "WEBP", "TIFF")),
        b"<svg xmlns='http://www.w3.org/2000/svg' width='100' height='100'/>",
        b"a text",
        b"",
    ],
    ids=["gif", "bmp", "webp", "tiff", "svg", "text", "empty"],
)
def test_refuses_what_is_neither_jpeg_nor_png(api, asha, devices, content):
    refuses(send(api, "35", content), 400, refused(-27, NO_PICTURE, "upload_photo"), devices)


def test_refuses_a_photo_that_breaks_off(api, asha, devices):
    expected = refused(-27, "The picture breaks off.", "upload_photo")
    refuses(send(api, "35", picture()[:-2]), 400, expected, devices)


def test_refuses_a_photo_with_a_page_behind_it(api, asha, devices):
    expected = refused(-27, "The file holds more than a picture.", "upload_photo")
    refuses(send(api, "35", picture() + b"<script></script>"), 400, expected, devices)


def test_refuses_an_animated_png(api, asha):
    frames = [Image.new("RGB", (120, 160), colour) for colour in (RED, GREEN)]
    content = saved(frames[0], "PNG", save_all=True, append_images=frames[1:])
    expected = refused(-27, "An animated picture is no photo.", "upload_photo")
    refuses(send(api, "35", content), 400, expected)


def test_refuses_a_small_photo(api, asha, devices):
    text = "The photo is 79x100; it must have 80x80 pixels at least."
    answer = send(api, "35", picture(size=(79, 100)))
    refuses(answer, 400, refused(-262, text, "upload_photo"), devices)


def test_takes_a_photo_of_exactly_5_mb(api, asha):
    assert send(api, "35", _padded(LARGEST_FILE)).json() == UPDATED


def test_refuses_a_photo_over_5_mb(api, asha, devices):
    answer = send(api, "35", _padded(LARGEST_FILE + 1))
    refuses(answer, 413, refused(-262, TOO_LARGE, "upload_photo"), devices)


def test_refuses_a_body_far_over_5_mb_unparsed(api, asha):
    answer = send(api, "99", b"\0" * (6 * 1024 * 1024))
    refuses(answer, 413, refused(-262, TOO_LARGE, "upload_photo"))


def _padded(size: int) -> bytes:
    """A photo that comments make this large."""
    content = picture()
    missing = size - len(content)
    parts = []
    while missing:
        part = min(missing, 65_537) if not 65_537 < missing < 65_541 else 60_000
        parts.append(b"\xff\xfe" + (part - 2).to_bytes(2, "big") + b"\0" * (part - 4))
        missing -= part
    return content[:2] + b"".join(parts) + content[2:]


def test_takes_a_large_photo_under_another_name_of_the_codes(api, asha):
    form = {"employees": "35", "upload_photo": file_of(_padded(4_000_000))}
    assert api.post(UPLOAD, form, format="multipart").json() == UPDATED


def test_refuses_a_list_as_body(api):
    text = "Invalid data. Expected a dictionary, but got list."
    answer = api.post(UPLOAD, ["35"], format="json")
    refuses(answer, 400, refused(-1, text, "non_field_errors"))


def test_names_what_the_manual_does_not_know(api, asha):
    answer = send(api, "35", quality="best")
    assert (answer.json(), answer["X-Etp-Warning"]) == (UPDATED, "unknown body fields: quality")


def test_strict_worlds_take_what_the_manual_knows(api, asha, strict):
    assert send(api, "35").json() == UPDATED


def test_strict_worlds_refuse_what_it_does_not(api, asha, strict):
    expected = refused(-1, "This field is not documented.", "quality")
    refuses(send(api, "35", quality="best"), 400, expected)


def test_refuses_the_anonymous_before_the_body(anonymous):
    refuses(send(anonymous, "99", b""), 401, refused(-1, NO_LOGIN))


def test_refuses_viewers_before_the_body(viewer, world):
    client = APIClient()
    client.force_authenticate(viewer)
    refuses(send(client, "99", b""), 403, refused(-1, FORBIDDEN))


def test_refuses_staff_even_their_own(staff, person):
    refuses(send(staff, person.emp_code), 403, refused(-1, FORBIDDEN))


def test_starts_without_the_picture_library():
    import subprocess
    import sys

    code = (
        "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'etpserver.settings';"
        "django.setup(); import etpserver.urls; print('PIL' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
