"""Manual 3.2.8: the columns of departments."""

from tests.factories import make_department


def test_every_field_can_be_chosen(api):
    make_department(dept_code="HR", dept_name="People", parent_dept_id=1)
    headers = "id,dept_code,dept_name,parent_dept_code,parent_dept_name,company_name"
    query = {"export_type": "csv", "export_headers": headers, "dept_code": "HR"}
    answer = api.get("/personnel/api/departments/export/", query)
    lines = answer.getvalue().decode().splitlines()
    assert lines[0] == headers
    assert lines[1].partition(",")[2] == "HR,People,1,Department,default"
