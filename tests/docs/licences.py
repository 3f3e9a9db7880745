"""What is installed with the server, and under which licence each part is given."""

import re
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata

from tests.docs.pages import ROOT
from tests.docs.tables import table

LOCKED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", re.MULTILINE)
# Those that only Windows gets are not installed where this runs.
ON_WINDOWS = {"colorama": "BSD-3-Clause", "tzdata": "Apache-2.0"}
# Their metadata says no more than "BSD": what their licence file says.
IN_FULL = {
    "django-filter": "BSD-3-Clause",
    "drf-spectacular-sidecar": "BSD-3-Clause",
    "sqlparse": "BSD-3-Clause",
}
SPDX = {
    "Apache Software License": "Apache-2.0",
    "BSD 3-Clause OR Apache-2.0": "BSD-3-Clause OR Apache-2.0",
    "ISC License": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}


def licences() -> str:
    """A table of package, locked version and licence (SPDX)."""
    rows = [(name, version, licence_of(name)) for name, version in locked()]
    return table(("package", "version", "licence"), rows)


def locked() -> list[tuple[str, str]]:
    """Names and versions of what `pip install etpserver` brings, as they were tested together."""
    return LOCKED.findall((ROOT / "requirements" / "serve.txt").read_text(encoding="utf-8"))


def licence_of(name: str) -> str:
    """An SPDX expression; raises `KeyError` where the metadata names no licence we know."""
    if name in IN_FULL:
        return IN_FULL[name]
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return ON_WINDOWS[name]
    said = told["License-Expression"] or told["License"] or _classified(told)
    return SPDX.get(said, said)


def _classified(told: PackageMetadata) -> str:
    (said,) = [c for c in told.get_all("Classifier") or [] if c.startswith("License ::")]
    return str(said).rpartition(" :: ")[2]
