"""Reading and deleting one template."""

import pytest

from iclock.models import BioData, Command, Terminal
from tests.factories import make_employee, make_resignation, make_template
from tests.iclock.biodata.records import BIODATAS, KEYS, queued, read, refuses, stored
from tests.personnel.employees.answers import FORBIDDEN, NO_LOGIN, refused

UNKNOWN_IDS = ["0", "-1", "A", "1.5", "007", "१", 999999, 2**63, "9" * 400]


def at(template, tail="/"):
    return f"{BIODATAS}{getattr(template, 'pk', template)}{tail}"


@pytest.fixture
def template(api):
    """Finger 5 of employee A, from a terminal that exists."""
    Terminal.objects.create(sn="OTHER")
    Terminal.objects.create(sn="GATE1")
    return make_template(make_employee(emp_code="A"), bio_no=5, sn="GATE1")


@pytest.mark.parametrize("tail", ["/", ""])
def test_shows_the_bare_record(api, template, strict, tail):
    answer = api.get(at(template, tail))
    assert (answer.status_code, answer.json()) == (200, read(template))
    assert list(answer.json()) == KEYS


@pytest.mark.parametrize("code", UNKNOWN_IDS)
def test_refuses_to_show_what_does_not_exist(api, template, code):
    refuses(api.get(at(code)), refused(-34, "Not found."), 404)


def test_a_read_costs_two_queries(api, template, django_assert_num_queries):
    with django_assert_num_queries(2):
        api.get(at(template))


def test_a_viewer_may_read(api, viewer, template):
    api.force_authenticate(viewer)
    assert api.get(at(template)).json() == read(template)


def test_staff_may_not_read_even_their_own(staff, person):
    for code in (make_template(person), 999999):
        refuses(staff.get(at(code)), refused(-1, FORBIDDEN), 403)


def test_an_anonymous_caller_may_not_read(anonymous):
    template = make_template(make_employee())
    refuses(anonymous.get(at(template)), refused(-1, NO_LOGIN), 401)


@pytest.mark.parametrize("verb", ["put", "patch", "post"])
def test_nobody_changes_templates_here(api, template, verb):
    before = stored()
    assert getattr(api, verb)(at(template), {"bio_no": 6}, format="json").status_code == 405
    sent = {"object_ids": [template.pk], "action_type": "delete"}
    assert getattr(api, verb)(f"{BIODATAS}action/", sent, format="json").status_code == 405
    assert stored() == before


# ---- delete -----------------------------------------------------------------------------------


@pytest.mark.parametrize("tail", ["/", ""])
def test_deletes_the_template_here_and_on_its_terminal(api, template, strict, tail):
    kept = make_template(template.employee, bio_no=6, sn="GATE1")
    answer = api.delete(at(template, tail))
    assert (answer.status_code, answer.json()) == (200, {"message": "deleted"})
    assert list(BioData.objects.all()) == [kept]
    assert queued() == [("GATE1", "DATA DELETE BIODATA Pin=A\tType=1\tNo=5")]
    command = Command.objects.get()
    assert (command.origin, command.user, command.state) == ("biodatas_delete", "admin", "pending")


@pytest.mark.parametrize(
    ("bio_type", "wire_type"), [(1, 1), (2, 2), (5, 7), (8, 8), (9, 9), (3, 3)]
)
def test_the_wire_has_types_of_its_own(api, template, bio_type, wire_type):
    other = make_template(template.employee, bio_type=bio_type, bio_index=3, sn="GATE1")
    api.delete(at(other))
    assert queued() == [("GATE1", f"DATA DELETE BIODATA Pin=A\tType={wire_type}\tNo=0")]


@pytest.mark.parametrize("sn", ["GONE", "gate1", ""])
def test_a_terminal_that_does_not_exist_hears_nothing(api, template, sn):
    other = make_template(make_employee(), sn=sn)
    answer = api.delete(at(other))
    assert (answer.status_code, answer.json()) == (200, {"message": "deleted"})
    assert queued() == []


def test_who_has_resigned_loses_templates_too(api, template):
    make_resignation(template.employee)
    api.delete(at(template))
    assert queued() == [("GATE1", "DATA DELETE BIODATA Pin=A\tType=1\tNo=5")]


def test_the_command_and_the_deletion_are_one_transaction(api, template, monkeypatch):
    def fails(self):
        raise RuntimeError

    monkeypatch.setattr(BioData, "delete", fails)
    before = stored()
    with pytest.raises(RuntimeError):
        api.delete(at(template))
    assert stored() == before


@pytest.mark.parametrize("code", UNKNOWN_IDS)
def test_refuses_to_delete_what_does_not_exist(api, template, code):
    before = stored()
    refuses(api.delete(at(code)), refused(-34, "Not found."), 404)
    assert stored() == before


def test_a_deleted_template_is_gone(api, template):
    api.delete(at(template))
    refuses(api.delete(at(template.pk)), refused(-34, "Not found."), 404)
    assert len(queued()) == 1


def test_a_viewer_may_not_delete(api, viewer, template):
    api.force_authenticate(viewer)
    before = stored()
    for code in (template, 999999):
        refuses(api.delete(at(code)), refused(-1, FORBIDDEN), 403)
    assert stored() == before


def test_staff_may_not_delete_their_own(staff, person):
    template = make_template(person)
    refuses(staff.delete(at(template)), refused(-1, FORBIDDEN), 403)
    assert BioData.objects.exists()


def test_an_anonymous_caller_may_not_delete(anonymous):
    template = make_template(make_employee())
    refuses(anonymous.delete(at(template)), refused(-1, NO_LOGIN), 401)
    assert BioData.objects.exists()


def test_a_deleted_employee_takes_the_templates_along(api, template):
    assert api.delete("/personnel/api/employees/A/").status_code == 200
    assert not BioData.objects.exists()
