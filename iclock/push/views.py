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
from iclock.push.files import is_address_of_terminal, portrait_code, portrait_of
from iclock.push.handlers import receive, tell

View = Callable[..., HttpResponse]
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


def _is_too_large(request: HttpRequest) -> bool:
    try:
        declared = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:  # Django reads no body then
        declared = 0
    return declared > settings.UPLOAD_LIMIT or "etp.body_too_large" in request.META


@device_view
def cdata(request: HttpRequest) -> HttpResponse:
    """What a terminal asks (GET) and what it uploads (POST, PUT)."""
    contact = meet(request)
    if contact is None:
        return replies.text(replies.OK)
    if request.method in UPLOADS:
        return replies.text(receive(contact, _body(request)))
    if request.method == "GET":
        return replies.text(tell(contact), language=contact.terminal.language)
    return _only_noted(contact)


@device_view
def getrequest(request: HttpRequest) -> HttpResponse:
    """The poll."""
    contact = meet(request)
    if contact is None:
        return replies.text(replies.OK)
    if request.method != "GET":
        return _only_noted(contact)
    return replies.text(hand_out(contact), language=contact.terminal.language)


@device_view
def devicecmd(request: HttpRequest) -> HttpResponse:
    """The results of commands, in a body or, of some clients, in the query."""
    contact = meet(request)
    if contact is None:
        return replies.text(replies.OK)
    return replies.text(take_results(contact, _body(request)))


@device_view
def noted(request: HttpRequest) -> HttpResponse:
    """`ping`, and `exchange` of keys, of which none are needed: nothing is encrypted."""
    contact = meet(request)
    return replies.text(replies.OK) if contact is None else _only_noted(contact)


@device_view
def file(request: HttpRequest) -> HttpResponse:
    """A file by its URL."""
    contact = meet(request)
    if contact is None:
        return replies.text(replies.OK)
    contact.save()
    return _portrait(portrait_code(contact.query.get("url")))


@device_view
def portrait(request: HttpRequest, code: str) -> HttpResponse:
    """A person's photo, which a command may name by its path; such a path names no terminal."""
    is_asked = request.method == "GET" and is_address_of_terminal(address_of(request))
    return _portrait(code if is_asked else None)


@device_view
def anything(request: HttpRequest) -> HttpResponse:
    return replies.text(replies.OK)


def _portrait(code: str | None) -> HttpResponse:
    image = portrait_of(code) if code else None
    if image is None:
        return replies.text(replies.OK)
    return HttpResponse(image, content_type="image/jpeg")


def _only_noted(contact: Contact) -> HttpResponse:
    contact.save()
    return replies.text(replies.OK)


def _body(request: HttpRequest) -> IO[bytes]:
    """The request itself, which reads like a file and never further than its length."""
    return cast("IO[bytes]", request)
