import pytest

from personnel.models import Employee
from tests.factories import make_area, make_department, make_employee, make_position
from tests.personnel.employees.answers import FORBIDDEN, NO_LOGIN, refused
from tests.personnel.employees.people import (
    EMPLOYEES,
    WRITTEN_KEYS,
    area_codes,
    get,
    stored,
    written,
)

VERBS = pytest.mark.parametrize("verb", ["put", "patch"])


def update(api, verb, code, sent, **how):
    return getattr(api, verb)(f"{EMPLOYEES}{code}/", sent, **{"format": "json", **how})


def refuses(api, verb, code, sent, expected, status=400):  # noqa: PLR0917
    before = stored()
    answer = update(api, verb, code, sent)
    assert (answer.status_code, answer.json()) == (status, expected)
    assert answer["X-Etp-Code"] == str(expected["code"])
    assert stored() == before


@VERBS
def test_changes_what_is_sent_and_keeps_the_rest(api, verb):
    gate = make_area(area_name="Gate")
    person = make_employee(
        emp_code="5677", first_name="madg", city="Pune", enable_att=False, enable_overtime=True,
        position=make_position(position_name="manager"), areas=(gate,), flow_role=[3],
    )  # fmt: skip
    expected = {**written(person), "first_name": "raj"}
    answer = update(api, verb, "5677", {"first_name": "raj"})
    assert (answer.status_code, answer.json()) == (200, expected)
    assert list(answer.json()) == WRITTEN_KEYS
    assert answer.json() == written(person)


@VERBS
def test_the_id_is_in_a_header(api, verb):
    person = make_employee(emp_code="5677")
    assert update(api, verb, "5677", {"first_name": "raj"})["X-Etp-Id"] == person.pk


@VERBS
def test_an_empty_body_changes_nothing(api, verb):
    person = make_employee(emp_code="5677")
    before = stored()
    answer = update(api, verb, "5677", {})
    assert (answer.status_code, answer.json()) == (200, written(person))
    assert stored() == before


@VERBS
@pytest.mark.parametrize("format", ["multipart", None])
def test_a_form_keeps_what_it_does_not_send(api, verb, format):
    person = make_employee(
        emp_code="5677", enable_att=False, enable_overtime=True, enable_holiday=False,
        flow_role=[1], hire_date="2025-01-02", gender="M", areas=(make_area(), make_area()),
    )  # fmt: skip
    expected = {**written(person), "first_name": "raj"}
    how = {"format": format} if format else {"content_type": "application/x-www-form-urlencoded"}
    sent = {"first_name": "raj"} if format else "first_name=raj"
    answer = getattr(api, verb)(f"{EMPLOYEES}5677/", sent, **how)
    assert (answer.status_code, answer.json()) == (200, expected)


def test_a_code_wins_over_another_ones_id(api):
    by_code = make_employee(emp_code="1234567890123")
    by_id = make_employee(emp_code="2", id="1234567890123")
    answer = update(api, "put", by_id.pk, {"first_name": "raj"})
    assert answer.json()["emp_code"] == by_code.emp_code
    assert get("2").first_name is None


def test_the_path_may_be_the_id(api):
    person = make_employee()
    answer = update(api, "patch", person.pk, {"first_name": "raj"})
    assert (answer.status_code, answer.json()) == (200, written(person))
    assert get(person.emp_code).first_name == "raj"


@VERBS
@pytest.mark.parametrize("code", ["5677", 5677, " 5677 "], ids=repr)
def test_the_stored_code_may_be_repeated(api, verb, code):
    person = make_employee(emp_code="5677")
    answer = update(api, verb, "5677", {"emp_code": code, "first_name": "raj"})
    assert (answer.status_code, answer.json()) == (200, written(person))


@VERBS
def test_the_code_cannot_be_changed(api, verb):
    make_employee(emp_code="5677")
    expected = refused(-1, "It is 5677 and cannot be changed.", "emp_code")
    refuses(api, verb, "5677", {"emp_code": "5678", "first_name": "raj"}, expected)


@VERBS
def test_moves_to_other_references(api, verb):
    person = make_employee()
    department, position, area = make_department(), make_position(), make_area()
    sent = {
        "department": department.pk,
        "position": position.position_code,
        "area": [area.area_code],
    }
    answer = update(api, verb, person.emp_code, sent)
    names = (department.dept_name, position.position_name, [area.area_name])
    assert answer.status_code == 200
    assert tuple(answer.json()[name] for name in ("department", "position", "area")) == names


def test_null_is_the_default(api):
    person = make_employee(
        position=make_position(), verify_mode=5, enable_att=False, enable_overtime=True,
        app_status=0, city="Pune", flow_role=[1], hire_date="2025-01-01", dev_privilege=14,
    )  # fmt: skip
    sent = dict.fromkeys(
        ["position", "verify_mode", "enable_att", "enable_overtime", "app_status", "city",
         "flow_role", "hire_date", "dev_privilege", "self_password"]
    )  # fmt: skip
    answer = update(api, "patch", person.emp_code, sent)
    expected = make_employee(emp_code="plain")
    assert answer.status_code == 200
    assert {**answer.json(), "emp_code": "plain"} == written(expected)


def test_a_change_moves_the_update_time(api, clock):
    person = make_employee(update_time="2025-01-01 00:00:00")
    update(api, "patch", person.emp_code, {"city": "Pune"})
    assert str(get(person.emp_code).update_time) == "2026-01-05 12:00:00"


def test_no_change_keeps_the_update_time(api, clock):
    person = make_employee(update_time="2025-01-01 00:00:00", city="Pune", position=make_position())
    sent = {"city": "Pune", "department": 1, "area": [1], "position": person.position_id}
    assert update(api, "put", person.emp_code, sent).status_code == 200
    assert str(get(person.emp_code).update_time) == "2025-01-01 00:00:00"


def test_a_move_alone_moves_the_update_time(api, clock):
    person = make_employee(update_time="2025-01-01 00:00:00")
    update(api, "patch", person.emp_code, {"area": [make_area().pk]})
    assert str(get(person.emp_code).update_time) == "2026-01-05 12:00:00"


def test_a_resigned_person_can_be_changed(api, devices):
    person = make_employee(status=100)
    answer = update(api, "put", person.emp_code, {"first_name": "raj"})
    assert (answer.status_code, answer.json()) == (200, written(person))
    assert get(person.emp_code).status == 100
    assert devices.calls == []


# ---- device effects ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("first_name", "raj"),
        ("last_name", "raj"),
        ("device_password", "123"),
        ("card_no", "71059"),
        ("verify_mode", 3),
        ("validity_start", "2025-01-01"),
        ("validity_end", "2025-01-01"),
        ("dev_privilege", 14),
    ],
)
def test_what_terminals_store_is_sent_to_them(api, devices, field, value):
    person = make_employee()
    update(api, "patch", person.emp_code, {field: value})
    assert devices.calls == [("update", [person.emp_code])]


@pytest.mark.parametrize(
    ("field", "value"),
    [("city", "Pune"), ("nickname", "r"), ("department", None), ("position", None),
     ("email", "a@b"), ("emp_type", 1), ("app_status", 0), ("enable_att", False),
     ("birthday", "2000-01-01")],
)  # fmt: skip
def test_other_fields_do_not_concern_terminals(api, devices, field, value):
    person = make_employee()
    new = {"department": make_department, "position": make_position}.get(field)
    answer = update(api, "patch", person.emp_code, {field: new().pk if new else value})
    assert (answer.status_code, devices.calls) == (200, [])


def test_a_value_that_stays_is_not_sent(api, devices):
    person = make_employee(first_name="raj", validity_start="2025-01-01", verify_mode=0)
    sent = {"first_name": "raj", "validity_start": "2025-01-01", "verify_mode": None, "area": [1]}
    update(api, "put", person.emp_code, sent)
    assert devices.calls == []


def test_a_move_tells_the_areas_lost_and_writes_the_person_once(api, devices):
    old, kept, new = make_area(), make_area(), make_area()
    person = make_employee(areas=(old, kept))
    sent = {"area": [kept.area_code, new.area_code], "first_name": "raj"}
    update(api, "patch", person.emp_code, sent)
    assert devices.calls == [
        ("remove", {person.emp_code: [old.area_code]}),
        ("update", [person.emp_code]),
    ]


# ---- refusals ---------------------------------------------------------------------------------


@VERBS
def test_refuses_an_unknown_person(api, verb):
    refuses(api, verb, "NOBODY", {"first_name": "raj"}, refused(-22, "Not found."), status=404)


@VERBS
def test_refuses_a_card_that_is_taken(api, verb):
    make_employee(card_no="71059")
    make_employee(emp_code="5677", card_no="1")
    expected = refused(-23, "Card 71059 is taken.", "card_no")
    refuses(api, verb, "5677", {"card_no": "71059"}, expected)


def test_a_person_keeps_the_own_card(api):
    make_employee(emp_code="5677", card_no="71059")
    answer = update(api, "put", "5677", {"card_no": "71059", "city": "Pune"})
    assert (answer.status_code, answer.json()["city"]) == (200, "Pune")


@VERBS
@pytest.mark.parametrize(
    ("sent", "over"),
    [
        ({"validity_end": "2025-05-31"}, {}),
        ({"validity_start": "2025-07-01"}, {}),
        ({"validity_start": "2025-07-02", "validity_end": "2025-07-01"}, {}),
        ({"validity_end": "2025-05-31"}, {"validity_end": None}),
    ],
)
def test_refuses_a_validity_that_ends_before_the_stored_start(api, verb, sent, over):
    stored_days = {"validity_start": "2025-06-01", "validity_end": "2025-06-30", **over}
    make_employee(emp_code="5677", **stored_days)
    expected = refused(-101, "It ends before it starts.", "validity_end")
    refuses(api, verb, "5677", sent, expected)


def test_a_validity_may_lose_its_start(api):
    make_employee(emp_code="5677", validity_start="2025-06-01")
    sent = {"validity_start": None, "validity_end": "2025-05-31"}
    assert update(api, "patch", "5677", sent).status_code == 200


@VERBS
@pytest.mark.parametrize(
    ("sent", "code", "detail"),
    [
        ({"department": "NO"}, -13, "Unknown: NO."),
        ({"department": None}, -13, "This field may not be null."),
        ({"position": "NO"}, -1, "Unknown: NO."),
        ({"area": []}, -83, "Name at least one."),
        ({"area": None}, -83, "This field may not be null."),
        ({"area": [1, "NO"]}, -80, "Unknown: NO."),
        ({"hire_date": "2025-02-30"}, -100,
         "Date has wrong format. Use one of these formats instead: YYYY-MM-DD."),
        ({"gender": "X"}, -1, '"X" is not a valid choice.'),
        ({"emp_code": ""}, -20, "This field may not be blank."),
    ],
)  # fmt: skip
def test_refuses_what_a_create_refuses(api, verb, sent, code, detail):
    make_employee(emp_code="5677")
    expected = refused(code, detail, *sent)
    refuses(api, verb, "5677", {"city": "Pune", **sent}, expected)


def test_unknown_fields_are_named_in_a_header(api):
    person = make_employee()
    answer = update(api, "put", person.emp_code, {"status": 100})
    assert (answer.status_code, answer["X-Etp-Warning"]) == (200, "unknown body fields: status")
    assert get(person.emp_code).status == 0


@VERBS
@pytest.mark.parametrize("code", ["5677", "NOBODY"])
def test_a_viewer_may_not_change(api, viewer, verb, code):
    make_employee(emp_code="5677")
    api.force_authenticate(viewer)
    refuses(api, verb, code, {"first_name": 1}, refused(-1, FORBIDDEN), status=403)


@VERBS
def test_staff_may_not_change_their_own_record(staff, person, verb):
    refuses(staff, verb, "STAFF", {"first_name": "x"}, refused(-1, FORBIDDEN), status=403)


@VERBS
def test_an_anonymous_caller_may_not_change(anonymous, verb):
    make_employee(emp_code="5677")
    refuses(anonymous, verb, "5677", {"first_name": "x"}, refused(-1, NO_LOGIN), status=401)


def test_post_to_a_record_is_405(api):
    make_employee(emp_code="5677")
    answer = api.post(f"{EMPLOYEES}5677/", {"first_name": "raj"}, format="json")
    assert (answer.status_code, answer.json()) == (405, refused(-1, 'Method "POST" not allowed.'))


def test_someone_elses_card_taken_meanwhile_is_a_refusal(api, monkeypatch):
    make_employee(card_no="71059")
    make_employee(emp_code="5677")
    before = stored()
    monkeypatch.setattr(
        "personnel.employees.serializers.EmployeeWriter.validate_card_no",
        lambda self, card_no: card_no,
    )
    answer = update(api, "patch", "5677", {"card_no": "71059"})
    expected = refused(-23, "Card 71059 is taken.", "card_no")
    assert (answer.status_code, answer.json()) == (400, expected)
    assert stored() == before


def test_areas_are_replaced(api):
    west, east = make_area(), make_area()
    person = make_employee(areas=(west,))
    update(api, "put", person.emp_code, {"areas": east.area_code})
    assert area_codes(person) == [east.area_code]
    assert Employee.objects.count() == 1
