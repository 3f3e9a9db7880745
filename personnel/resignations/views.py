"""The operations on resignations, and resigning several employees at once."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from etpserver.api.actions import BulkAction
from etpserver.api.operations import OperationViewSet, operation
from etpserver.api.shapes import Column
from etpserver.api.vendor_codes import UNKNOWN_EMPLOYEE
from etpserver.api.viewsets import ResourceViewSet
from personnel.employees.models import Employee
from personnel.employees.serializers import EmployeesBody
from personnel.resignations import services
from personnel.resignations.filters import ResignationFilters
from personnel.resignations.loading import RESIGNATION_SHEET
from personnel.resignations.models import Resignation
from personnel.resignations.serializers import AdjustResign, ResignationWriter
from personnel.resignations.shapes import (
    RESIGNATION,
    RESIGNATION_CREATED,
    RESIGNATION_WRITTEN,
)

SUCCESS = {"detail": "Success."}


class ResignationViewSet(ResourceViewSet[Resignation]):
    queryset = Resignation.objects.all()
    shape = RESIGNATION
    created = RESIGNATION_CREATED
    written = RESIGNATION_WRITTEN
    serializer_class = ResignationWriter
    filters = ResignationFilters
    # A path names the employee's code, the employee's id or the record's id, in this order.
    code_field = "employee__emp_code"
    id_fields = ("employee", "pk")
    unknown_code = UNKNOWN_EMPLOYEE
    bulk_actions = (BulkAction("delete", services.delete_resignations, right="delete"),)
    export_columns = (
        Column("emp_code", "employee__emp_code"),
        *RESIGNATION_CREATED.columns(
            "resign_date", "report_generation_end_date", "resign_type", "reason", "disableatt"
        ),
    )
    import_sheet = RESIGNATION_SHEET
    staff_owner = "employee"
    # Observed: BioTime 8 calls it so.
    aliases = {"reinstatement": "rehire"}

    def create_record(self, values: dict[str, Any]) -> Resignation:
        return services.resign_employee(values)

    def update_record(self, record: Resignation, changes: dict[str, Any]) -> Resignation:
        return services.update_resignation(record, changes)

    def delete_record(self, record: Resignation) -> None:
        services.delete_resignations(Resignation.objects.filter(pk=record.pk))

    @action(detail=False, methods=["post"], url_path="import_resign")
    def import_resign(self, request: Request) -> Response:
        return self.import_rows(request)

    @operation("rehire", EmployeesBody)
    def rehire(self, request: Request) -> Response:
        services.rehire_employees(self.check_body(request)["emp_code"])
        return Response(SUCCESS)

    @operation("disable_att", EmployeesBody)
    def disable_att(self, request: Request) -> Response:
        services.disable_attendance(self.check_body(request)["emp_code"])
        return Response(SUCCESS)


class EmployeeResignViewSet(OperationViewSet[Employee]):
    """`employees/adjust_resign/`: of the employees' paths, but a matter of resignations."""

    queryset: QuerySet[Employee] = Employee.objects.all()
    # Observed: BioTime 8 spells it so.
    aliases = {"adjust_regsin": "adjust_resign"}
    documented_as = "employees"

    @operation("adjust_resign", AdjustResign)
    def adjust_resign(self, request: Request) -> Response:
        sent = self.check_body(request)
        services.resign_employees(sent.pop("emp_code"), sent)
        return Response(SUCCESS)
