"""The operations on terminals."""

from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from rest_framework.request import Request
from rest_framework.response import Response

from etpserver.api.actions import OBJECTS, named_values, success
from etpserver.api.errors import DomainError
from etpserver.api.operations import operation
from etpserver.api.pagination import Pages
from etpserver.api.viewsets import ResourceViewSet
from iclock.biodata.models import BioData
from iclock.terminals import devices, services
from iclock.terminals.actions import ACTION, ACTIONS
from iclock.terminals.filters import TerminalFilters
from iclock.terminals.hosts import is_ip_address, without_port
from iclock.terminals.models import Terminal
from iclock.terminals.online import OnlineState
from iclock.terminals.serializers import (
    SERIALS,
    EnrolledEmployees,
    EnrollRemotely,
    ServerAddress,
    SyncData,
    TerminalsBody,
    TerminalWriter,
    UnlockTerminal,
)
from iclock.terminals.shapes import ENROLLED_EMPLOYEE, TERMINAL, TERMINAL_WRITTEN
from personnel.employees.models import Employee

SUCCESS = {"status": "Success"}


class TerminalViewSet(ResourceViewSet[Terminal]):
    queryset: QuerySet[Terminal] = Terminal.objects.alias(state=OnlineState())
    shape = TERMINAL
    written = TERMINAL_WRITTEN
    serializer_class = TerminalWriter
    filters = TerminalFilters
    code_field = "sn"
    bulk_actions = ACTIONS
    # The area's name is a column of the area already.
    export_columns = TERMINAL.columns(*(key for key in TERMINAL.fields if key != "area_name"))

    def create_record(self, values: dict[str, Any]) -> Terminal:
        return services.create_terminal(values)

    def update_record(self, record: Terminal, changes: dict[str, Any]) -> Terminal:
        return services.update_terminal(record, changes)

    def delete_record(self, record: Terminal) -> None:
        services.delete_terminals(Terminal.objects.filter(pk=record.pk))

    @operation("enroll_remotely", EnrollRemotely)
    def enroll_remotely(self, request: Request) -> Response:
        sent = self.check_body(request)
        devices.enroll(
            sent["devices_sn"], sent["emp_code"], int(sent["bio_type"]), sent.get("finger")
        )
        return Response(SUCCESS)

    @operation("sync_data_to_device", SyncData)
    def sync_data_to_device(self, request: Request) -> Response:
        sent = self.check_body(request)
        devices.sync_data(sent.pop("devices_sn"), sent)
        return Response(SUCCESS)

    @operation("ip_port_update_to_device", ServerAddress)
    def ip_port_update_to_device(self, request: Request) -> Response:
        sent = self.check_body(request)
        address = sent.get("ip") or _called_host(request)
        devices.set_server_address(
            sent["device_sn"],
            address=address,
            port=sent["port"],
            is_host_name=not is_ip_address(address),
        )
        return Response(SUCCESS)

    # Manual 4.8.1: among the access terminals, at a path of the terminals.
    @operation("unlock_terminal", UnlockTerminal)
    def unlock(self, request: Request) -> Response:
        devices.unlock(self.check_body(request)["sn"])
        return Response(SUCCESS)

    @operation("enrolled_employees", EnrolledEmployees)
    def enrolled_employees(self, request: Request) -> Response:
        """Who has a template that came from one of the terminals; a read, though it is a POST."""
        terminals = self.check_body(request, also=tuple(Pages.known_parameters))["sn"]
        serials = [terminal.sn for terminal in terminals]
        owners = BioData.objects.filter(sn__in=serials).values("employee")
        return self.page_of(Employee.objects.filter(pk__in=owners), ENROLLED_EMPLOYEE)

    # Observed: BioTime 8 has a path for each of these actions.
    @operation("clear_command", TerminalsBody)
    def clear_command(self, request: Request) -> Response:
        return self._run(request, "clear_command")

    @operation("clear_capture", TerminalsBody)
    def clear_capture(self, request: Request) -> Response:
        return self._run(request, "clear_photo")

    @operation("clear_all", TerminalsBody)
    def clear_all(self, request: Request) -> Response:
        return self._run(request, "clear_data")

    @operation("upload_all", TerminalsBody)
    def upload_all(self, request: Request) -> Response:
        return self._run(request, "upload_all")

    @operation("upload_transaction", TerminalsBody)
    def upload_transaction(self, request: Request) -> Response:
        return self._run(request, "upload_transaction")

    @operation("reboot", TerminalsBody)
    def reboot(self, request: Request) -> Response:
        return self._run(request, "reboot")

    def needed_rights(self) -> set[str]:
        if self.action == "enrolled_employees":
            return {"view"}
        return super().needed_rights()

    def known_parameters(self) -> set[str]:
        known = super().known_parameters()
        return known | Pages.known_parameters if self.action == "enrolled_employees" else known

    def query_of(self, request: Request) -> QueryDict:
        if self.action != "enrolled_employees":
            return super().query_of(request)
        # A link's page wins over the body's: the same body gets every page.
        query = request.query_params.copy()
        body = self.body_of(request)
        for name in Pages.known_parameters & body.keys():
            query.setdefault(name, "" if body[name] is None else str(body[name]))
        return query

    def _run(self, request: Request, name: str) -> Response:
        """An action on terminals under a path of its own."""
        terminals = self.check_body(request)["devices_sn"]
        action = ACTION[name]
        action.run(Terminal.objects.filter(pk__in=[terminal.pk for terminal in terminals]))
        return Response(success(action, named_values(self.body_of(request), (*SERIALS, *OBJECTS))))


def _called_host(request: Request) -> str:
    """The address that the call came to."""
    host = without_port(request.get_host())
    if not host:
        raise DomainError("Say which address the terminals shall call.", field="ip")
    return host
