"""Fields of bodies about terminals."""

from typing import Any
from uuid import UUID

from etpserver.api.fields import CharField, ReferencesField, VendorField
from iclock.terminals.hosts import is_host_name, is_ip_address
from iclock.terminals.models import Terminal
from personnel.companies.models import Company


class TerminalsField(ReferencesField):
    """Terminals by their serials, then by their ids; all must exist."""

    def __init__(self, *, missing: int) -> None:
        super().__init__(Terminal.objects.all, "sn", empty=missing)


class CompanyField(VendorField):
    """A company by its UUID."""

    default_error_messages = {"unknown": "Unknown: {value}."}

    def __init__(self) -> None:
        super().__init__(required=False, allow_null=True)

    def to_internal_value(self, data: Any) -> Company | None:
        # Manual 3.1.2: 0 or null if none; the empty text stands for none too.
        if data in ("", 0, "0") and not isinstance(data, bool):
            return None
        try:
            found = Company.objects.filter(pk=UUID(data.strip())).first()
        except (AttributeError, ValueError):  # no text, or no UUID
            found = None
        if found is None:
            self.fail("unknown", value=str(data)[:100])
        return found


class HostField(CharField):
    """An address or the name of a host; "" and null for none."""

    default_error_messages = {
        "malformed": "Give an IPv4 or IPv6 address, or a host name without spaces."
    }

    def __init__(self) -> None:
        super().__init__(required=False, allow_null=True, allow_blank=True)

    def run_validators(self, value: Any) -> None:
        super().run_validators(value)
        if not is_ip_address(value) and not is_host_name(value):
            self.fail("malformed")
