"""Everything under `/_etp/` and the probes; each path works with and without its last slash."""

from django.urls import URLPattern, URLResolver, re_path

from etpserver.emulator import docs, probes

urlpatterns: list[URLPattern | URLResolver] = [
    re_path(r"^livez/?$", probes.livez),
    re_path(r"^readyz/?$", probes.readyz),
    re_path(r"^_etp/health/?$", probes.health),
    re_path(r"^_etp/ready/?$", probes.ready),
    re_path(r"^_etp/ca\.pem$", probes.ca_certificate),
    re_path(r"^_etp/openapi\.json$", docs.openapi, name="etp_openapi"),
    re_path(r"^_etp/docs/?$", docs.swagger_ui),
    re_path(r"^_etp/coverage\.json$", docs.coverage),
]
