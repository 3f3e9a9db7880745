"""The pytest plugin, in projects that use it: each a folder and a pytest of its own."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.conftest import CHECKOUT
from tests.emulator.live import Live, live  # noqa: F401  a fixture

PLUGIN = ("-p", "etpserver.testing.pytest_plugin")
# The plugin is named, so that it is this checkout's.
QUIET = ("-q", "-p", "no:cacheprovider", "-p", "no:randomly", "-p", "no:etpserver", *PLUGIN)
ALONE = (*QUIET, "-p", "no:django")
LONGEST_S = 120


@dataclass
class Project:
    """Files of a test suite that is not ours."""

    folder: Path
    cache: Path

    def write(self, name: str, text: str) -> None:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Its pytest, which knows of no project but this one."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ETP_")}
        kept.pop("DJANGO_SETTINGS_MODULE", None)
        own = {"PYTHONPATH": str(CHECKOUT), "XDG_CACHE_HOME": str(self.cache)}
        return subprocess.run(
            [sys.executable, "-m", "pytest", *arguments],
            cwd=self.folder,
            env={**kept, **own, **variables},
            capture_output=True,
            text=True,
            timeout=LONGEST_S,
            check=False,
        )


@pytest.fixture
def project(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = Project(tmp_path, tmp_path_factory.getbasetemp() / "plugin-cache")
    made.write("pytest.ini", "[pytest]\n")
    made.write("conftest.py", CONFIG)
    return made


@pytest.fixture
def attached(live: Live) -> Iterator[str]:  # noqa: F811
    """The URL of a server that runs already, which has the same worlds afterwards."""
    before = live.client.get("/_etp/worlds").json()
    yield live.url
    assert live.client.get("/_etp/worlds").json() == before


CONFIG = """
import pytest
from etpserver.testing.pytest_plugin import EtpConfig

@pytest.fixture(scope="session")
def etp_config():
    return EtpConfig(fixture="empty")
"""
WRITES = """
import pytest

@pytest.mark.parametrize("number", range(12))
def test_is_alone(etp, etp_client, number):
    assert etp.state.counts["areas"] == 1
    body = {"area_code": f"A{number}", "area_name": "An area"}
    assert etp_client.post("/personnel/api/areas/", json=body).status_code == 201
    assert etp.state.counts["areas"] == 2
"""


def test_workers_have_servers_of_their_own_and_tests_worlds(project: Project) -> None:
    project.write("test_areas.py", WRITES)
    ended = project.run(*ALONE, "-n", "4")
    assert (ended.returncode, "12 passed" in ended.stdout) == (0, True), ended.stdout


def test_a_server_that_runs_already_is_used_and_left_clean(project: Project, attached: str) -> None:
    project.write("test_areas.py", USES)
    ended = project.run(*ALONE, ETP_URL=attached, EXPECTED=attached)
    assert (ended.returncode, "1 passed" in ended.stdout) == (0, True), ended.stdout


USES = """
import os

def test_uses_it(etp, etp_server):
    assert etp_server == os.environ["EXPECTED"]
    assert etp.url.startswith(etp_server)
"""


def test_a_test_that_fails_shows_what_its_world_was_asked(project: Project, attached: str) -> None:
    project.write(
        "test_it.py",
        """
def test_fails(etp, etp_client):
    for number in range(25):
        etp_client.get("/personnel/api/areas/", params={"page": 1, "n": number})
    with etp.faults.arm("areas_list", status=503):
        etp_client.get("/personnel/api/areas/")
    assert False
""",
    )
    ended = project.run(*ALONE, ETP_URL=attached)
    assert ended.returncode == 1
    shown = ended.stdout.partition("etpserver: the last requests")[2].partition("=====")[0]
    lines = re.findall(r"^(GET \S+)  (\d+)  [\d.]+ ms(.*)$", shown, flags=re.MULTILINE)
    assert len(lines) == 20
    assert lines[0][:2] == ("GET /personnel/api/areas/?page=1&n=6", "200")
    assert lines[-1][:2] == ("GET /personnel/api/areas/", "503")
    assert "fault: " in lines[-1][2]


def test_a_test_that_passes_shows_nothing(project: Project, attached: str) -> None:
    project.write("test_it.py", 'def test_it(etp_client):\n    etp_client.get("/livez")\n')
    ended = project.run(*ALONE, "-rA", ETP_URL=attached)
    assert "the last requests" not in ended.stdout


def test_a_fault_that_never_fired_fails_the_test(project: Project, attached: str) -> None:
    project.write(
        "test_it.py",
        """
def test_arms(etp):
    etp.faults.arm("areas_list", status=503)

def test_arms_and_asks(etp, etp_client):
    etp.faults.arm("areas_list", status=503)
    assert etp_client.get("/personnel/api/areas/").status_code == 503
""",
    )
    ended = project.run(*ALONE, ETP_URL=attached)
    assert ended.returncode == 1
    assert "These faults were armed and never fired: [" in ended.stdout
    assert "areas_list" in ended.stdout
    assert "2 passed, 1 error" in ended.stdout


def test_marks_say_what_a_world_is_made_of_and_the_nearest_goes_first(
    project: Project, attached: str
) -> None:
    project.write(
        "test_it.py",
        """
import pytest

pytestmark = pytest.mark.etp(fixture="empty", clock="2026-01-05T08:00:00+05:30")

def test_of_the_module(etp):
    assert etp.state.counts["employees"] == 0
    assert etp.clock.now.isoformat()[:15] == "2026-01-05T08:0"
    assert etp.client.get("/personnel/api/areas/?nonsense=1").status_code == 200

@pytest.mark.etp(fixture="manual", validate="strict", seed=7)
class TestMore:
    def test_of_the_class(self, etp):
        assert etp.state.counts["employees"] > 0
        assert etp.seed == 7
        assert etp.client.get("/personnel/api/areas/?nonsense=1").status_code == 400
        assert etp.clock.now.year == 2026

    @pytest.mark.etp(seed=8)
    def test_of_its_own(self, etp):
        assert (etp.seed, etp.state.counts["employees"] > 0) == (8, True)
""",
    )
    ended = project.run(*ALONE, "--strict-markers", ETP_URL=attached)
    assert (ended.returncode, "3 passed" in ended.stdout) == (0, True), ended.stdout


@pytest.mark.parametrize("mark", ['"demo"', 'colour="red"'])
def test_a_mark_that_means_nothing_is_refused(project: Project, attached: str, mark: str) -> None:
    project.write(
        "test_it.py", f"import pytest\n\n@pytest.mark.etp({mark})\ndef test_it(etp):\n    pass\n"
    )
    ended = project.run(*ALONE, ETP_URL=attached)
    assert ended.returncode != 0
    said = "@pytest.mark.etp takes clock, fixture, seed, validate by name."
    assert said in ended.stdout + ended.stderr


def test_nobody_who_does_not_ask_for_it_loads_it(project: Project) -> None:
    project.write(
        "test_it.py",
        """
import sys

def test_it():
    assert [name for name in ("django", "httpx", "rest_framework") if name in sys.modules] == []
""",
    )
    (project.folder / "conftest.py").unlink()
    ended = project.run(*ALONE, "-p", "no:anyio")
    assert (ended.returncode, "1 passed" in ended.stdout) == (0, True), ended.stdout


def test_a_project_with_a_django_of_its_own_is_not_disturbed(project: Project) -> None:
    project.write(
        "pytest.ini", "[pytest]\nDJANGO_SETTINGS_MODULE = shop.settings\npythonpath = .\n"
    )
    project.write("shop/__init__.py", "")
    project.write(
        "shop/settings.py",
        """
SECRET_KEY = "shop"
INSTALLED_APPS = ["shop"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
""",
    )
    project.write(
        "shop/models.py",
        """
from django.db import models

class Order(models.Model):
    number = models.CharField(max_length=9)
""",
    )
    project.write(
        "test_shop.py",
        """
import sys
import pytest
from django.conf import settings
from shop.models import Order

@pytest.mark.django_db
def test_both(etp, etp_client):
    Order.objects.create(number="7")
    body = {"area_code": "LAB", "area_name": "Laboratory"}
    assert etp_client.post("/personnel/api/areas/", json=body).status_code == 201
    assert Order.objects.get().number == "7"
    assert etp.state.counts["areas"] == 2
    assert settings.SECRET_KEY == "shop"
    assert [name for name in sys.modules if name.startswith(("etpserver.api", "personnel"))] == []

@pytest.mark.django_db
def test_neither_remembers(etp):
    assert not Order.objects.exists()
    assert etp.state.counts["areas"] == 1
""",
    )
    ended = project.run(*QUIET)
    assert (ended.returncode, "2 passed" in ended.stdout) == (0, True), ended.stdout + ended.stderr


def test_a_server_that_cannot_start_says_why(project: Project) -> None:
    project.write("conftest.py", CONFIG.replace('"empty"', '"nowhere"'))
    project.write("test_it.py", "def test_it(etp):\n    pass\n")
    ended = project.run(*ALONE)
    assert ended.returncode == 1
    assert "nowhere" in ended.stdout
    assert "StartError" in ended.stdout
