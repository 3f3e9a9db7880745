import pytest

from iclock.models import Terminal
from iclock.push.access.dialect import speaks_access


@pytest.mark.parametrize(
    ("told", "is_access"),
    [
        ({}, False),
        ({"push_protocol": "2.4.1"}, False),
        ({"push_protocol": "2.4.1", "device_type": "att"}, False),
        ({"push_protocol": "3.1.2"}, True),
        ({"push_protocol": "10.0"}, True),
        ({"push_protocol": "3"}, True),
        ({"push_protocol": "3.1.2", "device_type": "ATT"}, False),
        ({"push_protocol": "2.2.14", "device_type": "Acc"}, True),
        ({"push_protocol": "middle east", "device_type": "middle east"}, False),
        ({"device_type": "att", "door_count": 1}, True),
    ],
    ids=repr,
)
def test_what_a_terminal_tells_decides(told, is_access) -> None:
    assert speaks_access(Terminal(**told)) is is_access


@pytest.mark.django_db
def test_one_for_attendance_of_version_3_gets_its_options(send) -> None:
    answer = send("GET /iclock/cdata?SN=SN1&options=all&pushver=3.0.1&DeviceType=att")
    assert answer.content.startswith(b"GET OPTION FROM: SN1\n")
