import pytest

from personnel.models import Resignation
from tests.factories import make_area, make_employee, make_employees, make_resignation
from tests.personnel.employees.answers import FORBIDDEN, MISSING, NO_LOGIN, SUCCESS, refused
from tests.personnel.employees.people import stored
from tests.personnel.resignations.records import DAY, WORKING, state

EMPLOYEES = "/personnel/api/employees/"
PATHS = pytest.mark.parametrize("path", ["adjust_resign", "adjust_regsin"])


def post(api, sent, path="adjust_resign", **how):
    return api.post(f"{EMPLOYEES}{path}/", sent, **{"format": "json", **how})


def body(codes, **over):
    return {"emp_code": codes, "resign_type": 3, **over}


def refuses(api, sent, expected, status=400):
    before = stored()
    answer = post(api, sent)
    assert (answer.status_code, answer.json()) == (status, expected)
    assert answer["X-Etp-Code"] == str(expected["code"])
    assert stored() == before


def records():
    names = ("employee__emp_code", "resign_type", "reason", "disableatt")
    days = ("resign_date", "report_generation_end_date")
    rows = Resignation.objects.order_by("pk").values_list(*names, *days)
    return [(*row[:4], *map(str, row[4:])) for row in rows]


@PATHS
def test_answers_the_manuals_example(api, strict, path):
    make_employee(id="034186661926", emp_code="14")
    sent = {
        "emp_code": ["034186661926"],
        "resign_date": "2025-06-19",
        "report_generation_end_date": "2025-06-20",
        "resign_type": 3,
        "reason": "Got oportunity ",
        "disableatt": True,
    }
    answer = post(api, sent, path)
    assert (answer.status_code, answer.json()) == (200, SUCCESS)
    assert records() == [("14", 3, "Got oportunity", True, "2025-06-19", "2025-06-20")]
    assert state("14") == (100, False, True)


def test_the_days_default_to_today(api, clock):
    make_employee(emp_code="A")
    assert post(api, body("A")).json() == SUCCESS
    assert records() == [("A", 3, None, False, "2026-01-05", "2026-01-05")]


@pytest.mark.parametrize("none", [{}, dict.fromkeys(
    ["resign_date", "report_generation_end_date", "reason", "disableatt"])])  # fmt: skip
def test_null_asks_for_the_default(api, clock, none):
    make_employee(emp_code="A")
    assert post(api, body("A", **none)).json() == SUCCESS
    assert records() == [("A", 3, None, False, "2026-01-05", "2026-01-05")]


@pytest.mark.parametrize("key", ["emp_code", "emp_codes", "employees"])
@pytest.mark.parametrize("codes", [["A", "B", "A"], "A,B", ["A,B"]], ids=repr)
def test_takes_lists_texts_and_other_names(api, key, codes):
    make_employee(emp_code="A")
    make_employee(emp_code="B")
    answer = post(api, {key: codes, "resign_type": 1})
    if codes == ["A,B"]:
        assert answer.status_code == 400
        return
    assert (answer.status_code, answer.json()) == (200, SUCCESS)
    assert [row[0] for row in records()] == ["A", "B"]


def test_takes_a_form(api):
    make_employee(emp_code="A")
    make_employee(emp_code="B")
    form = "emp_code=A&emp_code=B&resign_type=2&resign_date=2025-06-19&disableatt=1"
    answer = api.post(f"{EMPLOYEES}adjust_resign/", form,
                      content_type="application/x-www-form-urlencoded")  # fmt: skip
    assert answer.json() == SUCCESS
    assert records() == [(code, 2, None, True, "2025-06-19", "2025-06-19") for code in "AB"]


def test_everybody_leaves_the_terminals_in_one_call(api, devices):
    west = make_area()
    make_employee(emp_code="A")
    make_employee(emp_code="B", areas=(west,))
    post(api, body(["A", "B"]))
    assert devices.calls == [("remove", {"A": ["1"], "B": [west.area_code]})]


def test_500_people_leave_at_once(api):
    codes = [person.emp_code for person in make_employees(500)]
    assert post(api, body(codes)).json() == SUCCESS
    assert Resignation.objects.count() == 500


def test_500_people_cost_few_queries(api, django_assert_max_num_queries):
    codes = [person.emp_code for person in make_employees(500)]
    with django_assert_max_num_queries(20):
        post(api, body(codes))


def test_refuses_all_if_one_has_resigned(api, devices):
    make_employee(emp_code="A")
    make_resignation(make_employee(emp_code="B"))
    refuses(api, body(["A", "B"]), refused(-1, "Already resigned: B.", "emp_code"))
    assert (state("A"), devices.calls) == (WORKING, [])


@pytest.mark.parametrize(
    ("sent", "code", "detail"),
    [
        ({"emp_code": []}, -81, "Name at least one."),
        ({"emp_code": ["A", "NO"]}, -22, "Unknown: NO."),
        ({"emp_code": [f"X{n}" for n in range(501)]}, -82, "At most 500 codes in one call."),
        ({"resign_date": "2025-02-30"}, -100, DAY),
        ({"report_generation_end_date": "30.06.2025"}, -100, DAY),
        ({"report_generation_end_date": "2025-06-18", "resign_date": "2025-06-19"}, -101,
         "It lies before the resign_date."),
        ({"report_generation_end_date": "2026-01-04"}, -101, "It lies before the resign_date."),
        ({"resign_type": 6}, -1, "Ensure this value is less than or equal to 5."),
        ({"resign_type": None}, -1, "This field may not be null."),
        ({"reason": "x" * 201}, -1, "Ensure this field has no more than 200 characters."),
        ({"disableatt": "x"}, -1, "Must be a valid boolean."),
    ],
)  # fmt: skip
def test_refuses_bad_values(api, clock, sent, code, detail):
    make_employee(emp_code="A")
    refuses(api, body("A", **sent), refused(code, detail, next(iter(sent))))


def test_refuses_an_empty_body_naming_every_required_field(api):
    refuses(api, {}, refused(-81, MISSING, "emp_code", "resign_type"))


def test_a_viewer_may_not(api, viewer):
    api.force_authenticate(viewer)
    refuses(api, {}, refused(-1, FORBIDDEN), 403)


def test_staff_may_not_resign_themselves(staff):
    refuses(staff, body("STAFF"), refused(-1, FORBIDDEN), 403)


def test_an_anonymous_caller_may_not(anonymous):
    make_employee(emp_code="A")
    refuses(anonymous, body("A"), refused(-1, NO_LOGIN), 401)
