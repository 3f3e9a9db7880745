"""What the page about testcontainers says of the image is what the Dockerfile and the code say."""

import re

import pytest

from etpserver.cli.waiting import READY
from etpserver.env import SETTINGS
from tests.docs.pages import DOCS, blocks, read
from tests.packaging.dockerfile import steps

PAGE = read(DOCS / "how-to" / "testcontainers.md")
CODE = "".join(block.text for block in blocks(PAGE) if block.language == "py")
LAST = {step.word: step.rest for step in steps()}


def test_the_code_waits_at_the_port_of_the_image_where_its_own_check_asks() -> None:
    assert re.findall(r"with_exposed_ports\((\d+)\)", CODE) == [LAST["EXPOSE"]]
    assert re.findall(r'HttpWaitStrategy\((\d+), "([^"]+)"\)', CODE) == [(LAST["EXPOSE"], READY)]
    assert '["etpserver", "ready"]' in LAST["HEALTHCHECK"]


def test_the_code_starts_the_image_that_is_built_before() -> None:
    assert re.findall(r'DockerContainer\("([^"]+)"\)', CODE) == ["etpserver"]
    assert "docker build -t etpserver ." in PAGE


def test_the_table_has_the_volume_and_the_user_of_the_image() -> None:
    assert f"the volume `{LAST['VOLUME']}`" in PAGE
    assert f"| user | {LAST['USER'].partition(':')[0]}, without root |" in PAGE


def test_the_fixture_is_the_one_that_is_taken_unless_set() -> None:
    (fixture,) = [setting.default for setting in SETTINGS if setting.name == "fixture"]
    assert f"`ETP_FIXTURE`, `{fixture}` unless set" in PAGE


@pytest.mark.parametrize("variable", sorted(set(re.findall(r"\bETP_[A-Z_]*[A-Z]", PAGE))))
def test_every_variable_is_a_setting(variable: str) -> None:
    assert variable in {setting.variable for setting in SETTINGS}
