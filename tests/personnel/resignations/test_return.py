"""Coming back: rehire, deleting the record, the action; and disable_att."""

import pytest

from personnel.models import Employee, Resignation
from tests.factories import make_employee, make_employees, make_resignation
from tests.personnel.employees.answers import FORBIDDEN, MISSING, NO_LOGIN, SUCCESS, refused
from tests.personnel.employees.people import stored
from tests.personnel.resignations.records import RESIGNS, WORKING, state

REHIRE = pytest.mark.parametrize("path", ["rehire", "reinstatement"])
BOTH = pytest.mark.parametrize("path", ["rehire", "reinstatement", "disable_att"])
GONE = (100, False, True)


@pytest.fixture
def gone(api):
    """A, B and C resigned; D works."""
    for code in "ABC":
        make_resignation(make_employee(emp_code=code), disableatt=True)
    make_employee(emp_code="D")


def post(api, path, sent):
    return api.post(f"{RESIGNS}{path}/", sent, format="json")


def refuses(api, path, sent, expected, status=400):
    before = stored()
    answer = post(api, path, sent)
    assert (answer.status_code, answer.json()) == (status, expected)
    assert answer["X-Etp-Code"] == str(expected["code"])
    assert stored() == before


# ---- rehire -----------------------------------------------------------------------------------


@REHIRE
@pytest.mark.parametrize("key", ["emp_code", "emp_codes", "employees", "resigns"])
@pytest.mark.parametrize("codes", [["A", "B", "A"], "A,B", " A , B"], ids=repr)
def test_rehires_people(api, gone, strict, path, key, codes):  # noqa: PLR0917
    answer = post(api, path, {key: codes})
    assert (answer.status_code, answer.json()) == (200, SUCCESS)
    assert [state(code) for code in "ABCD"] == [WORKING, WORKING, GONE, WORKING]


@REHIRE
def test_rehires_by_id_as_in_the_manual(api, path):
    make_resignation(make_employee(id="8982075597391", emp_code="A"))
    answer = post(api, path, {"emp_code": [8982075597391]})
    assert (answer.status_code, answer.json()) == (200, SUCCESS)
    assert state("A") == WORKING


def test_who_is_back_is_sent_to_terminals_again(api, gone, devices):
    post(api, "rehire", {"emp_code": ["A", "B"]})
    assert devices.calls == [("resync", ["A", "B"])]


def test_who_is_back_may_leave_again(api, gone):
    post(api, "rehire", {"emp_code": "A"})
    sent = {"employee": "A", "resign_date": "2025-06-21", "resign_type": 1}
    assert api.post(RESIGNS, sent, format="json").status_code == 201


# ---- disable_att ------------------------------------------------------------------------------


def test_disables_attendance(api, devices):
    for code in "AB":
        make_resignation(make_employee(emp_code=code))
    assert (state("A"), state("B")) == ((100, True, True), (100, True, True))
    answer = post(api, "disable_att", {"emp_code": ["A"]})
    assert (answer.status_code, answer.json()) == (200, SUCCESS)
    assert (state("A"), state("B")) == (GONE, (100, True, True))
    assert Resignation.objects.get(employee__emp_code="A").disableatt is True
    assert devices.calls == []


def test_disabling_twice_is_fine(api, gone):
    assert post(api, "disable_att", {"employees": "A,B"}).json() == SUCCESS
    assert (state("A"), state("B"), state("C")) == (GONE, GONE, GONE)


# ---- both -------------------------------------------------------------------------------------


@BOTH
def test_500_people_cost_few_queries(api, django_assert_max_num_queries, path):
    people = make_employees(500, status=100)
    Resignation.objects.bulk_create(
        Resignation(
            employee=person, resign_date="2025-06-19", report_generation_end_date="2025-06-19",
            resign_type=1,
        )
        for person in people
    )  # fmt: skip
    with django_assert_max_num_queries(20):
        assert post(api, path, {"emp_code": [p.emp_code for p in people]}).json() == SUCCESS


@BOTH
def test_refuses_all_if_one_works(api, gone, devices, path):
    refuses(api, path, {"emp_code": ["A", "D"]}, refused(-1, "Not resigned: D.", "emp_code"))
    assert devices.calls == []


@BOTH
@pytest.mark.parametrize(
    ("sent", "code", "detail"),
    [
        ({}, -81, MISSING),
        ({"emp_code": []}, -81, "Name at least one."),
        ({"emp_code": None}, -81, "This field may not be null."),
        ({"emp_code": ["A", "NO", 77]}, -22, "Unknown: NO, 77."),
        ({"emp_code": [1.5]}, -22, "References are codes or ids."),
        ({"emp_code": [f"X{n}" for n in range(501)]}, -82, "At most 500 codes in one call."),
    ],
)
def test_refuses_people_that_are_not_there(api, gone, path, sent, code, detail):  # noqa: PLR0917
    refuses(api, path, sent, refused(code, detail, "emp_code"))


@BOTH
def test_a_viewer_may_not(api, viewer, path):
    api.force_authenticate(viewer)
    refuses(api, path, {}, refused(-1, FORBIDDEN), 403)


@BOTH
def test_staff_may_not(staff, person, path):
    make_resignation(person)
    refuses(staff, path, {"emp_code": "STAFF"}, refused(-1, FORBIDDEN), 403)


@BOTH
def test_an_anonymous_caller_may_not(anonymous, path):
    refuses(anonymous, path, {}, refused(-1, NO_LOGIN), 401)


# ---- deleting the record ----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["code", "id", "record"])
def test_deleting_a_record_takes_the_person_back(api, devices, name):
    record = make_resignation(make_employee(emp_code="A"), disableatt=True)
    code = {"code": "A", "id": record.employee_id, "record": record.pk}[name]
    answer = api.delete(f"{RESIGNS}{code}/")
    assert (answer.status_code, answer.json()) == (200, {"message": "deleted"})
    assert state("A") == WORKING
    assert devices.calls == [("resync", ["A"])]


def test_refuses_to_delete_what_is_not_there(api, gone):
    for code in ("D", "NOBODY"):
        before = stored()
        answer = api.delete(f"{RESIGNS}{code}/")
        assert (answer.status_code, answer.json()) == (404, refused(-22, "Not found."))
        assert stored() == before


def test_others_may_not_delete(api, viewer, gone):
    api.force_authenticate(viewer)
    answer = api.delete(f"{RESIGNS}A/")
    assert (answer.status_code, answer.json()) == (403, refused(-1, FORBIDDEN))
    assert state("A") == GONE


# ---- action -----------------------------------------------------------------------------------


def test_the_action_takes_record_ids_as_in_the_manual(api, gone, devices):
    record = Resignation.objects.get(employee__emp_code="A")
    sent = {"object_codes": [record.pk], "action_type": "delete"}
    answer = post(api, "action", sent)
    expected = {"detail": f"Success. delete:[{record.pk}]"}
    assert (answer.status_code, answer.json()) == (200, expected)
    assert [state(code) for code in "AB"] == [WORKING, GONE]
    assert devices.calls == [("resync", ["A"])]


def test_the_action_takes_codes_ids_and_record_ids_in_this_order(api, gone):
    record = Resignation.objects.get(employee__emp_code="C")
    person = Employee.objects.get(emp_code="B")
    codes = ["A", person.pk, record.pk]
    answer = post(api, "action", {"object_codes": codes, "action_type": "delete"})
    assert answer.json() == {"detail": f"Success. delete:{codes!r}"}
    assert [state(code) for code in "ABC"] == [WORKING, WORKING, WORKING]


@pytest.mark.parametrize(
    ("sent", "code", "detail", "field"),
    [
        ({"object_codes": ["A", "D"]}, -22, "Unknown: D.", "object_codes"),
        ({"object_codes": []}, -1, "Name at least one record.", "object_codes"),
        ({"object_codes": ["A"], "action_type": "rehire"}, -220,
         "action_type is one of: delete.", "action_type"),
        ({"object_codes": list(range(501))}, -82, "At most 500 codes in one call.",
         "object_codes"),
    ],
)  # fmt: skip
def test_the_action_refuses(api, gone, sent, code, detail, field):  # noqa: PLR0917
    expected = refused(code, detail, field)
    refuses(api, "action", {"action_type": "delete", **sent}, expected)


def test_the_action_is_not_for_viewers_and_staff(api, viewer, staff, gone):
    sent = {"object_codes": ["A"], "action_type": "delete"}
    refuses(staff, "action", sent, refused(-1, FORBIDDEN), 403)
    api.force_authenticate(viewer)
    refuses(api, "action", sent, refused(-1, FORBIDDEN), 403)
