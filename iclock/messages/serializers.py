"""What writes of messages may send."""

from typing import Any

from django.db.models import QuerySet

from etpserver.api.fields import NameField, NumberField, ReferenceField, TimeField, when_missing
from etpserver.api.vendor_codes import PROGRAM_ERROR, UNFIT_DURATION, UNKNOWN_EMPLOYEE
from etpserver.api.writers import Body
from iclock.messages.models import CONTENT_LENGTH
from iclock.terminals.models import Terminal
from personnel.employees.serializers import all_employees

LONGEST_DURATION = 2**31 - 1  # manual 4.2.1


class DurationField(NumberField):
    """For how many minutes a message is shown."""

    other_code = UNFIT_DURATION

    def __init__(self) -> None:
        super().__init__(1, LONGEST_DURATION, required=True)
        self.vendor_codes = when_missing(PROGRAM_ERROR)


class MessageWriter(Body):
    """A message: a create needs all of it, an update keeps what is not sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance is not None:
            for field in self.fields.values():
                field.required = False


def all_terminals() -> QuerySet[Terminal]:
    return Terminal.objects.all()


class PrivateMessageWriter(MessageWriter):
    aliases = {"emp_code": "employee"}

    employee = ReferenceField(all_employees, "emp_code", unknown=UNKNOWN_EMPLOYEE, required=True)
    start_time = TimeField(required=True)
    duration = DurationField()
    content = NameField(max_length=CONTENT_LENGTH)


class PublicMessageWriter(MessageWriter):
    # Manual 4.3.2: its text says Terminal, its example terminal.
    aliases = {"Terminal": "terminal", "sn": "terminal"}

    terminal = ReferenceField(all_terminals, "sn", required=True)
    start_time = TimeField(required=True)
    duration = DurationField()
    content = NameField(max_length=CONTENT_LENGTH)
