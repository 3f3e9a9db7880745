"""The pages of the console, under `/_etp/ui/`."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path, reverse_lazy

from etpserver.console.acting import act
from etpserver.console.overview import views as overview

app_name = "console"

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("overview/part", overview.overview_part, name="overview_part"),
    path("act/<slug:name>", act, name="act"),
    path(
        "login",
        LoginView.as_view(
            template_name="console/login.html", next_page=reverse_lazy("console:overview")
        ),
        name="login",
    ),
    path("logout", LogoutView.as_view(next_page=reverse_lazy("console:login")), name="logout"),
    # Pages that come with their own folders.
    path("terminals", overview.overview, name="terminals"),
    path("people", overview.overview, name="people"),
    path("punches", overview.overview, name="punches"),
    path("unregistered", overview.overview, name="unregistered"),
    path("requests", overview.overview, name="requests"),
    path("faults", overview.overview, name="faults"),
    path("clock", overview.overview, name="clock"),
    path("snapshots", overview.overview, name="snapshots"),
    path("worlds", overview.overview, name="worlds"),
    path("api", overview.overview, name="api"),
    path("training", overview.overview, name="training"),
]
