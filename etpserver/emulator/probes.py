"""Whether the server lives, and whether it can answer: for people, containers and test suites."""

import time

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_safe

from etpserver import __version__
from etpserver.api.worlds import MAIN
from etpserver.emulator.init.progress import why_not_done
from etpserver.emulator.models import WorldRecord
from etpserver.emulator.timeline import undoing
from etpserver.emulator.worlds import registry
from etpserver.preparing.schema import applied_migrations, known_migrations
from etpserver.secrets_file import data_folder
from etpserver.server.certificates import ca_file

STARTED = time.monotonic()


@require_safe
def health(_request: HttpRequest) -> HttpResponse:
    """`GET /_etp/health`: version, seconds since its start, worlds, what this server can do."""
    return JsonResponse(
        {
            "version": __version__,
            "uptime_s": round(time.monotonic() - STARTED, 3),
            "worlds": world_names(),
            "capabilities": {
                "sqlite": connection.vendor == "sqlite",
                "postgresql": connection.vendor == "postgresql",
                "tls": is_https(),
                "worlds": _has_worlds(),
                "undo": _can_undo(),
            },
        }
    )


@require_safe
def ready(_request: HttpRequest) -> HttpResponse:
    """`GET /_etp/ready`: 200, or 503 with the reason."""
    reason = why_not_ready()
    if reason:
        return JsonResponse({"ready": False, "reason": reason}, status=503)
    return JsonResponse({"ready": True})


@require_safe
def livez(_request: HttpRequest) -> HttpResponse:
    """`GET /livez`: 200 as long as requests are answered."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """`GET /readyz`: as `/_etp/ready`, in plain text."""
    reason = why_not_ready()
    text, status = (f"{reason}\n", 503) if reason else ("ok\n", 200)
    return HttpResponse(text, content_type="text/plain", status=status)


@require_safe
def ca_certificate(_request: HttpRequest) -> HttpResponseBase:
    """The CA of `--tls`, for clients to trust."""
    if not makes_certificates():
        return HttpResponse(
            "The server was started without --tls.\n", content_type="text/plain", status=404
        )
    file = ca_file(data_folder(settings.ETP))
    return FileResponse(file.open("rb"), content_type="application/x-pem-file")


def _has_worlds() -> bool:
    """Whether worlds and snapshots can be made beside `main`."""
    worlds = registry.installed()
    return worlds is not None and not worlds.store.missing()


def _can_undo() -> bool:
    worlds = registry.installed()
    return worlds is not None and undoing.is_supported(worlds)


def world_names() -> list[str]:
    """The worlds of this server; `main` where none are served."""
    if registry.installed() is None:
        return [MAIN]
    return list(WorldRecord.objects.values_list("name", flat=True))


def why_not_ready() -> str:
    """Empty when the database answers, is migrated, and the files of --init have run."""
    if settings.ETP["init"] and (reason := why_not_done(data_folder(settings.ETP))):
        return reason
    try:
        pending = known_migrations() - applied_migrations(connection)
    except DatabaseError as problem:
        connection.close()  # the next probe starts afresh
        return f"The database does not answer: {problem}".strip().partition("\n")[0]
    return f"The database lacks {len(pending)} migrations." if pending else ""


def is_https() -> bool:
    """Whether clients call it by https."""
    return bool(settings.ETP["tls"] or settings.ETP["tls_cert"])


def makes_certificates() -> bool:
    """Whether a CA of its own signs them (`--tls`)."""
    return settings.ETP["tls"] and not settings.ETP["tls_cert"]
