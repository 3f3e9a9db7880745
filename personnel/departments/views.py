"""The operations on departments."""

from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from personnel.departments.filters import DepartmentFilters
from personnel.departments.models import Department
from personnel.departments.serializers import DepartmentWriter
from personnel.departments.shapes import DEPARTMENT, DEPARTMENT_IN_LIST, DEPARTMENT_WRITTEN
from personnel.tree.loading import node_sheet
from personnel.tree.views import NodeViewSet


class DepartmentViewSet(NodeViewSet[Department]):
    queryset = Department.objects.all()
    shape = DEPARTMENT
    list_shape = DEPARTMENT_IN_LIST
    written = DEPARTMENT_WRITTEN
    serializer_class = DepartmentWriter
    filters = DepartmentFilters
    code_field = "dept_code"
    unknown_code = Department.errors.unknown
    export_columns = DEPARTMENT.columns("dept_code", "dept_name", "parent_dept")
    import_sheet = node_sheet(Department, import_path="import_dept")

    @action(detail=False, methods=["post"], url_path="import_dept")
    def import_dept(self, request: Request) -> Response:
        return self.import_rows(request)
