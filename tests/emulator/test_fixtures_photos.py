"""Bytes and records without an id of their own, in fixtures that users write."""

import base64

import pytest

from etpserver.emulator import fixtures
from etpserver.emulator.fixtures.errors import FixtureError
from iclock.biodata.models import BioData
from personnel.models import EmployeePhoto, Resignation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bare")]

ANJALI = {"id": "4100000000001", "emp_code": "10001", "department": "1", "area": ["1"]}
PICTURE = base64.b64encode(b"a picture").decode()


def test_a_photo_is_written_as_base64_in_whichever_file(own):
    photo = {"employee": "10001", "image": PICTURE, "update_time": "2026-01-02 09:00:00"}

    # The photos' file is read before that of the employees.
    fixtures.load(own(employee_photos=[photo], employees=[ANJALI]))

    stored = EmployeePhoto.objects.get()
    assert (stored.employee_id, bytes(stored.image)) == ("4100000000001", b"a picture")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"employee": "10001"}, "image: is required."),
        ({"image": PICTURE}, "employee: is required."),
        ({"employee": "10002", "image": PICTURE}, "employee: none of the employees has the code"),
        ({"employee": "10001", "image": "?"}, "image: takes text in base64, not '?'."),
        ({"employee": "10001", "image": "é"}, "image: takes text in base64, not 'é'."),
        ({"employee": "10001", "image": 7}, "image: takes text in base64, not 7."),
        ({"employee": "10001", "image": None}, "image: takes text in base64, not None."),
    ],
)
def test_a_mistake_is_told(own, row, message):
    place = own(employees=[ANJALI], employee_photos=[row])

    with pytest.raises(FixtureError) as caught:
        fixtures.load(place)

    text = str(caught.value).removeprefix(f"{place}/employee_photos.json: ")
    assert text.startswith(f"employee_photos record 1: {message}")


def test_a_second_photo_is_refused(own):
    photo = {"employee": "10001", "image": PICTURE}
    place = own(employees=[ANJALI], employee_photos=[photo, photo])

    with pytest.raises(FixtureError, match="record 2: employee: 4100000000001 is taken"):
        fixtures.load(place)


def test_the_names_of_the_api_are_the_kinds(own):
    fixtures.load(
        own(
            employees=[ANJALI],
            resigns=[
                {
                    "employee": "10001",
                    "resign_date": "2026-01-02",
                    "report_generation_end_date": "2026-01-02",
                    "resign_type": 3,
                }
            ],
            biodatas=[
                {"employee": "10001", "bio_type": 1, "bio_tmp": "x", "major_ver": "10", "sn": "S1"}
            ],
        )
    )

    assert Resignation.objects.get().employee.emp_code == "10001"
    assert BioData.objects.get().employee.emp_code == "10001"
