"""What compose is told: read, not run, for want of an engine in every place where tests run."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from etpserver.databases import POSTGRESQL, database_settings
from etpserver.env import read_environment

CHECKOUT = Path(__file__).parents[2]
ONE, SCALED = "compose.yaml", "compose.scaled.yaml"
SERVERS = ["etpserver-1", "etpserver-2"]
GIVEN = {"POSTGRES_PASSWORD": "pw1", "ETP_SECRET_KEY": "s", "ETP_ADMIN_PASSWORD": "a",
         "ETP_CONTROL_TOKEN": "c"}  # fmt: skip
VARIABLE = re.compile(r"\$\{(\w+):([-?])([^}]*)\}")


def composed(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((CHECKOUT / name).read_text())
    return found


def environment(service: dict[str, Any]) -> dict[str, str]:
    """As the container has it, with `GIVEN` in `.env`."""

    def value(match: re.Match[str]) -> str:
        return GIVEN.get(match[1]) or (match[3] if match[2] == "-" else "")

    return {name: VARIABLE.sub(value, text) for name, text in service["environment"].items()}


@pytest.mark.parametrize("name", [ONE, SCALED])
def test_every_service_has_a_health_check_and_only_named_volumes(name: str) -> None:
    found = composed(name)
    for service in found["services"].values():
        assert service["healthcheck"]["test"][0] == "CMD"
        for volume in service["volumes"]:
            source = volume.partition(":")[0]
            assert source in found["volumes"] or (CHECKOUT / source).is_file(), volume


@pytest.mark.parametrize("name", [ONE, SCALED])
def test_every_variable_is_a_setting_with_a_value_that_fits(name: str, tmp_path: Path) -> None:
    for label, service in composed(name)["services"].items():
        if label.startswith("etpserver"):
            read_environment(environment(service), tmp_path / "none.toml")


def test_two_servers_differ_in_nothing_but_their_folders(tmp_path: Path) -> None:
    services = composed(SCALED)["services"]
    first, second = (services[name] for name in SERVERS)
    assert first.pop("volumes") != second.pop("volumes")
    assert first == second
    values = read_environment(environment(first), tmp_path / "none.toml")
    assert (values["shared"], values["secret_key"]) == (True, "s")


def test_the_servers_use_the_database_that_is_started_beside_them(tmp_path: Path) -> None:
    services = composed(SCALED)["services"]
    values = read_environment(environment(services["etpserver-1"]), tmp_path / "none.toml")
    found = database_settings(values["database"])
    own = environment(services["database"])
    assert found["ENGINE"] == POSTGRESQL
    assert [found[key] for key in ("HOST", "USER", "NAME", "PASSWORD")] == [
        "database", own["POSTGRES_USER"], own["POSTGRES_DB"], own["POSTGRES_PASSWORD"],
    ]  # fmt: skip


@pytest.mark.parametrize("secret", ["ETP_SECRET_KEY", "POSTGRES_PASSWORD", "ETP_ADMIN_PASSWORD"])
def test_a_secret_is_asked_for_never_written_down(secret: str) -> None:
    text = (CHECKOUT / SCALED).read_text()
    assert f"${{{secret}:?" in text
    assert f"${{{secret}:-" not in text


def test_nginx_stands_before_the_servers_of_compose() -> None:
    services = composed(SCALED)["services"]
    config = (CHECKOUT / "deploy" / "nginx.conf").read_text()
    assert re.findall(r"^ +server (\S+):8088", config, re.MULTILINE) == SERVERS
    assert services["nginx"]["ports"] == ["8088:80"]
    assert list(services["nginx"]["depends_on"]) == SERVERS
    assert services["nginx"]["volumes"][0].startswith("./deploy/nginx.conf:")
