import pytest

from tests.factories import make_employee, make_template
from tests.personnel.employees.people import EMPLOYEES, read

FINGERPRINT, FACE, FINGER_VEIN, PALM, VISIBLE_LIGHT_FACE = 1, 2, 5, 8, 9
COLUMN_OF = {"fingerprint": FINGERPRINT, "face": FACE, "palm": PALM, "vl_face": VISIBLE_LIGHT_FACE}


def shown(api, person):
    record = api.get(f"{EMPLOYEES}{person.emp_code}/").json()
    assert api.get(EMPLOYEES, {"emp_code": person.emp_code}).json()["data"] == [record]
    return {name: record[name] for name in COLUMN_OF if record[name] != "-"}


def test_nobody_starts_with_templates(api):
    assert shown(api, make_employee()) == {}


def test_a_version_and_its_count(api):
    # Manual 3.3.3.
    person = make_employee()
    make_template(person, major_ver="string")
    answer = api.get(f"{EMPLOYEES}{person.emp_code}/").json()
    assert answer == read(person, fingerprint="Ver string:1")


@pytest.mark.parametrize("column", COLUMN_OF)
def test_every_kind_has_its_column(api, column):
    person = make_employee()
    make_template(person, bio_type=COLUMN_OF[column], major_ver="39")
    assert shown(api, person) == {column: "Ver 39:1"}


def test_finger_veins_have_none(api):
    person = make_employee()
    make_template(person, bio_type=FINGER_VEIN)
    assert shown(api, person) == {}


def test_fingers_are_counted_by_version(api):
    person = make_employee()
    for finger in (0, 5, 6):
        make_template(person, bio_no=finger)
    make_template(person, bio_no=0, major_ver="9")
    make_template(person, bio_type=FACE, major_ver="58")
    assert shown(api, person) == {"fingerprint": "Ver 10:3 Ver 9:1", "face": "Ver 58:1"}


def test_the_parts_of_a_template_count_once(api):
    person = make_employee()
    for part in range(12):
        make_template(person, bio_type=FACE, bio_index=part, major_ver="7")
    for part in range(3):
        make_template(person, bio_type=PALM, bio_no=1, bio_index=part, major_ver="12")
    assert shown(api, person) == {"face": "Ver 7:1", "palm": "Ver 12:1"}


def test_templates_of_others_do_not_count(api):
    person, other = make_employee(), make_employee()
    make_template(other)
    assert shown(api, person) == {}


def test_an_export_may_ask_for_them(api):
    person = make_employee(emp_code="1")
    make_template(person)
    query = {"export_type": "csv", "export_headers": "emp_code,fingerprint,face"}
    answer = api.get(f"{EMPLOYEES}export/", query)
    assert answer.getvalue() == b"emp_code,fingerprint,face\r\n1,Ver 10:1,-\r\n"
