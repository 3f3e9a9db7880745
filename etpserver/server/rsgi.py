"""The RSGI application that granian's workers load: Django behind the adapter."""

import gc
import re

from django.conf import settings
from django.urls import get_resolver

from etpserver.api.control.access import is_known
from etpserver.emulator import recording
from etpserver.emulator.worlds import serving
from etpserver.emulator.worlds.janitor import Janitor
from etpserver.server.adapter import Adapter
from etpserver.server.bodies import MEGABYTE, Limits, PathLimits
from etpserver.wsgi import application as django_application

# Archives of snapshots: spooled to the disk and read line by line.
ARCHIVES = PathLimits(
    "PUT",
    re.compile(r"(/_etp/w/[^/]+)?/_etp/(worlds/[^/]+/)?snapshots/[^/]+/?"),
    Limits(kept=settings.ARCHIVE_LIMIT, discarded=settings.ARCHIVE_LIMIT + 64 * MEGABYTE),
    is_known,
)

worlds = serving.install()
recording.install(worlds)
application = Adapter(
    django_application,
    Limits(kept=settings.UPLOAD_LIMIT),
    [ARCHIVES],
    background=Janitor(worlds),
)
# Load every view now, not in the first request, and let the garbage collector pass all this by:
# it stays, and forked workers keep sharing it.
get_resolver().url_patterns  # noqa: B018
gc.freeze()
gc.set_threshold(700, 10, 10)  # as usual: `etpserver serve` starts with fewer collections
