"""What writes of resignations may send."""

from typing import Any

from rest_framework.exceptions import ValidationError

from etpserver.api.clock import local_now
from etpserver.api.errors import vendor_error
from etpserver.api.fields import DateField, FlagField, NumberField, ReferenceField, TextField
from etpserver.api.vendor_codes import START_AFTER_END, UNKNOWN_EMPLOYEE
from etpserver.api.writers import Body
from personnel.employees.serializers import EmployeesBody, all_employees


class LeavingBody(Body):
    """When and why; dates in order."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        self._replace_null(attrs, "disableatt", default=False)
        if self.instance is not None:  # a create gives the default where the field is left out too
            last_day = attrs.get("resign_date") or self.instance.resign_date
            self._replace_null(attrs, "report_generation_end_date", default=last_day)
        start, end = (
            attrs.get(name) or getattr(self.instance, name, None)
            for name in ("resign_date", "report_generation_end_date")
        )
        if start and end and end < start:
            problem = vendor_error("It lies before the resign_date.", START_AFTER_END)
            raise ValidationError({"report_generation_end_date": problem.detail})
        return attrs

    def _replace_null(self, attrs: dict[str, Any], name: str, *, default: Any) -> None:
        # Observed: null asks for the default.
        if name in attrs and attrs[name] is None:
            attrs[name] = default


class ResignationWriter(LeavingBody):
    """A resignation; an update keeps the employee and what is not sent."""

    aliases = {"emp_code": "employee"}

    resign_date = DateField(required=True)
    report_generation_end_date = DateField()
    resign_type = NumberField(1, 5, required=True)
    reason = TextField(200)
    disableatt = FlagField()
    employee = ReferenceField(all_employees, "emp_code", unknown=UNKNOWN_EMPLOYEE, required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance is not None:
            # What is not sent is kept, in a PUT too.
            for field in self.fields.values():
                field.required = False

    def validate_employee(self, employee: Any) -> Any:
        stored = getattr(self.instance, "employee", employee)
        if stored != employee:
            raise ValidationError(f"It is {stored.emp_code} and cannot be changed.")
        return employee


class AdjustResign(LeavingBody, EmployeesBody):
    """Several employees leave at once."""

    resign_date = DateField()
    report_generation_end_date = DateField()
    resign_type = NumberField(1, 5, required=True)
    reason = TextField(200)
    disableatt = FlagField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        # Guess: whoever names no day leaves today.
        attrs["resign_date"] = attrs.get("resign_date") or local_now().date()
        return super().validate(attrs)
