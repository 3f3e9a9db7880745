from pathlib import Path

import pytest

from etpserver import env
from etpserver.databases import shown


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "etp.toml"


def test_every_setting_has_a_default_that_fits(config: Path) -> None:
    values = env.read_environment({}, config)
    assert (values["port"], values["tls"], values["fixture"]) == (8088, False, "demo")


def test_flags_go_before_variables_and_these_before_the_file(config: Path) -> None:
    config.write_text('port = 1\nhost = "a"\nfixture = "manual"')
    variables = {"ETP_PORT": "2", "ETP_HOST": "b"}
    values = env.read_environment(variables, config, flags={"port": "3"})
    assert (values["port"], values["host"], values["fixture"]) == (3, "b", "manual")


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"ETP_PROT": "1"}, "ETP_PROT is no setting; the nearest is ETP_PORT."),
        ({"ETP_PORT": "70000"}, "ETP_PORT='70000': takes a whole number from 0 to 65535."),
        ({"ETP_TLS": "maybe"}, "ETP_TLS='maybe': takes true or false."),
        (
            {"ETP_VALIDATE": "stict"},
            "ETP_VALIDATE='stict': takes one of vendor, strict; did you mean strict?.",
        ),
        (
            {"ETP_TIME_ZONE": "Pune"},
            "ETP_TIME_ZONE='Pune': takes a time zone name such as Asia/Kolkata.",
        ),
        (
            {"ETP_DATABASE": "postgres://host:port/x"},
            "ETP_DATABASE='postgres://host:port/x': takes a port from 1 to 65535.",
        ),
        (
            {"ETP_DATABASE": "postgres://me:pw@host:port/x"},
            "ETP_DATABASE='postgres://me@host:port/x': takes a port from 1 to 65535.",
        ),
        (
            {"ETP_DATABASE": "postgres://me:pw@host:0/x?password=pw"},
            "ETP_DATABASE='postgres://me@host:0/x': takes a port from 1 to 65535.",
        ),
    ],
)
def test_refuses_what_it_cannot_use(config: Path, variables: dict[str, str], said: str) -> None:
    with pytest.raises(env.SettingError) as refused:
        env.read_environment(variables, config)
    assert str(refused.value) == said


def test_names_the_line_of_the_file(config: Path) -> None:
    config.write_text("wokers = 2")
    with pytest.raises(env.SettingError) as refused:
        env.read_environment({}, config)
    assert str(refused.value) == f"wokers in {config} is no setting; the nearest is workers."


def test_refuses_a_file_that_is_no_toml(config: Path) -> None:
    config.write_text("port: 1")
    with pytest.raises(env.SettingError, match="is not valid TOML"):
        env.read_environment({}, config)


@pytest.mark.parametrize(
    ("url", "printed"),
    [
        ("sqlite:///./x.sqlite3", "sqlite:///./x.sqlite3"),
        ("sqlite:////tmp/a:b@c.sqlite3", "sqlite:////tmp/a:b@c.sqlite3"),
        ("postgres://me:pw@host:5432/name", "postgres://me@host:5432/name"),
        ("postgres://host/name?user=me&password=pw", "postgres://host/name"),
        ("postgres://me:p/w#@[::1]/name", "postgres://me@[::1]/name"),
    ],
)
def test_prints_a_database_without_its_password(url: str, printed: str) -> None:
    assert shown(url) == printed
