"""Django's middleware for pages, which calls of the documented API pass by.

Those have no session, no messages and no cookies, and their views are exempt from CSRF. By the
profiler these took about a twentieth of the read of one record.
"""

from typing import Any

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]

API = ("/personnel/api/", "/iclock/api/")


class _ForPages:
    """Goes before a middleware of Django's."""

    get_response: Any

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.startswith(API):
            passed: HttpResponseBase = self.get_response(request)
            return passed
        answer: HttpResponseBase = super().__call__(request)  # type: ignore[misc]
        return answer


class PageFiles(_ForPages, WhiteNoiseMiddleware):  # type: ignore[misc]  # no stubs
    """Files of the console, the admin and Swagger UI."""


class PageSessions(_ForPages, SessionMiddleware):
    """Who logged in at a page."""


class PageForms(_ForPages, CsrfViewMiddleware):
    """Forms must come from a page of this server."""


class PageUsers(_ForPages, AuthenticationMiddleware):
    """The user of the session."""


class PageMessages(_ForPages, MessageMiddleware):
    """What the next page says."""
