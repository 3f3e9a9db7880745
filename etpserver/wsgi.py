"""The WSGI application, for any WSGI server (connection faults need `etpserver serve`)."""

import os
from functools import lru_cache

import django
from django.conf import settings
from django.core.cache import close_caches
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import reset_queries
from django.http import HttpRequest
from django.urls import ResolverMatch, get_resolver

from etpserver.requests import VendorRequest

LONGEST_PATH = 200  # characters


class VendorHandler(WSGIHandler):
    """Django's handler, with requests that accept any Host and paths that are resolved once."""

    request_class = VendorRequest

    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        path = request.path_info
        if hasattr(request, "urlconf") or len(path) > LONGEST_PATH:
            found: ResolverMatch = super().resolve_request(request)
            return found
        request.resolver_match = _resolved(path)
        return request.resolver_match


@lru_cache(maxsize=512)
def _resolved(path: str) -> ResolverMatch:
    # Measured: trying one pattern after another takes a tenth of a small read.
    return get_resolver().resolve(path)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "etpserver.settings")
django.setup(set_prefix=False)
if not settings.DEBUG:
    # By the profiler a twentieth of a small read, to empty a log of queries that is
    # only kept with DEBUG, and to close caches that are memory.
    request_started.disconnect(reset_queries)
    request_finished.disconnect(close_caches)
application = VendorHandler()
