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
