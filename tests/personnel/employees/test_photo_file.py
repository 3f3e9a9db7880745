from datetime import datetime

import pytest
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from etpserver.api.keys import user_key
from personnel.employees.models import EmployeePhoto
from tests.factories import make_employee
from tests.personnel.employees.answers import FORBIDDEN, NO_LOGIN, refused
from tests.personnel.employees.photo_pictures import GREEN, picture

NOT_FOUND = refused(-22, "Not found.")
NO_PHOTO = refused(-27, "This employee has no photo.")
NOON = datetime.fromisoformat("2026-01-05T12:00:00")  # 06:30 in Greenwich
MODIFIED = "Mon, 05 Jan 2026 06:30:00 GMT"


def make_photo(employee=None, image=None):
    person = employee or make_employee(emp_code="35")
    return EmployeePhoto.objects.create(employee=person, image=image or picture(), update_time=NOON)


def path(code):
    return f"/files/photo/{code}.jpg"


def test_serves_the_photo(api):
    photo = make_photo()
    answer = api.get(path("35"))
    assert (answer.status_code, answer.content) == (200, photo.image)


def test_says_what_it_is_and_how_long_it_may_be_kept(api):
    photo = make_photo()
    answer = api.get(path("35"))
    found = {
        name: answer[name]
        for name in ("Content-Type", "Content-Length", "Cache-Control", "X-Content-Type-Options")
    }
    assert found == {
        "Content-Type": "image/jpeg",
        "Content-Length": str(len(photo.image)),
        "Cache-Control": "private, no-cache",
        "X-Content-Type-Options": "nosniff",
    }


def test_finds_the_employee_by_id(api):
    photo = make_photo()
    assert api.get(path(photo.employee.pk)).content == photo.image


def test_finds_the_code_before_the_id(api):
    make_photo(make_employee(id="35", emp_code="OTHER"), picture(colour=GREEN))
    photo = make_photo()
    assert api.get(path("35")).content == photo.image


@pytest.mark.parametrize("code", ["a.b", "a.jpg", "..", ".jpg", "-_.", "v1.2.3"])
def test_takes_codes_with_dots(api, code):
    photo = make_photo(make_employee(emp_code=code))
    answer = api.get(path(code))
    assert (answer.status_code, answer.content) == (200, photo.image)


def test_needs_no_slash_and_takes_one(api):
    photo = make_photo()
    answer = api.get(f"{path('35')}/")
    assert (answer.status_code, answer.content) == (200, photo.image)


def test_answers_head_without_the_picture(api):
    photo = make_photo()
    answer = api.head(path("35"))
    found = (answer.status_code, answer.content, answer["Content-Length"], answer["Content-Type"])
    assert found == (200, b"", str(len(photo.image)), "image/jpeg")


def test_answers_304_to_whoever_has_it(api):
    make_photo()
    etag = api.get(path("35"))["ETag"]
    answer = api.get(path("35"), headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)
    assert answer["Cache-Control"] == "private, no-cache"


def test_answers_304_when_nothing_changed_since(api):
    make_photo()
    answer = api.get(path("35"), headers={"If-Modified-Since": MODIFIED})
    assert (answer.status_code, answer["Last-Modified"]) == (304, MODIFIED)


def test_answers_the_picture_when_it_changed_since(api):
    photo = make_photo()
    earlier = "Mon, 05 Jan 2026 06:29:59 GMT"
    answer = api.get(path("35"), headers={"If-Modified-Since": earlier})
    assert (answer.status_code, answer.content) == (200, photo.image)


def test_a_new_photo_has_another_etag(api):
    photo = make_photo()
    etag = api.get(path("35"))["ETag"]
    EmployeePhoto.objects.update(image=picture(colour=GREEN))
    answer = api.get(path("35"), headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content == photo.image) == (200, False)


@pytest.mark.parametrize("code", ["99", "9" * 200, "35%0A", "35.jpg"])
def test_knows_no_such_person(api, code):
    make_photo()
    answer = api.get(path(code))
    assert (answer.status_code, answer.json()) == (404, NOT_FOUND)


def test_takes_nothing_for_the_end_of_a_line(api):
    make_photo()
    assert (
        api.get(f"{path('35')}%0A").json()["detail"] == "There is nothing at /files/photo/35.jpg\n."
    )


def test_refuses_what_no_database_can_hold(api):
    answer = api.get(path("%00"))
    text = "Text must not hold NUL characters or unpaired surrogates."
    assert (answer.status_code, answer.json()) == (400, refused(-1, text))


def test_says_when_there_is_no_photo(api):
    make_employee(emp_code="35")
    answer = api.get(path("35"))
    assert (answer.status_code, answer.json()) == (404, NO_PHOTO)


def test_refuses_the_anonymous(anonymous):
    make_photo()
    answer = anonymous.get(path("35"))
    assert (answer.status_code, answer.json()) == (401, refused(-1, NO_LOGIN))


def test_shows_them_to_viewers(viewer, world):
    photo = make_photo()
    client = APIClient()
    client.force_authenticate(viewer)
    assert client.get(path("35")).content == photo.image


@pytest.mark.parametrize("code", ["35", "99"])
def test_refuses_who_may_not_see_employees(viewer, world, code):
    make_photo()
    viewer.user_permissions.clear()
    client = APIClient()
    client.force_authenticate(viewer)
    answer = client.get(path(code))
    assert (answer.status_code, answer.json()) == (403, refused(-1, FORBIDDEN))


def test_shows_staff_their_own(staff, person):
    photo = make_photo(person)
    assert staff.get(path("STAFF")).content == photo.image
    assert staff.get(path(person.pk)).content == photo.image


def test_hides_the_others_from_staff(staff, person):
    make_photo()
    answer = staff.get(path("35"))
    assert (answer.status_code, answer.json()) == (404, NOT_FOUND)


def test_says_to_staff_when_there_is_no_photo_of_theirs(staff):
    answer = staff.get(path("STAFF"))
    assert (answer.status_code, answer.json()) == (404, NO_PHOTO)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_is_read_only(api, method):
    make_photo()
    answer = api.generic(method, path("35"))
    detail = f'Method "{method}" not allowed.'
    assert (answer.status_code, answer.json()) == (405, refused(-1, detail))


def test_costs_two_queries(api, django_assert_num_queries):
    make_photo()
    with django_assert_num_queries(2):
        api.get(path("35"))


def test_takes_the_key_in_the_query(admin, world):
    token = Token.objects.create(user=admin, key=user_key(admin))
    photo = make_photo()
    answer = APIClient().get(path("35"), {"access_token": token.key})
    assert (answer.status_code, answer.content) == (200, photo.image)
