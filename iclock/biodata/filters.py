"""Filters of templates."""

from django.db.models import QuerySet

from etpserver.api.errors import DomainError
from etpserver.api.filters import (
    WHOLE_NUMBER,
    NumberFilter,
    RecordFilters,
    ReferenceFilter,
    TextFilter,
)
from etpserver.api.vendor_codes import UNKNOWN_BIO_TYPE
from iclock.biodata.models import BioData
from personnel.employees.biometrics import BIO_TYPES
from personnel.employees.models import Employee


class BioTypeFilter(NumberFilter):
    """One of the manual's kinds of template."""

    def __init__(self) -> None:
        super().__init__(choices=[(bio_type, name) for name, bio_type in BIO_TYPES.items()])

    def apply(self, rows: QuerySet[BioData], text: str) -> QuerySet[BioData]:
        if not WHOLE_NUMBER.fullmatch(text) or int(text) not in BIO_TYPES.values():
            known = ", ".join(map(str, BIO_TYPES.values()))
            raise DomainError(
                f"bio_type is one of: {known}.", vendor_code=UNKNOWN_BIO_TYPE, field="bio_type"
            )
        return rows.filter(bio_type=int(text))


class BioDataFilters(RecordFilters):
    # Manual 4.1.1 calls the employee emp_code, 4.1.2 employee.
    emp_code = ReferenceFilter(Employee, "emp_code", field_name="employee")
    employee = ReferenceFilter(Employee, "emp_code", field_name="employee")
    bio_type = BioTypeFilter()
    bio_no = NumberFilter()
    bio_index = NumberFilter()
    sn = TextFilter()
