"""The paths that terminals call: plain functions, without login, cookies or redirects.

    POST /iclock/cdata?SN=SN1&table=ATTLOG&Stamp=9999
    7<tab>2025-06-19 04:55:31<tab>255<tab>1
    OK: 1

Whatever is unknown is answered `OK`: anything else would be asked again and again.
"""

from collections.abc import Callable
from functools import wraps
from typing import IO, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from etpserver.api.origin import set_origin
from iclock.push import replies
from iclock.push.commands import hand_out, take_results
from iclock.push.contact import Contact, address_of, meet
from iclock.push.files import is_address_of_terminal, portrait_code, stored_portrait
from iclock.push.handlers import receive, tell

View = Callable[..., HttpResponse]
ContactView = Callable[[HttpRequest, Contact], HttpResponse]
UPLOADS = {"POST", "PUT"}


def device_view(view: View) -> View:
    """A path for terminals."""

    @wraps(view)
    def answer(request: HttpRequest, **named: str) -> HttpResponse:
        set_origin(f"push_{view.__name__}", None)
        if _is_too_large(request):
            return replies.dress(request, replies.too_large())
        return replies.dress(request, view(request, **named))

    return csrf_exempt(answer)  # no cookie is looked at, so none can be abused


def terminal_view(view: ContactView) -> View:
    """A path for terminals that are known or may be added; who is neither hears `OK`."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        contact = meet(request)
        return replies.text(replies.OK) if contact is None else view(request, contact)

    return device_view(answer)


def _is_too_large(request: HttpRequest) -> bool:
    try:
        declared = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:  # Django reads no body then
        declared = 0
    return declared > settings.UPLOAD_LIMIT or "etp.body_too_large" in request.META


@terminal_view
def cdata(request: HttpRequest, contact: Contact) -> HttpResponse:
    """What a terminal asks (GET) and what it uploads (POST, PUT)."""
    if request.method in UPLOADS:
        return replies.text(receive(contact, body_of(request)))
    if request.method == "GET":
        return replies.text(tell(contact), language=contact.terminal.language)
    return only_noted(contact)


@terminal_view
def getrequest(request: HttpRequest, contact: Contact) -> HttpResponse:
    """The poll."""
    if request.method != "GET":
        return only_noted(contact)
    return replies.text(hand_out(contact), language=contact.terminal.language)


@terminal_view
def devicecmd(request: HttpRequest, contact: Contact) -> HttpResponse:
    """The results of commands, in a body or, of some clients, in the query."""
    return replies.text(take_results(contact, body_of(request)))


@terminal_view
def noted(_request: HttpRequest, contact: Contact) -> HttpResponse:
    """`ping`, and `exchange` of keys, of which none are needed: nothing is encrypted."""
    return only_noted(contact)


@terminal_view
def file(_request: HttpRequest, contact: Contact) -> HttpResponse:
    """A file by its URL."""
    contact.save()
    return _portrait(portrait_code(contact.query.get("url")))


@device_view
def portrait(request: HttpRequest, code: str) -> HttpResponse:
    """A person's photo, which a command may name by its path; such a path names no terminal."""
    is_asked = request.method == "GET" and is_address_of_terminal(address_of(request))
    return _portrait(code if is_asked else None)


@device_view
def anything(_request: HttpRequest) -> HttpResponse:
    """Every other path."""
    return replies.text(replies.OK)


def _portrait(code: str | None) -> HttpResponse:
    image = stored_portrait(code) if code else None
    if image is None:
        return replies.text(replies.OK)
    return HttpResponse(image, content_type="image/jpeg")


def only_noted(contact: Contact) -> HttpResponse:
    """`OK` to a terminal that is only known to have called."""
    contact.save()
    return replies.text(replies.OK)


def body_of(request: HttpRequest) -> IO[bytes]:
    """The request itself, which reads like a file and never further than its length."""
    return cast("IO[bytes]", request)
