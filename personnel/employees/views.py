"""The operations on employees."""

from typing import Any

from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from etpserver.api.actions import BulkAction
from etpserver.api.shapes import render
from etpserver.api.vendor_codes import UNKNOWN_EMPLOYEE
from etpserver.api.viewsets import ResourceViewSet
from etpserver.api.writers import Body
from personnel.employees import photos, services
from personnel.employees.filters import EmployeeFilters
from personnel.employees.models import Employee
from personnel.employees.serializers import (
    AdjustArea,
    AdjustDepartment,
    AdjustEmployeeType,
    AdjustPosition,
    DeleteTemplates,
    EmployeesBody,
    EmployeeWriter,
)
from personnel.employees.shapes import (
    EMPLOYEE,
    EMPLOYEE_CREATED,
    EMPLOYEE_EXPANDED,
    EMPLOYEE_WRITTEN,
)
from personnel.employees.sheets import EMPLOYEE_SHEET

SUCCESS = {"detail": "Success."}


class EmployeeViewSet(ResourceViewSet[Employee]):
    queryset = Employee.objects.all()
    shape = EMPLOYEE
    created = EMPLOYEE_CREATED
    written = EMPLOYEE_WRITTEN
    serializer_class = EmployeeWriter
    filters = EmployeeFilters
    code_field = "emp_code"
    unknown_code = UNKNOWN_EMPLOYEE
    bulk_actions = (BulkAction("delete", services.delete_employees, right="delete"),)
    export_columns = EMPLOYEE_EXPANDED.columns()
    staff_owner = "pk"

    def create_record(self, values: dict[str, Any]) -> Employee:
        return services.create_employee(values)

    def update_record(self, record: Employee, changes: dict[str, Any]) -> Employee:
        return services.update_employee(record, changes)

    def delete_record(self, record: Employee) -> None:
        services.delete_employees(Employee.objects.filter(pk=record.pk))

    @action(detail=False, methods=["get", "post"], url_path="export")
    def export(self, request: Request) -> Any:
        """A file; without `export_type`, pages of JSON (manual 3.3.14)."""
        if self.query_of(request).get("export_type"):
            return super().export(request)
        page: Any = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(render(page, EMPLOYEE_EXPANDED))

    @action(detail=False, methods=["post"], url_path="import_emp")
    def import_emp(self, request: Request) -> Response:
        return Response(EMPLOYEE_SHEET.run(self.body_of(request)))

    @action(detail=False, methods=["post"], url_path="adjust_area")
    def adjust_area(self, request: Request) -> Response:
        sent = self.check_body(request, AdjustArea)
        services.move_to_areas(sent["emp_code"], sent["area_code"])
        return Response(SUCCESS)

    @action(detail=False, methods=["post"], url_path="adjust_depart")
    def adjust_depart(self, request: Request) -> Response:
        sent = self.check_body(request, AdjustDepartment)
        services.move_to_department(sent["emp_code"], sent["department_code"])
        return Response(SUCCESS)

    # Observed: BioTime 8 spells it so.
    @action(detail=False, methods=["post"], url_path="adjust_department")
    def adjust_department(self, request: Request) -> Response:
        return self.adjust_depart(request)

    @action(detail=False, methods=["post"], url_path="adjust_emp_type")
    def adjust_emp_type(self, request: Request) -> Response:
        sent = self.check_body(request, AdjustEmployeeType)
        services.set_employee_type(sent["emp_code"], sent["emp_type"])
        return Response(SUCCESS)

    @action(detail=False, methods=["post"], url_path="adjust_position")
    def adjust_position(self, request: Request) -> Response:
        sent = self.check_body(request, AdjustPosition)
        services.move_to_position(sent["emp_code"], sent["position_code"])
        return Response(SUCCESS)

    @action(detail=False, methods=["post"], url_path="del_bio_template")
    def del_bio_template(self, request: Request) -> Response:
        sent = self.check_body(request, DeleteTemplates)
        services.delete_templates(sent.pop("emp_code"), sent)
        return Response(SUCCESS)

    # Observed: BioTime 8 has it; EasyTimePro's manual does not.
    @action(detail=False, methods=["post"], url_path="resync_to_device")
    def resync_to_device(self, request: Request) -> Response:
        services.resync_to_devices(self.check_body(request, EmployeesBody)["emp_code"])
        return Response(SUCCESS)

    @action(detail=False, methods=["post"], url_path="update_emp_photo")
    def update_emp_photo(self, request: Request) -> Response:
        employees = self.check_body(request, EmployeesBody, also=("upload_photo",))["emp_code"]
        photos.store_photo(employees, self.body_of(request).get("upload_photo"))
        return Response({"status": "Successfully Photo Updated."})
