import pytest

from etpserver.api.errors import UnknownRecordError
from personnel.models import Resignation
from personnel.resignations.services import update_resignation
from tests.factories import make_employee, make_resignation
from tests.personnel.employees.answers import FORBIDDEN, NO_LOGIN, refused
from tests.personnel.employees.people import stored
from tests.personnel.resignations.records import DAY, RESIGNS, state

VERBS = pytest.mark.parametrize("verb", ["put", "patch"])
# Manual 4.7.4.
EXAMPLE = {
    "resign_date": "2025-06-21",
    "resign_type": 1,
    "report_generation_end_date": "2025-06-23",
    "disableatt": True,
}


@pytest.fixture
def asha(api):
    return make_resignation(
        make_employee(emp_code="A"), resign_date="2025-06-19", resign_type=3, reason="Pay",
        report_generation_end_date="2025-06-20",
    )  # fmt: skip


def update(api, verb, sent, code="A"):
    return getattr(api, verb)(f"{RESIGNS}{code}/", sent, format="json")


def refuses(api, verb, sent, expected, status=400):
    before = stored()
    answer = update(api, verb, sent)
    assert (answer.status_code, answer.json()) == (status, expected)
    assert answer["X-Etp-Code"] == str(expected["code"])
    assert stored() == before


@VERBS
def test_answers_the_manuals_example(api, asha, verb):
    answer = update(api, verb, EXAMPLE)
    assert (answer.status_code, answer.json()) == (200, EXAMPLE)
    assert list(answer.json()) == list(EXAMPLE)
    assert answer["X-Etp-Id"] == str(asha.pk)
    asha.refresh_from_db()
    assert asha.reason == "Pay"
    assert state("A") == (100, False, True)


@VERBS
@pytest.mark.parametrize("field", EXAMPLE)
def test_keeps_what_is_not_sent(api, asha, verb, field):
    before = update(api, verb, {}).json()
    value = "2025-06-20" if field == "resign_date" else EXAMPLE[field]
    answer = update(api, verb, {field: value})
    assert (answer.status_code, answer.json()) == (200, {**before, field: value})


@VERBS
def test_a_form_keeps_what_it_does_not_send(api, asha, verb):
    asha.disableatt = True
    asha.save()
    answer = getattr(api, verb)(f"{RESIGNS}A/", {"resign_type": "2"}, format="multipart")
    assert (answer.status_code, answer.json()) == (
        200,
        {
            "resign_date": "2025-06-19",
            "resign_type": 2,
            "report_generation_end_date": "2025-06-20",
            "disableatt": True,
        },
    )


@VERBS
def test_null_is_the_default(api, asha, verb):
    asha.disableatt = True
    asha.save()
    sent = {"report_generation_end_date": None, "disableatt": None, "reason": None}
    answer = update(api, verb, sent)
    expected = {
        "resign_date": "2025-06-19",
        "resign_type": 3,
        "report_generation_end_date": "2025-06-19",
        "disableatt": False,
    }
    assert (answer.status_code, answer.json()) == (200, expected)
    assert Resignation.objects.get().reason is None


def test_null_as_the_end_follows_a_new_resign_date(api, asha):
    sent = {"resign_date": "2025-07-01", "report_generation_end_date": None}
    assert update(api, "put", sent).json()["report_generation_end_date"] == "2025-07-01"


@VERBS
@pytest.mark.parametrize("name", ["code", "id", "record"])
def test_the_path_names_code_id_or_record(api, asha, verb, name):
    code = {"code": "A", "id": asha.employee_id, "record": asha.pk}[name]
    assert update(api, verb, {"resign_type": 5}, code).json()["resign_type"] == 5


@VERBS
def test_the_employee_may_be_repeated(api, asha, verb):
    for value in ("A", asha.employee_id):
        assert update(api, verb, {"employee": value, "resign_type": 5}).status_code == 200


@VERBS
def test_the_employee_cannot_be_changed(api, asha, verb):
    make_employee(emp_code="B")
    expected = refused(-1, "It is A and cannot be changed.", "employee")
    refuses(api, verb, {"employee": "B", "resign_type": 5}, expected)


def test_attendance_follows_disableatt(api, asha):
    update(api, "put", {"disableatt": True})
    assert state("A") == (100, False, True)
    update(api, "put", {"disableatt": False})
    assert state("A") == (100, True, True)


def test_other_changes_leave_attendance_alone(api, asha):
    asha.employee.enable_att = False
    asha.employee.save()
    update(api, "put", {"resign_type": 1})
    assert state("A") == (100, False, True)


@VERBS
@pytest.mark.parametrize("disableatt", [True, False])
def test_a_disableatt_that_is_repeated_leaves_attendance_alone(api, asha, verb, disableatt):
    asha.disableatt = disableatt
    asha.save()
    asha.employee.enable_att = disableatt  # somebody decided otherwise since
    asha.employee.save()
    update(api, verb, {"resign_type": 1, "disableatt": disableatt})
    assert state("A") == (100, disableatt, True)


def test_an_update_of_a_resignation_that_was_taken_back_meanwhile(asha):
    Resignation.objects.all().delete()
    with pytest.raises(UnknownRecordError) as refused:
        update_resignation(asha, {"resign_type": 5})
    assert (refused.value.status, refused.value.vendor_code) == (404, -22)


def test_terminals_hear_nothing(api, asha, devices):
    update(api, "put", EXAMPLE)
    assert devices.calls == []


@VERBS
@pytest.mark.parametrize(
    ("sent", "field", "code", "detail"),
    [
        ({"report_generation_end_date": "2025-06-18"}, "report_generation_end_date", -101,
         "It lies before the resign_date."),
        ({"resign_date": "2025-06-21"}, "report_generation_end_date", -101,
         "It lies before the resign_date."),
        ({"resign_date": "2025-02-30"}, "resign_date", -100, DAY),
        ({"resign_date": None}, "resign_date", -1, "This field may not be null."),
        ({"resign_type": None}, "resign_type", -1, "This field may not be null."),
        ({"resign_type": 6}, "resign_type", -1, "Ensure this value is less than or equal to 5."),
        ({"disableatt": "x"}, "disableatt", -1, "Must be a valid boolean."),
        ({"employee": "NO"}, "employee", -22, "Unknown: NO."),
    ],
)  # fmt: skip
def test_refuses_what_a_create_refuses(api, asha, verb, sent, field, code, detail):  # noqa: PLR0917
    refuses(api, verb, sent, refused(code, detail, field))


@VERBS
def test_refuses_who_has_not_resigned(api, verb):
    make_employee(emp_code="A")
    refuses(api, verb, EXAMPLE, refused(-22, "Not found."), 404)


@VERBS
def test_a_viewer_may_not(api, viewer, asha, verb):
    api.force_authenticate(viewer)
    refuses(api, verb, EXAMPLE, refused(-1, FORBIDDEN), 403)


@VERBS
def test_staff_may_not(staff, person, verb):
    make_resignation(person)
    answer = update(staff, verb, EXAMPLE, "STAFF")
    assert (answer.status_code, answer.json()) == (403, refused(-1, FORBIDDEN))


@VERBS
def test_an_anonymous_caller_may_not(anonymous, verb):
    refuses(anonymous, verb, EXAMPLE, refused(-1, NO_LOGIN), 401)
