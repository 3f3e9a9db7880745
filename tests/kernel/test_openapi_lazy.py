"""A server that nobody asks for the document does not pay for it."""

import os
import subprocess
import sys

HEAVY = ("drf_spectacular.openapi", "openpyxl", "PIL", "rich")
START = "import django; django.setup(); import sys, etpserver.urls"
BUILD = "from etpserver.api.schema.document import document; document()"


def loaded_after(statements, tmp_path):
    """Which heavy modules a fresh process holds after the statements."""
    program = f"{statements}; print([name for name in {HEAVY!r} if name in sys.modules])"
    environment = {
        "DJANGO_SETTINGS_MODULE": "etpserver.settings",
        "ETP_DATA": str(tmp_path),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, check=True, text=True
    )
    return done.stdout.strip()


def test_a_start_loads_nothing_heavy(tmp_path):
    assert loaded_after(START, tmp_path) == "[]"


def test_the_document_is_what_loads_drf_spectacular(tmp_path):
    assert loaded_after(f"{START}; {BUILD}", tmp_path) == "['drf_spectacular.openapi']"
