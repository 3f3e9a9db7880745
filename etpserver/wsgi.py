"""The WSGI application, for any WSGI server (connection faults need `etpserver serve`)."""

import os

import django
from django.core.handlers.wsgi import WSGIHandler

from etpserver.requests import VendorRequest


class VendorHandler(WSGIHandler):
    """Django's handler, with requests that accept any Host."""

    request_class = VendorRequest


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "etpserver.settings")
django.setup(set_prefix=False)
application = VendorHandler()
