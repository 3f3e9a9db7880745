"""An access terminal from its first call on: it registers, lets people in, and unlocks its door."""

from dataclasses import replace

import pytest

from etpserver.api.worlds import current_world
from iclock.models import Command, Terminal
from tests.factories import make_employee
from tests.iclock.factories import make_command, make_template, make_terminal
from tests.iclock.push.stored import events, punches, rejected, strangers, templates

HANDSHAKE = "GET /iclock/cdata?SN=ACC1&options=all&pushver=3.1.2&DeviceType=acc"
REGISTRY = "POST /iclock/registry?SN=ACC1"
TOLD = "DeviceType=acc,~DeviceName=F20,FirmVer=AC Ver 5.7.8.3033,LockCount=2,IPAddress=10.0.0.7"
RTLOG = "POST /iclock/cdata?SN=ACC1&table=rtlog"
USER = "DATA UPDATE user CardNo=77\tPin=7\tPassword=12\tGroup=1"
POLL = "GET /iclock/getrequest?SN=ACC1"


def text(response):
    return response.content.decode()


@pytest.fixture
def door(send):
    """A terminal that has registered."""
    send(HANDSHAKE)
    send(REGISTRY, TOLD)
    return Terminal.objects.get(sn="ACC1")


def queued(door, content):
    return make_command(door, content)


# ---- registration ------------------------------------------------------------------------------


def test_a_terminal_is_ok_until_it_registers(send) -> None:
    assert text(send(HANDSHAKE)) == "OK"


def test_a_registration_gives_a_code_that_stays(send) -> None:
    send(HANDSHAKE)
    code = current_world().key_for("registry", "ACC1")[:10]
    assert text(send(REGISTRY, TOLD)) == f"RegistryCode={code}"
    assert text(send(REGISTRY, TOLD)) == f"RegistryCode={code}"


def test_a_registration_tells_what_the_terminal_is(door) -> None:
    told = (door.terminal_name, door.fw_ver, door.ip_address, door.door_count, door.device_type)
    assert told == ("F20", "AC Ver 5.7.8.3033", "10.0.0.7", 2, "acc")


def test_a_registered_terminal_gets_its_configuration_at_the_handshake(send, door) -> None:
    lines = text(send(HANDSHAKE)).splitlines()
    assert lines[0] == "registry=ok"
    assert lines[1].startswith("RegistryCode=")
    assert lines[2:] == text(send("POST /iclock/push?SN=ACC1")).splitlines()


def test_the_configuration_has_the_terminals_own_values(send, door) -> None:
    Terminal.objects.update(heartbeat=7, transfer_time="01:00", transfer_interval=3)
    session = current_world().key_for("session", "ACC1")[:32].upper()
    assert text(send("GET /iclock/push?SN=ACC1")).splitlines()[:11] == [
        "ServerVersion=3.1.2",
        "ServerName=etpserver",
        "PushVersion=3.1.2",
        "ErrorDelay=60",
        "RequestDelay=7",
        "TransTimes=01:00",
        "TransInterval=3",
        "TransTables=User Transaction",
        "Realtime=1",
        f"SessionID={session}",
        "TimeoutSec=10",
    ]


def test_a_stranger_is_refused_where_none_are_added(send, world) -> None:
    world.settings = replace(world.settings, auto_add_terminals=False)
    answer = send("POST /iclock/registry?SN=NOBODY", TOLD)
    assert (answer.status_code, answer.content) == (406, b"406")
    assert not Terminal.objects.filter(sn="NOBODY").exists()


@pytest.mark.parametrize("method", ["POST", "PUT", "GET", "HEAD"])
@pytest.mark.parametrize("is_added", [True, False])
def test_a_serial_that_is_none_is_ok_at_the_registration_too(send, world, method, is_added) -> None:
    world.settings = replace(world.settings, auto_add_terminals=is_added)
    answer = send(f"{method} /iclock/registry?SN=a/b", TOLD if method in {"POST", "PUT"} else "")
    assert (answer.status_code, text(answer)) == (200, "" if method == "HEAD" else "OK")
    assert not Terminal.objects.exists()


def test_who_only_asks_for_the_registration_is_ok_where_none_are_added(send, world) -> None:
    world.settings = replace(world.settings, auto_add_terminals=False)
    assert text(send("GET /iclock/registry?SN=NOBODY")) == "OK"


def test_the_time_is_told_with_the_zone(send, door) -> None:
    # 06:30 UTC of 5 January 2026, as if each month had 31 days.
    number = ((26 * 12 * 31) + 4) * 86_400 + 6 * 3600 + 30 * 60
    answer = text(send("GET /iclock/rtdata?SN=ACC1&type=time"))
    assert answer == f"DateTime={number},ServerTZ=+0530"


# ---- events ------------------------------------------------------------------------------------


def test_who_is_let_in_has_punched(send, door) -> None:
    make_employee(emp_code="7")
    line = (
        "time=2026-01-05 11:59:00\tpin=7\tcardno=0\teventaddr=1\tevent=0"
        "\tinoutstatus=0\tverifytype=4"
    )
    assert text(send(RTLOG, line)) == "OK"
    assert punches() == [("7", "2026-01-05 11:59:00")]


def test_a_stranger_who_is_let_in_is_unregistered(send, door) -> None:
    send(RTLOG, "time=2026-01-05 11:59:00\tpin=8\tevent=0")
    assert (punches(), strangers()) == ([], [("8", "2026-01-05 11:59:00")])


@pytest.mark.parametrize("line", ["pin=7\tevent=27", "pin=0\tevent=200", "pin=\tevent=8"])
def test_what_is_no_passing_goes_into_the_terminals_own_log(send, door, line) -> None:
    make_employee(emp_code="7")
    send(RTLOG, f"time=2026-01-05 11:59:00\t{line}")
    assert (punches(), strangers(), len(events())) == ([], [], 1)


def test_the_same_event_again_changes_nothing(send, door) -> None:
    make_employee(emp_code="7")
    line = "time=2026-01-05 11:59:00\tpin=7\tevent=0"
    send(RTLOG, line)
    send(RTLOG, line)
    assert punches() == [("7", "2026-01-05 11:59:00")]


def test_what_cannot_be_read_is_kept(send, door) -> None:
    assert text(send(RTLOG, "time=never\tpin=7\tevent=0")) == "OK"
    assert [row[0] for row in rejected("table")] == ["RTLOG"]


def test_events_that_were_asked_for_come_as_a_table(send, door) -> None:
    make_employee(emp_code="7")
    number = ((26 * 12 * 31) + 4) * 86_400 + 9 * 3600
    body = f"transaction pin=7\ttime_second={number}\tdoorid=1\teventtype=0\tinoutstate=0\n"
    query = "SN=ACC1&table=tabledata&tablename=transaction&count=1"
    assert text(send(f"POST /iclock/cdata?{query}", body)) == "transaction=1"
    assert punches() == [("7", "2026-01-05 09:00:00")]


def test_states_of_doors_are_acknowledged(send, door) -> None:
    body = "time=2026-01-05 12:00:00\tsensor=00\trelay=00\talarm=0000"
    assert text(send("POST /iclock/cdata?SN=ACC1&table=rtstate", body)) == "OK"


# ---- tables ------------------------------------------------------------------------------------


def test_a_template_is_stored(send, door) -> None:
    make_employee(emp_code="7")
    body = (
        "biodata pin=7\tno=6\tindex=0\tvalid=1\tduress=0\ttype=1\tmajorver=10\tminorver=0"
        "\ttmp=VEVNUExB"
    )
    query = "SN=ACC1&table=tabledata&tablename=biodata&count=1"
    assert text(send(f"POST /iclock/cdata?{query}", body)) == "biodata=1"
    assert templates() == [("7", 1, 6, 0, "10", "VEVNUExB", "ACC1")]


def test_what_a_command_asked_for_ends_it_with_the_last_package(send, door) -> None:
    command = queued(door, "CHECK")
    send(POLL)
    path = f"POST /iclock/querydata?SN=ACC1&type=tabledata&cmdid={command.pk}&tablename=user"
    send(f"{path}&count=1&packcnt=2&packidx=1", "user pin=7\tname=Asha")
    assert Command.objects.get().state == "sent"
    assert text(send(f"{path}&count=1&packcnt=2&packidx=2", "user pin=8\tname=Ravi")) == "user=1"
    assert Command.objects.get().state == "done"


def test_options_that_were_asked_for_are_noted(send, door) -> None:
    path = "POST /iclock/querydata?SN=ACC1&type=options&cmdid=0&tablename=options&count=1"
    send(path, "UserCount=12,FPCount=3")
    door.refresh_from_db()
    assert (door.user_count, door.fp_count) == (12, 3)


# ---- commands ----------------------------------------------------------------------------------


def test_unlocking_a_terminal_opens_its_door(send, api, door) -> None:
    answer = api.post("/iclock/api/terminals/unlock_terminal/", {"sn": "ACC1"}, format="json")
    assert answer.status_code == 200
    key = Command.objects.get().pk
    assert text(send(POLL)).strip() == f"C:{key}:CONTROL DEVICE 01010105"
    send("POST /iclock/devicecmd?SN=ACC1", f"ID={key}&Return=0&CMD=CONTROL DEVICE")
    assert Command.objects.get().state == "done"


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (
            "DATA UPDATE USERINFO PIN=7\tName=Asha\tPri=0\tPasswd=12\tCard=77\t\tGrp=1\tVerify=0",
            [
                f"{USER}\tStartTime=0\tEndTime=0\tName=Asha\tPrivilege=0",
                "DATA UPDATE userauthorize Pin=7\tAuthorizeTimezoneId=1\tAuthorizeDoorId=3",
            ],
        ),
        ("DATA DELETE USERINFO PIN=7", ["DATA DELETE user Pin=7"]),
        (
            "DATA UPDATE FINGERTMP PIN=7\tFID=6\tSize=8\tValid=1\tTMP=VEVNUExB",
            ["DATA UPDATE templatev10 Pin=7\tFingerID=6\tValid=1\tTemplate=VEVNUExB"],
        ),
        ("REBOOT", ["CONTROL DEVICE 03000000"]),
        ("AC_UNALARM", ["CONTROL DEVICE 02000000"]),
        ("SET OPTION Delay=20", ["SET OPTIONS Delay=20"]),
        (
            "DATA QUERY ATTLOG StartTime=2026-01-01 00:00:00\tEndTime=2026-01-05 23:59:59",
            ["DATA QUERY tablename=transaction,fielddesc=*,filter=*"],
        ),
        ("CLEAR LOG", ["DATA DELETE transaction *"]),
        ("SHELL ls", ["SHELL ls"]),
    ],
)
def test_commands_go_out_in_its_own_words(send, door, content, lines) -> None:
    key = queued(door, content).pk
    said = [line for line in text(send(POLL)).replace("\r\n", "\n").split("\n") if line]
    assert said == [f"C:{key}:{line}" for line in lines]


def test_a_terminal_for_attendance_hears_the_words_it_knows(send) -> None:
    make_command(make_terminal(sn="SN1"), "AC_UNLOCK")
    assert "AC_UNLOCK" in text(send("GET /iclock/getrequest?SN=SN1"))


def test_a_person_who_leaves_is_deleted_there(send, api, door) -> None:
    person = make_employee(emp_code="7")
    make_template(person)
    api.delete("/personnel/api/employees/7/")
    assert "DATA DELETE user Pin=7" in text(send(POLL))
