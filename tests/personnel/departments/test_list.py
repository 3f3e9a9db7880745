"""Manual 3.2.2: the parent under two keys, because the manual prints each once."""

from personnel.models import Department
from tests.kernel.answers import envelope

COMPANY = {"id": "6b969e80-f3ff-11e9-afc7-acde48001122", "name": "default"}
HEAD = {"id": 1, "dept_code": "1", "dept_name": "Department"}


def test_a_list_has_the_parent_under_both_of_the_manuals_keys(api):
    Department.objects.create(pk=2, dept_code="2", dept_name="tw", parent_dept_id=1)
    answer = api.get("/personnel/api/departments/", {"dept_code": "2"})
    department = {
        "id": 2,
        "dept_code": "2",
        "dept_name": "tw",
        "parent_dept": {**HEAD, "parent_dept_code": None},
        "parent_dept_code": {**HEAD, "parent_dept": None},
        "parent_dept_name": "Department",
        "company": COMPANY,
    }
    assert (answer.status_code, answer.json()) == (200, envelope([department]))


def test_both_keys_show_the_grandparents_id(api):
    child = Department.objects.create(dept_code="2", dept_name="tw", parent_dept_id=1)
    Department.objects.create(dept_code="3", dept_name="tw", parent_dept=child)
    found = api.get("/personnel/api/departments/", {"dept_code": "3"}).json()["data"][0]
    assert found["parent_dept"]["parent_dept_code"] == 1
    assert found["parent_dept_code"]["parent_dept"] == 1


def test_a_single_department_has_its_parent_once(api):
    Department.objects.create(pk=2, dept_code="2", dept_name="tw", parent_dept_id=1)
    answer = api.get("/personnel/api/departments/2/")
    expected = {
        "id": 2,
        "dept_code": "2",
        "dept_name": "tw",
        "parent_dept": {**HEAD, "parent_dept": None},
        "parent_dept_name": "Department",
        "company": COMPANY,
    }
    assert (answer.status_code, answer.json()) == (200, expected)
    assert list(answer.json()) == list(expected)


def test_orders_by_either_key_of_the_parent(api):
    late = Department.objects.create(dept_code="Z", dept_name="x")
    early = Department.objects.create(dept_code="Y", dept_name="x")
    Department.objects.create(dept_code="UZ", dept_name="below", parent_dept=late)
    Department.objects.create(dept_code="UY", dept_name="below", parent_dept=early)
    for key in ("parent_dept", "parent_dept_code"):
        query = {"ordering": key, "dept_name": "below"}
        found = api.get("/personnel/api/departments/", query).json()["data"]
        assert [department["dept_code"] for department in found] == ["UY", "UZ"]


def test_search_looks_into_the_parents_name(api):
    Department.objects.create(dept_code="2", dept_name="tw", parent_dept_id=1)
    answer = api.get("/personnel/api/departments/", {"search": "tw department"})
    assert [department["dept_code"] for department in answer.json()["data"]] == ["2"]
