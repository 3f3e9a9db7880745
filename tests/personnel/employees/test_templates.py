"""del_bio_template and resync_to_device."""

import pytest

from iclock.biodata.models import BioData
from tests.factories import make_employee, make_template
from tests.personnel.employees.answers import FORBIDDEN, MISSING, NO_LOGIN, SUCCESS, refused
from tests.personnel.employees.people import EMPLOYEES, stored

DELETE = f"{EMPLOYEES}del_bio_template/"
RESYNC = f"{EMPLOYEES}resync_to_device/"
TYPE_OF = {"finger_print": 1, "face": 2, "finger_vein": 5, "palm": 8, "vl_face": 9}
BOTH = pytest.mark.parametrize("url", [DELETE, RESYNC])


@pytest.fixture
def asha(api):
    """Somebody with a template of every kind, of two versions."""
    person = make_employee(emp_code="A")
    for bio_type in TYPE_OF.values():
        make_template(person, bio_type=bio_type)
        make_template(person, bio_type=bio_type, major_ver="12", bio_no=1)
    return person


def kinds():
    """bio_type -> number of stored templates."""
    found = sorted(BioData.objects.values_list("bio_type", flat=True))
    return {bio_type: found.count(bio_type) for bio_type in found}


def test_the_manuals_example_deletes_nothing_and_succeeds(api, devices, asha):
    flags = dict.fromkeys(TYPE_OF, False)
    before = stored()
    answer = api.post(DELETE, {"emp_code": [int(asha.pk)], **flags}, format="json")
    assert (answer.status_code, answer.json()) == (200, SUCCESS)
    assert (stored(), devices.calls) == (before, [])


@pytest.mark.parametrize("flag", TYPE_OF)
def test_a_true_flag_deletes_its_kind(api, devices, asha, flag):
    make_template(make_employee(), bio_type=TYPE_OF[flag])
    answer = api.post(DELETE, {"emp_code": ["A"], flag: True}, format="json")
    assert (answer.status_code, answer.json()) == (200, SUCCESS)
    assert kinds() == dict.fromkeys(TYPE_OF.values(), 2) | {TYPE_OF[flag]: 1}
    assert devices.calls == [("templates", ["A"], [TYPE_OF[flag]])]


def test_several_flags_and_people_are_one_call(api, devices, asha):
    make_template(make_employee(emp_code="B"), bio_type=2)
    sent = {"employees": "A,B", "face": True, "palm": "true", "vl_face": None, "finger_vein": 0}
    assert api.post(DELETE, sent, format="json").json() == SUCCESS
    assert kinds() == {1: 2, 5: 2, 9: 2}
    assert devices.calls == [("templates", ["A", "B"], [2, 8])]


def test_takes_a_form_in_which_a_missing_flag_is_false(api, asha):
    form = "emp_code=A&face=1"
    answer = api.post(DELETE, form, content_type="application/x-www-form-urlencoded")
    assert answer.json() == SUCCESS
    assert kinds() == {1: 2, 5: 2, 8: 2, 9: 2}


def test_the_records_column_is_empty_afterwards(api, asha):
    api.post(DELETE, {"emp_code": ["A"], "finger_print": True}, format="json")
    assert api.get(f"{EMPLOYEES}A/").json()["fingerprint"] == "-"


@pytest.mark.parametrize("flag", TYPE_OF)
def test_refuses_a_flag_that_is_none(api, devices, asha, flag):
    before = stored()
    answer = api.post(DELETE, {"emp_code": ["A"], flag: "perhaps"}, format="json")
    expected = refused(-1, "Must be a valid boolean.", flag)
    assert (answer.status_code, answer.json()) == (400, expected)
    assert (stored(), devices.calls) == (before, [])


def test_resync_sends_people_with_templates_and_photos(api, devices, asha):
    make_employee(emp_code="B")
    answer = api.post(RESYNC, {"emp_code": ["A", "B", asha.pk]}, format="json")
    assert (answer.status_code, answer.json()) == (200, SUCCESS)
    assert devices.calls == [("resync", ["A", "B"])]


def test_resync_leaves_out_who_resigned(api, devices):
    make_employee(emp_code="A", status=100)
    make_employee(emp_code="B")
    assert api.post(RESYNC, {"emp_code": "A,B"}, format="json").json() == SUCCESS
    assert devices.calls == [("resync", ["B"])]


@BOTH
@pytest.mark.parametrize(
    ("sent", "code", "detail"),
    [
        ({}, -81, MISSING),
        ({"emp_code": []}, -81, "Name at least one."),
        ({"emp_code": ["A", "NO"]}, -22, "Unknown: NO."),
        ({"emp_code": [f"X{n}" for n in range(501)]}, -82, "At most 500 codes in one call."),
    ],
)
def test_refuses_people_that_are_not_there(  # noqa: PLR0917
    api, devices, asha, url, sent, code, detail
):
    before = stored()
    answer = api.post(url, sent, format="json")
    assert (answer.status_code, answer.json()) == (400, refused(code, detail, "emp_code"))
    assert (stored(), devices.calls) == (before, [])


@BOTH
def test_a_viewer_may_not(api, viewer, url):
    api.force_authenticate(viewer)
    answer = api.post(url, {"emp_code": "NO"}, format="json")
    assert (answer.status_code, answer.json()) == (403, refused(-1, FORBIDDEN))


@BOTH
def test_staff_may_not(staff, url):
    answer = staff.post(url, {"emp_code": "STAFF"}, format="json")
    assert (answer.status_code, answer.json()) == (403, refused(-1, FORBIDDEN))


@BOTH
def test_an_anonymous_caller_may_not(anonymous, url):
    answer = anonymous.post(url, {"emp_code": "A"}, format="json")
    assert (answer.status_code, answer.json()) == (401, refused(-1, NO_LOGIN))
