"""The whole URL space on one screen."""

from django.contrib import admin
from django.urls import include, path, re_path

from etpserver.console.root import root, to_console
from etpserver.emulator.urls import paths
from etpserver.emulator.worlds.within import within
from iclock.commands.control import AnswerView, QueueView
from personnel.employees.photo_views import PhotoViewSet

QUEUE = "terminals/(?P<sn>[^/]+)/commands"

urlpatterns = [
    re_path(r"^\Z", root),
    path("", include("etpserver.accounts.urls")),
    path("personnel/api/", include("personnel.urls")),
    path("iclock/api/", include("iclock.urls")),
    path("iclock/", include("iclock.push.urls")),
    re_path(r"^files/photo/(?P<code>[^/]+)\.jpg/?\Z", PhotoViewSet.as_view({"get": "retrieve"})),
    path("_etp/admin/", admin.site.urls),
    path("_etp/ui", to_console),
    path("_etp/ui/", include("etpserver.console.urls")),
    *paths(QUEUE, within(QueueView.as_view())),
    *paths(f"{QUEUE}/(?P<command>[^/]+)/answer", within(AnswerView.as_view())),
    path("", include("etpserver.training.urls")),
    path("", include("etpserver.emulator.urls")),
]

handler400 = "etpserver.api.errors.bad_request"
handler404 = "etpserver.api.errors.not_found"
handler500 = "etpserver.console.errors.server_error"
