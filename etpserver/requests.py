"""The request class of this server."""

import re

from django.core.handlers.wsgi import WSGIRequest

# Hosts as compose files name them (underscores included), with or without a port or IPv6 brackets.
HOST = re.compile(r"[A-Za-z0-9._-]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?")


class VendorRequest(WSGIRequest):
    """Takes any well-formed Host.

    Django refuses underscores even with `ALLOWED_HOSTS = ["*"]`, and container names have them.
    """

    def get_host(self) -> str:
        host = self.META.get("HTTP_HOST", "")
        if HOST.fullmatch(host):
            return str(host)
        return f"{self.META['SERVER_NAME']}:{self.META['SERVER_PORT']}"
