"""The whole URL space on one screen."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("etpserver.accounts.urls")),
    path("personnel/api/", include("personnel.urls")),
    path("iclock/api/", include("iclock.urls")),
    path("_etp/admin/", admin.site.urls),
    path("", include("etpserver.emulator.urls")),
]

handler400 = "etpserver.api.errors.bad_request"
handler404 = "etpserver.api.errors.not_found"
handler500 = "etpserver.api.errors.server_error"
