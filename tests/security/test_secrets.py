"""The installation's secret, guesses by several names, and debug pages."""

import stat
import subprocess
from pathlib import Path

import pytest
from django.test import RequestFactory
from django.views.debug import get_exception_reporter_filter
from rest_framework.test import APIClient

from etpserver.accounts.throttles import failed_logins
from etpserver.env import read_environment
from etpserver.secrets_file import installation_secret
from tests.accounts.people import log_in, make_employee

ROOT = Path(__file__).parents[2]


def installation(folder: Path, **variables: str) -> str:
    values = read_environment({"ETP_DATA": str(folder), **variables}, config=folder / "none.toml")
    return str(installation_secret(values))


def test_each_installation_makes_a_secret_of_its_own_that_others_cannot_read(tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    secrets = [installation(first), installation(first), installation(second)]
    assert secrets[0] == secrets[1] != secrets[2]
    assert [len(secret) for secret in secrets] == [64, 64, 64]
    assert stat.S_IMODE((first / "secret").stat().st_mode) == 0o600
    assert [path.name for path in first.iterdir()] == ["secret"]
    assert installation(first, ETP_SECRET_KEY="given") == "given"


def test_no_secret_is_part_of_the_project():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("This is no git checkout.")
    names = [Path(name) for name in listed.stdout.splitlines()]
    kept = [name for name in names if name.name == "secret" or name.suffix in {".key", ".pem"}]
    assert kept == []
    marked = ("".join(("PRIVATE", " KEY-----")), "".join(("SECRET_KEY", ' = "')))
    python = [ROOT / name for name in names if name.suffix in {".py", ".toml", ".yaml", ".yml"}]
    told = [str(file) for file in python if "tests" not in file.parts
            and any(mark in file.read_text() for mark in marked)]  # fmt: skip
    assert told == []


@pytest.mark.parametrize("operation", ["staff-api-token-auth", "staff-jwt-api-token-auth"])
def test_an_employees_password_is_not_guessed_twice_as_fast_by_code_and_id(operation, db, world):
    failed_logins.clear()
    employee = make_employee()
    names = [employee.emp_code, employee.pk] * 5
    client = APIClient()
    assert {log_in(client, operation, name, "wrong").status_code for name in names} == {400}
    statuses = [log_in(client, operation, name, "wrong").status_code for name in names[:2]]
    assert statuses == [429, 429]
    failed_logins.clear()


def test_debug_pages_show_no_secret_of_the_settings():
    shown = get_exception_reporter_filter(RequestFactory().get("/")).get_safe_settings()
    told = {name: shown["ETP"][name] for name in ("secret_key", "admin_password", "control_token",
                                                  "database")}  # fmt: skip
    assert set(told.values()) == {"********************"}
    assert shown["SECRET_KEY"] == shown["DATABASES"] == "********************"
