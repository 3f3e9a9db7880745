"""The request class of this server."""

import re
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.utils.http import parse_header_parameters

# Hosts as compose files name them (underscores included), with or without a port or IPv6 brackets.
HOST = re.compile(r"[A-Za-z0-9._-]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?")


class VendorRequest(WSGIRequest):
    """Takes any well-formed Host.

    Django refuses underscores even with `ALLOWED_HOSTS = ["*"]`, and container names have them.
    """

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        """Ignore a charset that is no text encoding (rot13, hex): Django would fail decoding."""
        _, parameters = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
        try:
            "a".encode(parameters.get("charset", "utf-8"))
        except (LookupError, ValueError):
            meta["CONTENT_TYPE"] = meta["CONTENT_TYPE"].partition(";")[0]
        super()._set_content_type_params(meta)  # type: ignore[misc]  # not in the stubs

    def get_host(self) -> str:
        host = self.META.get("HTTP_HOST", "")
        if HOST.fullmatch(host):
            return str(host)
        return f"{self.META['SERVER_NAME']}:{self.META['SERVER_PORT']}"
