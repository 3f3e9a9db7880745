"""Libraries loaded without what they would bring along and this server never uses.

The first of `INSTALLED_APPS`: Django loads it before any app that imports them. Measured: 0.3 s of
a start and 20 MB of an idle server. Whoever needs what is hidden here imports it as ever, later.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from django.core.signals import setting_changed

# Each is imported by the library behind it inside `try .. except ImportError`.
UNUSED = (
    "cryptography",  # jwt: for signatures by key pairs; tokens here are HS256
    "docutils",  # django.contrib.admindocs, of which DRF takes one function
    "django.contrib.postgres.fields",  # rest_framework.compat: it loads psycopg, on SQLite too
    "pygments",  # rest_framework.compat: colours for pages that are not served
    "requests",  # rest_framework.compat: for a client of its own
    "yaml",  # rest_framework.compat: for schemas that drf-spectacular makes
)
# simplejwt takes its signal from django.test, which re-exports it and loads the test client.
SIGNALS = "django.test.signals"


@contextmanager
def without_unused() -> Iterator[None]:
    """Inside the block the unused modules cannot be imported; those that are loaded stay."""
    hidden = [name for name in UNUSED if name not in sys.modules]
    # `None` in sys.modules makes an import raise ModuleNotFoundError: documented by Python.
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    is_lent = SIGNALS not in sys.modules
    if is_lent:
        sys.modules[SIGNALS] = _signals()
    try:
        yield
    finally:
        for name in (*hidden, *([SIGNALS] if is_lent else [])):
            del sys.modules[name]


def _signals() -> ModuleType:
    lent = ModuleType(SIGNALS)
    lent.setting_changed = setting_changed  # type: ignore[attr-defined]
    return lent


with without_unused():
    import django.contrib.admindocs.utils  # noqa: F401
    import jwt  # noqa: F401
    import rest_framework.compat  # noqa: F401
    import rest_framework_simplejwt.settings  # noqa: F401
