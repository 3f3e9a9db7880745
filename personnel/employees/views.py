"""The operations on employees."""

from typing import Any

from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from etpserver.api.actions import BulkAction
from etpserver.api.operations import operation
from etpserver.api.vendor_codes import UNKNOWN_EMPLOYEE
from etpserver.api.viewsets import ResourceViewSet
from personnel.employees import photos, services
from personnel.employees.filters import EmployeeFilters
from personnel.employees.loading import EMPLOYEE_SHEET
from personnel.employees.models import Employee
from personnel.employees.photo_bodies import PHOTO_PARSERS, PhotoBody
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
    export_shape = EMPLOYEE_EXPANDED
    import_sheet = EMPLOYEE_SHEET
    staff_owner = "pk"
    # Observed: BioTime 8 spells it so.
    aliases = {"adjust_department": "adjust_depart"}

    def create_record(self, values: dict[str, Any]) -> Employee:
        return services.create_employee(values)

    def update_record(self, record: Employee, changes: dict[str, Any]) -> Employee:
        return services.update_employee(record, changes)

    def delete_record(self, record: Employee) -> None:
        services.delete_employees(Employee.objects.filter(pk=record.pk))

    @action(detail=False, methods=["post"], url_path="import_emp")
    def import_emp(self, request: Request) -> Response:
        return self.import_rows(request)

    @operation("adjust_area", AdjustArea)
    def adjust_area(self, request: Request) -> Response:
        sent = self.check_body(request)
        services.move_to_areas(sent["emp_code"], sent["area_code"])
        return Response(SUCCESS)

    @operation("adjust_depart", AdjustDepartment)
    def adjust_depart(self, request: Request) -> Response:
        sent = self.check_body(request)
        services.move_to_department(sent["emp_code"], sent["department_code"])
        return Response(SUCCESS)

    @operation("adjust_emp_type", AdjustEmployeeType)
    def adjust_emp_type(self, request: Request) -> Response:
        sent = self.check_body(request)
        services.set_employee_type(sent["emp_code"], sent["emp_type"])
        return Response(SUCCESS)

    @operation("adjust_position", AdjustPosition)
    def adjust_position(self, request: Request) -> Response:
        sent = self.check_body(request)
        services.move_to_position(sent["emp_code"], sent["position_code"])
        return Response(SUCCESS)

    @operation("del_bio_template", DeleteTemplates)
    def del_bio_template(self, request: Request) -> Response:
        sent = self.check_body(request)
        services.delete_templates(sent.pop("emp_code"), sent)
        return Response(SUCCESS)

    # Observed: BioTime 8 has it; EasyTimePro's manual does not.
    @operation("resync_to_device", EmployeesBody)
    def resync_to_device(self, request: Request) -> Response:
        services.resync_to_devices(self.check_body(request)["emp_code"])
        return Response(SUCCESS)

    @operation("update_emp_photo", PhotoBody, parser_classes=PHOTO_PARSERS)
    def update_emp_photo(self, request: Request) -> Response:
        employees = self.check_body(request, also=("upload_photo",))["emp_code"]
        photos.store_photo(employees, self.body_of(request).get("upload_photo"))
        return Response({"status": "Successfully Photo Updated."})
