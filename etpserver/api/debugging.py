"""Django's debug pages without secrets."""

import re

from django.views.debug import SafeExceptionReporterFilter


class SecretsFilter(SafeExceptionReporterFilter):
    """Also hides addresses of databases, which hold a password: `postgres://user:password@..`."""

    hidden_settings = re.compile(
        f"{SafeExceptionReporterFilter.hidden_settings.pattern}|DATABASE", re.IGNORECASE
    )
