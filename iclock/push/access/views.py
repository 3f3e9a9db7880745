"""The paths that only terminals of access control call."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from iclock.push import replies
from iclock.push.access.registration import configuration_of, register, time_of
from iclock.push.access.tables import take_query
from iclock.push.contact import Contact, may_not_be_added, meet
from iclock.push.views import UPLOADS, body_of, device_view, only_noted, terminal_view


@device_view
def registry(request: HttpRequest) -> HttpResponse:
    """The registration; a terminal that may not be added is refused."""
    contact = meet(request)
    if contact is None and not (request.method in UPLOADS and may_not_be_added(request)):
        return replies.text(replies.OK)
    if contact is None:
        # Guess: both the status and the text, for nobody says which of them the number is.
        refusal = str(HTTPStatus.NOT_ACCEPTABLE.value)
        return HttpResponse(
            refusal.encode(), status=HTTPStatus.NOT_ACCEPTABLE, content_type="text/plain"
        )
    if request.method not in UPLOADS:
        return only_noted(contact)
    return replies.text(register(contact, body_of(request)))


@terminal_view
def push(_request: HttpRequest, contact: Contact) -> HttpResponse:
    """The configuration."""
    contact.save()
    return replies.text(configuration_of(contact.terminal))


@terminal_view
def rtdata(_request: HttpRequest, contact: Contact) -> HttpResponse:
    """The time."""
    if contact.query.get("type").strip().lower() != "time":
        return only_noted(contact)
    contact.save()
    return replies.text(time_of(contact.terminal))


@terminal_view
def querydata(request: HttpRequest, contact: Contact) -> HttpResponse:
    """What a command asked for."""
    if request.method not in UPLOADS:
        return only_noted(contact)
    return replies.text(take_query(contact, body_of(request)))
