import pytest

from personnel.models import Resignation
from tests.factories import make_area, make_employee, make_resignation
from tests.personnel.employees.answers import FORBIDDEN, MISSING, NO_LOGIN, refused
from tests.personnel.employees.people import stored
from tests.personnel.resignations.records import DAY, RESIGNS, WORKING, state

# Manual 4.7.2.
EXAMPLE = {
    "resign_date": "2025-06-21",
    "report_generation_end_date": "2025-06-22",
    "resign_type": 2,
    "reason": "",
    "disableatt": False,
    "employee": "9947418114146",
}


def body(**over):
    return {"resign_date": "2025-06-21", "resign_type": 3, "employee": "A", **over}


def create(api, sent):
    return api.post(RESIGNS, sent, format="json")


def refuses(api, sent, expected, status=400):
    before = stored()
    answer = create(api, sent)
    assert (answer.status_code, answer.json()) == (status, expected)
    assert answer["X-Etp-Code"] == str(expected["code"])
    assert stored() == before


def test_answers_the_manuals_example(api):
    make_employee(id="9947418114146", emp_code="12")
    answer = create(api, EXAMPLE)
    expected = {"id": Resignation.objects.get().pk, **EXAMPLE}
    assert (answer.status_code, answer.json()) == (201, expected)
    assert list(answer.json()) == ["id", *EXAMPLE]
    assert state("12") == (100, True, True)


def test_the_rest_are_defaults(api):
    person = make_employee(emp_code="A")
    answer = create(api, body())
    expected = {
        "id": Resignation.objects.get().pk,
        "resign_date": "2025-06-21",
        "report_generation_end_date": "2025-06-21",
        "resign_type": 3,
        "reason": None,
        "disableatt": False,
        "employee": person.pk,
    }
    assert (answer.status_code, answer.json()) == (201, expected)


def test_null_asks_for_the_default(api):
    make_employee(emp_code="A")
    sent = body(report_generation_end_date=None, reason=None, disableatt=None)
    answer = create(api, sent).json()
    shown = (answer["report_generation_end_date"], answer["reason"], answer["disableatt"])
    assert shown == ("2025-06-21", None, False)


def test_disableatt_switches_attendance_off(api):
    make_employee(emp_code="A")
    assert create(api, body(disableatt=True)).json()["disableatt"] is True
    assert state("A") == (100, False, True)


def test_attendance_that_is_off_stays_off(api):
    make_employee(emp_code="A", enable_att=False)
    create(api, body(disableatt=False))
    assert state("A") == (100, False, True)


@pytest.mark.parametrize("key", ["employee", "emp_code"])
@pytest.mark.parametrize("value", ["12", 12, " 12 "], ids=repr)
def test_the_employee_is_a_code_then_an_id(api, key, value):
    by_code, _ = make_employee(emp_code="12"), make_employee(id="12")
    sent = body()
    del sent["employee"]
    assert create(api, {**sent, key: value}).json()["employee"] == by_code.pk


def test_takes_a_form(api):
    person = make_employee(emp_code="A")
    form = "employee=A&resign_date=2025-06-21&resign_type=5&reason=Got+oportunity+&disableatt=true"
    answer = api.post(RESIGNS, form, content_type="application/x-www-form-urlencoded")
    shown = answer.json()
    assert (answer.status_code, shown["employee"], shown["resign_type"]) == (201, person.pk, 5)
    assert (shown["reason"], shown["disableatt"]) == ("Got oportunity", True)


@pytest.mark.parametrize("resign_type", [1, 2, 3, 4, 5])
def test_takes_every_type(api, resign_type):
    make_employee(emp_code="A")
    assert create(api, body(resign_type=resign_type)).json()["resign_type"] == resign_type


def test_the_person_is_still_listed(api):
    make_employee(emp_code="A")
    create(api, body())
    listed = api.get("/personnel/api/employees/", {"status": 100}).json()["data"]
    assert [record["emp_code"] for record in listed] == ["A"]


def test_the_person_leaves_the_terminals_at_once(api, devices):
    west, east = make_area(), make_area()
    make_employee(emp_code="A", areas=(west, east))
    create(api, body(resign_date="2099-01-01"))
    assert devices.calls == [("remove", {"A": [west.area_code, east.area_code]})]


def test_moves_the_update_time(api, clock):
    person = make_employee(emp_code="A", update_time="2025-01-01 00:00:00")
    create(api, body())
    person.refresh_from_db()
    assert str(person.update_time) == "2026-01-05 12:00:00"


# ---- refusals ---------------------------------------------------------------------------------


def test_refuses_who_has_resigned(api, devices):
    make_resignation(make_employee(emp_code="A"))
    refuses(api, body(), refused(-1, "Already resigned: A.", "employee"))
    assert devices.calls == []


def test_refuses_an_unknown_employee(api):
    refuses(api, body(employee="NO"), refused(-22, "Unknown: NO.", "employee"))


def test_refuses_an_empty_body_naming_every_required_field(api):
    expected = refused(-1, MISSING, "resign_date", "resign_type", "employee")
    refuses(api, {}, expected)


@pytest.mark.parametrize("none", [0, "", "  "], ids=repr)
def test_refuses_nobody(api, none):
    refuses(api, body(employee=none), refused(-22, MISSING, "employee"))


@pytest.mark.parametrize("value", [["A"], True, 1.5, {}], ids=repr)
def test_refuses_what_names_nobody(api, value):
    make_employee(emp_code="A")
    expected = refused(-22, "A reference is a code or an id.", "employee")
    refuses(api, body(employee=value), expected)


@pytest.mark.parametrize("field", ["resign_date", "report_generation_end_date"])
@pytest.mark.parametrize("day", ["2025-02-30", "", "x", 20250621])
def test_refuses_days_that_do_not_exist(api, field, day):
    make_employee(emp_code="A")
    refuses(api, body(**{field: day}), refused(-100, DAY, field))


def test_refuses_an_end_before_the_resign_date(api):
    make_employee(emp_code="A")
    expected = refused(-101, "It lies before the resign_date.", "report_generation_end_date")
    refuses(api, body(report_generation_end_date="2025-06-20"), expected)


@pytest.mark.parametrize(
    ("field", "value", "detail"),
    [
        ("resign_type", 0, "Ensure this value is greater than or equal to 1."),
        ("resign_type", 6, "Ensure this value is less than or equal to 5."),
        ("resign_type", "Quit", "A valid integer is required."),
        ("resign_type", None, "This field may not be null."),
        ("resign_date", None, "This field may not be null."),
        ("reason", "x" * 201, "Ensure this field has no more than 200 characters."),
        ("disableatt", "perhaps", "Must be a valid boolean."),
    ],
)
def test_refuses_values_out_of_range(api, field, value, detail):
    make_employee(emp_code="A")
    refuses(api, body(**{field: value}), refused(-1, detail, field))
    assert state("A") == WORKING


def test_unknown_fields_are_named_or_refused(api, world, strict):
    make_employee(emp_code="A")
    refuses(api, body(colour="red"), refused(-1, "This field is not documented.", "colour"))
    make_employee(id="9947418114146")
    assert create(api, EXAMPLE).status_code == 201


def test_a_viewer_may_not(api, viewer):
    api.force_authenticate(viewer)
    refuses(api, {}, refused(-1, FORBIDDEN), 403)


def test_staff_may_not_resign_themselves(staff):
    refuses(staff, body(employee="STAFF"), refused(-1, FORBIDDEN), 403)


def test_an_anonymous_caller_may_not(anonymous):
    make_employee(emp_code="A")
    refuses(anonymous, body(), refused(-1, NO_LOGIN), 401)
