"""The pages of the console, under `/_etp/ui/`."""

from django.contrib.auth.views import LogoutView
from django.urls import path, re_path, reverse_lazy

from etpserver.console import acting, errors, login
from etpserver.console.control import views as control
from etpserver.console.demo import views as demo
from etpserver.console.events import events
from etpserver.console.guide import views as guide
from etpserver.console.overview import views as overview
from etpserver.console.people import views as people
from etpserver.console.punches import views as punches
from etpserver.console.requests import views as requests
from etpserver.console.terminals import views as terminals
from etpserver.console.training import views as training

app_name = "console"

urlpatterns = [
    path("", demo.or_demo(overview.overview), name="overview"),
    path("overview/part", overview.overview_part, name="overview_part"),
    path("events", events, name="events"),
    path("act/<slug:name>", acting.act, name="act"),
    path("preview/<slug:name>", acting.preview, name="preview"),
    path("options/people", terminals.punch_options, name="people_options"),
    path("options/operations", guide.operation_options, name="operation_options"),
    path("terminals", terminals.terminals, name="terminals"),
    path("terminals/part", terminals.terminals_part, name="terminals_part"),
    path("terminals/<path:sn>/part", terminals.terminal_part, name="terminal_part"),
    path("terminals/<path:sn>/press", terminals.press, name="press"),
    path("terminals/<path:sn>", terminals.terminal, name="terminal"),
    path("people", people.listing, name="people"),
    path("people/<path:code>/part", people.person_part, name="person_part"),
    path("people/<path:code>/portrait", people.portrait, name="portrait"),
    path("people/<path:code>", people.person, name="person"),
    path("punches", punches.punches, name="punches"),
    path("punches/day", punches.day, name="day"),
    path("export/<slug:resource>/<slug:kind>", punches.export, name="export"),
    path("unregistered", punches.unregistered, name="unregistered"),
    path("requests", requests.listing, name="requests"),
    path("requests/<int:number>", requests.entry, name="request"),
    path("requests/<int:number>/replay", requests.replay, name="replay"),
    path("requests.har", requests.har, name="har"),
    path("faults", control.faults, name="faults"),
    path("clock", control.clock, name="clock"),
    path("clock/pill", control.pill, name="pill"),
    path("snapshots", control.snapshots, name="snapshots"),
    path("snapshots/<slug:snapshot>.json", control.archive, name="archive"),
    path("worlds", control.worlds, name="worlds"),
    path("settings", control.settings, name="settings"),
    path("training", training.exercises, name="training"),
    path("training/join", training.join, name="training_join"),
    path("training/trainees", training.trainees, name="trainees"),
    path("training/<str:exercise>", training.exercise, name="exercise"),
    path("training/<str:exercise>/preview", training.preview, name="exercise_preview"),
    path("training/<str:exercise>/files/<str:file>", training.file, name="exercise_file"),
    path("training/<str:exercise>/<slug:what>", training.attempt, name="attempt"),
    path("api", guide.start, name="api"),
    path("api/docs", guide.docs, name="docs"),
    path("api/coverage", guide.coverage, name="coverage"),
    path("shared/<str:sealed>", demo.shared, name="shared"),
    path("login", login.Login.as_view(), name="login"),
    path("logout", LogoutView.as_view(next_page=reverse_lazy("console:login")), name="logout"),
    re_path(r"", errors.missing),
]
