import pytest

from personnel.models import Employee
from tests.factories import make_area, make_employee, make_employees, make_template
from tests.personnel.employees.answers import FORBIDDEN, NO_LOGIN, refused
from tests.personnel.employees.people import EMPLOYEES, stored

ACTION = f"{EMPLOYEES}action/"


def act(api, codes, action_type="delete", key="object_codes"):
    return api.post(ACTION, {key: codes, "action_type": action_type}, format="json")


def refuses(api, sent, expected, status=400):
    before = stored()
    answer = api.post(ACTION, sent, format="json")
    assert (answer.status_code, answer.json()) == (status, expected)
    assert stored() == before


def test_deletes_by_id_as_in_the_manual(api):
    make_employee(id="1582301128473")
    answer = act(api, [1582301128473])
    assert (answer.status_code, answer.json()) == (
        200,
        {"detail": "Success. delete:[1582301128473]"},
    )
    assert stored() == []


def test_mixes_codes_and_ids_numbers_and_texts(api):
    by_code, by_id, kept = make_employee(emp_code="35"), make_employee(), make_employee()
    make_template(by_code)
    answer = act(api, [35, by_id.pk, "35"])
    detail = f"Success. delete:[35, '{by_id.pk}', '35']"
    assert (answer.status_code, answer.json()) == (200, {"detail": detail})
    assert list(Employee.objects.all()) == [kept]


@pytest.mark.parametrize("key", ["object_codes", "object_ids", "objects"])
@pytest.mark.parametrize("codes", [["A", "B"], "A,B", '["A", "B"]'], ids=repr)
def test_takes_lists_texts_and_other_names(api, key, codes):
    make_employee(emp_code="A")
    make_employee(emp_code="B")
    answer = act(api, codes, key=key)
    assert answer.json() == {"detail": "Success. delete:['A', 'B']"}
    assert stored() == []


def test_takes_a_form(api):
    make_employee(emp_code="A")
    make_employee(emp_code="B")
    form = "object_codes=A&object_codes=B&action_type=delete"
    answer = api.post(ACTION, form, content_type="application/x-www-form-urlencoded")
    assert answer.json() == {"detail": "Success. delete:['A', 'B']"}
    assert stored() == []


def test_deletes_500_at_once(api):
    codes = [person.emp_code for person in make_employees(500)]
    assert act(api, codes).status_code == 200
    assert stored() == []


def test_terminals_forget_everybody_in_one_call(api, devices):
    gate = make_area()
    make_employee(emp_code="A")
    make_employee(emp_code="B", areas=(gate,))
    act(api, ["A", "B"])
    assert devices.calls == [("remove", {"A": ["1"], "B": [gate.area_code]})]


def test_refuses_all_if_one_is_unknown(api, devices):
    make_employee(emp_code="A")
    sent = {"object_codes": ["A", "NO", 12], "action_type": "delete"}
    refuses(api, sent, refused(-22, "Unknown: NO, 12.", "object_codes"))
    assert devices.calls == []


@pytest.mark.parametrize("sent", [{}, {"object_codes": []}, {"object_codes": ""}], ids=repr)
def test_refuses_nobody(api, sent):
    make_employee()
    expected = refused(-1, "Name at least one record.", "object_codes")
    refuses(api, {"action_type": "delete", **sent}, expected)


def test_refuses_501_codes(api):
    make_employee()
    sent = {"object_codes": list(range(501)), "action_type": "delete"}
    refuses(api, sent, refused(-82, "At most 500 codes in one call.", "object_codes"))


@pytest.mark.parametrize("action_type", ["explode", "DELETE", "", None, 1, ["delete"], {}])
def test_refuses_an_unknown_action(api, action_type):
    make_employee(emp_code="A")
    sent = {"object_codes": ["A"], "action_type": action_type}
    refuses(api, sent, refused(-220, "action_type is one of: delete.", "action_type"))


@pytest.mark.parametrize("codes", [[1.5], [True], [[1]], [{}]], ids=repr)
def test_refuses_codes_that_are_none(api, codes):
    make_employee()
    sent = {"object_codes": codes, "action_type": "delete"}
    refuses(api, sent, refused(-1, "Codes are texts or whole numbers.", "object_codes"))


def test_a_viewer_may_not_act(api, viewer):
    make_employee(emp_code="A")
    api.force_authenticate(viewer)
    refuses(api, {"object_codes": ["A"], "action_type": "x"}, refused(-1, FORBIDDEN), 403)


def test_staff_may_not_act(staff):
    sent = {"object_codes": ["STAFF"], "action_type": "delete"}
    refuses(staff, sent, refused(-1, FORBIDDEN), 403)


def test_an_anonymous_caller_may_not_act(anonymous):
    make_employee(emp_code="A")
    sent = {"object_codes": ["A"], "action_type": "delete"}
    refuses(anonymous, sent, refused(-1, NO_LOGIN), 401)
