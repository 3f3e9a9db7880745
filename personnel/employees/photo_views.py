"""Portraits as files."""

from hashlib import sha256

from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from rest_framework.request import Request

from etpserver.api.clock import from_local
from etpserver.api.errors import UnknownRecordError
from etpserver.api.operations import OperationViewSet
from etpserver.api.references import find
from etpserver.api.vendor_codes import NO_PHOTO, UNKNOWN_EMPLOYEE
from personnel.employees.models import Employee, EmployeePhoto
from personnel.employees.photos import photo_of


class PhotoViewSet(OperationViewSet[Employee]):
    """`GET /files/photo/<emp_code>.jpg`, for who may see the employee; employees see their own."""

    queryset = Employee.objects.all()
    staff_owner = "pk"

    def retrieve(self, request: Request, code: str) -> HttpResponseBase:
        employee = find(self.get_queryset(), "emp_code", code)
        if employee is None:
            raise UnknownRecordError("Not found.", vendor_code=UNKNOWN_EMPLOYEE)
        photo = photo_of(employee)
        if photo is None:
            raise UnknownRecordError("This employee has no photo.", vendor_code=NO_PHOTO)
        return _answer(request, photo)

    def needed_rights(self) -> set[str]:
        return {"view"} if self.action else set()

    def get_queryset(self) -> QuerySet[Employee]:
        rows: QuerySet[Employee] = super().get_queryset()
        if getattr(self.request.user, "is_staff_principal", False):
            return rows.filter(**{self.staff_owner: self.request.user.pk})
        return rows


def _answer(request: Request, photo: EmployeePhoto) -> HttpResponseBase:
    """The picture, or 304 to a client that has it."""
    content = bytes(photo.image)
    etag = quote_etag(sha256(content).hexdigest())
    modified = int(from_local(photo.update_time).timestamp())
    headers = {
        "Cache-Control": "private, no-cache",  # kept by the client alone, and asked for each time
        "Content-Length": str(len(content)),
        "ETag": etag,
        "Last-Modified": http_date(modified),
        "X-Content-Type-Options": "nosniff",
    }
    response = HttpResponse(content, content_type="image/jpeg", headers=headers)
    found = get_conditional_response(
        request._request, etag=etag, last_modified=modified, response=response
    )
    return found or response
