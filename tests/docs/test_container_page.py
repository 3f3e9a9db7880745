"""The page about containers says what the image does, which no test here can start."""

import re
from typing import Any

import pytest
import yaml

from etpserver.env import SETTINGS
from tests.docs.command_line import COMMANDS, walk
from tests.docs.pages import DOCS, ROOT, blocks, read

PAGE = DOCS / "start-container.md"
FOUND = list(blocks(read(PAGE)))
DOCKERFILE = read(ROOT / "Dockerfile")
VARIABLES = {setting.variable for setting in SETTINGS}
PORT = "8088"
INIT = "/docker-entrypoint-init.d"


def lines() -> list[str]:
    """The lines of the shell blocks, those that go on put together."""
    text = "".join(block.text for block in FOUND if block.language == "sh")
    return text.replace("\\\n", " ").splitlines()


def compose() -> dict[str, Any]:
    (block,) = [block for block in FOUND if block.file == "compose.yaml"]
    loaded: dict[str, Any] = yaml.safe_load(block.text)
    return loaded


def instruction(name: str) -> str:
    """The last instruction of this name in the Dockerfile."""
    return re.findall(rf"^{name} (.+)$", DOCKERFILE, re.M)[-1]


def options(name: str) -> list[str]:
    """What the lines of `docker run` give this option."""
    return [
        value
        for line in lines()
        if "docker run" in line and " etpserver" in line
        for value in re.findall(rf"--{name} (\S+)", line)
    ]


def test_ports_are_the_one_that_the_image_opens():
    published = [*options("publish"), *compose()["services"]["etp"]["ports"]]

    assert instruction("EXPOSE") == PORT
    assert {port.rsplit(":", 1)[1] for port in published} == {PORT}
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_volumes_are_the_one_that_the_image_keeps():
    mounted = [*options("volume"), *compose()["services"]["etp"]["volumes"]]
    targets = [volume.split(":")[1] for volume in mounted]

    assert instruction("VOLUME") == "/data"
    assert sorted(set(targets)) == ["/data", INIT]
    assert list(compose()["volumes"]) == ["etp-data"]


def test_what_is_mounted_for_the_start_is_where_the_start_looks():
    assert compose()["services"]["etp"]["environment"]["ETP_INIT"] == INIT


def test_the_user_and_the_check_are_the_images():
    assert instruction("USER").startswith("10001")
    assert "user 10001" in read(PAGE)
    assert '["etpserver", "ready"]' in instruction("HEALTHCHECK")
    assert "`etpserver ready`" in read(PAGE)
    assert instruction("ENTRYPOINT") == '["etpserver"]'
    assert compose()["services"]["app"]["depends_on"]["etp"]["condition"] == "service_healthy"


@pytest.mark.parametrize("variable", sorted(set(re.findall(r"\bETP_[A-Z_]*[A-Z]", read(PAGE)))))
def test_every_variable_is_a_setting_or_one_of_the_tests(variable: str):
    assert variable in VARIABLES | {"ETP_URL"}


@pytest.mark.parametrize("line", [line for line in lines() if "docker exec" in line])
def test_what_is_run_inside_is_a_command(line: str):
    words = line.partition(" etpserver ")[2]

    assert any(f"{words} ".startswith(f"{name} ") for name, _ in walk(COMMANDS, ""))


def test_an_unknown_command_would_be_found():
    assert not any("nonsense ".startswith(f"{name} ") for name, _ in walk(COMMANDS, ""))
