"""Manual 3.2.9 prints the areas' path beside the departments' own."""

from personnel.models import Department
from tests.kernel.uploads import upload


def test_parent_dept_is_a_heading_too(api):
    file = upload("Dept Code,Dept Name,Parent Dept\nHR,People,1\n")
    body = {"import_type": "1", "import_file": file}
    answer = api.post("/personnel/api/departments/import_dept/", body)
    assert (answer.status_code, answer.json()) == (200, {"detail": "import successful"})
    assert Department.objects.get(dept_code="HR").parent_dept_id == 1


def test_the_areas_path_does_not_take_departments(api):
    file = upload("dept_code,dept_name\nHR,People\n")
    body = {"import_type": "1", "import_file": file}
    answer = api.post("/personnel/api/areas/import_area/", body)
    assert answer.status_code == 400
    assert Department.objects.count() == 1
