"""Everything under `/_etp/` and the probes; each path works with and without its last slash."""

from collections.abc import Callable

from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, re_path

from etpserver.api.control.views import ControlView
from etpserver.emulator import docs, probes
from etpserver.emulator.clock import views as clock
from etpserver.emulator.events import views as events
from etpserver.emulator.faults import views as faults
from etpserver.emulator.journal import views as journal
from etpserver.emulator.settings import views as settings
from etpserver.emulator.simulate import views as simulate
from etpserver.emulator.snapshots import views as snapshots
from etpserver.emulator.timeline import views as timeline
from etpserver.emulator.tokens import views as tokens
from etpserver.emulator.worlds import views as worlds

WORLD, SERIAL = "(?P<world>[^/]+)", "(?P<sn>[^/]+)"
SNAPSHOT = "(?P<snapshot>[^/]+)"


def paths(path: str, view: Callable[..., HttpResponseBase]) -> list[URLPattern]:
    """A call for the request's own world, and for the one that the path names."""
    return [
        re_path(rf"^_etp/{path}/?\Z", view),
        re_path(rf"^_etp/worlds/{WORLD}/{path}/?\Z", view),
    ]


def control(path: str, view: type[ControlView]) -> list[URLPattern]:
    """The paths of a call of the control plane."""
    return paths(path, view.as_view())


CONTROL: list[URLPattern] = [
    re_path(r"^_etp/worlds/?\Z", worlds.WorldsView.as_view()),
    re_path(rf"^_etp/worlds/{WORLD}/?\Z", worlds.WorldView.as_view()),
    *control("reset", worlds.ResetView),
    *control("state", worlds.StateView),
    *control("simulate/punches", simulate.SimulatePunchesView),
    *control("simulate/days", simulate.SimulateDaysView),
    *control(f"simulate/terminals/{SERIAL}/poll", simulate.PollView),
    *control(f"simulate/terminals/{SERIAL}/enroll", simulate.EnrollView),
    *control(f"simulate/terminals/{SERIAL}/online", simulate.OnlineView),
    *control(f"simulate/terminals/{SERIAL}/offline", simulate.OfflineView),
    *control("faults", faults.FaultsView),
    *control("faults/(?P<id>[^/]+)", faults.FaultView),
    *control("scenarios", faults.ScenariosView),
    *control("scenarios/(?P<name>[^/]+)", faults.ScenarioView),
    *control("magic", faults.MagicView),
    *control("requests", journal.RequestsView),
    *control("requests/find", journal.FindView),
    *control("requests/verify", journal.VerifyView),
    *control("requests/unmatched", journal.UnmatchedView),
    *control("requests/(?P<id>[^/]+)", journal.RequestView),
    *control(r"requests\.har", journal.ArchiveView),
    *control("events", events.EventsView),
    *control("clock", clock.ClockView),
    *control("clock/advance", clock.AdvanceView),
    *control("settings", settings.SettingsView),
    *control("tokens", tokens.TokensView),
    *control("tokens/expire", tokens.ExpireView),
    *control("snapshots", snapshots.SnapshotsView),
    *control(f"snapshots/{SNAPSHOT}", snapshots.SnapshotView),
    *control(f"snapshots/{SNAPSHOT}/restore", snapshots.RestoreView),
    *control("timeline", timeline.TimelineView),
    *control("undo", timeline.UndoView),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *CONTROL,
    re_path(r"^livez/?$", probes.livez),
    re_path(r"^readyz/?$", probes.readyz),
    re_path(r"^_etp/health/?$", probes.health),
    re_path(r"^_etp/ready/?$", probes.ready),
    re_path(r"^_etp/ca\.pem$", probes.ca_certificate),
    re_path(r"^_etp/openapi\.json$", docs.openapi, name="etp_openapi"),
    re_path(r"^_etp/postman\.json$", docs.postman, name="etp_postman"),
    re_path(r"^_etp/control/openapi\.json$", docs.control_openapi, name="etp_control_openapi"),
    re_path(r"^_etp/docs/?$", docs.swagger_ui),
    re_path(r"^_etp/coverage\.json$", docs.coverage),
]
