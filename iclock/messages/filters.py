"""Filters of messages."""

from etpserver.api.filters import RecordFilters, ReferenceFilter
from iclock.terminals.models import Terminal
from personnel.employees.models import Employee


class PrivateMessageFilters(RecordFilters):
    emp_code = ReferenceFilter(Employee, "emp_code", field_name="employee")


class PublicMessageFilters(RecordFilters):
    # Manual 4.3.1 prints a number, 4.3.4 a text: a serial, or a terminal's id.
    sn = ReferenceFilter(Terminal, "sn", field_name="terminal")
