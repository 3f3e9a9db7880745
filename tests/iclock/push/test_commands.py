"""`getrequest` and `devicecmd`: commands out, results in."""

from datetime import datetime, timedelta

import pytest

from iclock.models import Command
from iclock.push.commands import TABLE
from personnel.models import Employee
from tests.factories import make_employee
from tests.iclock.factories import make_command, make_template, make_terminal
from tests.iclock.push.stored import rejected

NOON = datetime.fromisoformat("2026-01-05T12:00:00+05:30")
POLL, RESULT = "GET /iclock/getrequest?SN=SN1", "POST /iclock/devicecmd?SN=SN1"


@pytest.fixture
def terminal():
    return make_terminal(sn="SN1")


def states():
    rows = Command.objects.order_by("id")
    return [(row.state, row.return_code, row.reason) for row in rows]


# ---- the poll ----------------------------------------------------------------------------------


@pytest.mark.parametrize("info", ["", "&INFO=Ver 1,0,0,0,10.0.0.1,10,7,15,0,111"])
def test_a_poll_gets_what_waits_in_its_order(send, terminal, info) -> None:
    first = make_command(terminal, "DATA UPDATE USERINFO PIN=7\tName=Asha\tPri=0")
    make_command(make_terminal(sn="SN2"), "REBOOT")
    second = make_command(terminal, "INFO")

    assert send(f"{POLL}{info}").content.decode() == (
        f"C:{first.pk}:DATA UPDATE USERINFO PIN=7\tName=Asha\tPri=0\nC:{second.pk}:INFO\n"
    )
    assert send(POLL).content == b"OK"
    assert [state for state, *_ in states()] == ["sent", "pending", "sent"]


@pytest.mark.parametrize(("language", "encoding"), [(83, "gb18030"), (69, "utf-8")])
def test_a_command_goes_in_the_encoding_of_the_device(send, language, encoding) -> None:
    command = make_command(make_terminal(sn="SN1", language=language), "X Name=王芳")

    assert send(POLL).content == f"C:{command.pk}:X Name=王芳\n".encode(encoding)


def test_what_the_api_queues_is_what_a_terminal_gets(send, api, terminal) -> None:
    sent = {"emp_code": "7", "first_name": "Asha", "department": 1, "area": [1]}
    assert api.post("/personnel/api/employees/", sent, format="json").status_code == 201

    key = Command.objects.get().pk
    user = "DATA UPDATE USERINFO PIN=7\tName=Asha\tPri=0\tPasswd=\tCard=\t\tGrp=1\tVerify=0"
    assert send(POLL).content.decode() == f"C:{key}:{user}\n"


# ---- results -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "ID={0}&Return=0&CMD=DATA\nID={1}&Return=-10&CMD=DATA\n",
        "ID={0}&Return=0&CMD=DATA\r\nID={1}&Return=-10",
        "ID={1}&Return=-10&CMD=DATA\nID={0}&Return=12&CMD=DATA",
        "ID={0}&Return=0&CMD=INFO\n~DeviceName=X\nUserCount=3\nID={1}&Return=-10&CMD=DATA",
    ],
)
def test_results_end_commands(send, terminal, body) -> None:
    for content in ("INFO", "DATA UPDATE FACE PIN=7"):
        make_command(terminal, content, state="sent")
    keys = list(Command.objects.order_by("id").values_list("pk", flat=True))

    assert send(RESULT, body.format(*keys)).content == b"OK"

    assert [(state, reason) for state, _, reason in states()] == [
        ("done", ""), ("failed", "no such person on the device"),
    ]  # fmt: skip
    assert str(Command.objects.first().answered_at) == "2026-01-05 12:00:00"
    assert rejected() == []


@pytest.mark.parametrize(
    "body",
    [
        "ID={}\nSN=SN1\nReturn=17\nCMD=Shell\nFILENAME=out.txt\nContent=total 0\nID=9&Return=1",
        "ID={}\nSN=SN1\nFILENAME=/etc/hosts\nCMD=GetFile\nReturn=17\nContent=\x00\xff",
        "ID={}\nReturn=17\nCMD=PutFile",
    ],
)
def test_a_result_may_have_lines_of_its_own(send, terminal, body) -> None:
    command = make_command(terminal, "GetFile /etc/hosts", state="sent")

    assert send(RESULT, body.format(command.pk)).content == b"OK"

    assert states() == [("done", 17, "")]
    assert rejected() == []


@pytest.mark.parametrize("method", ["POST", "GET", "PUT"])
def test_a_result_may_stand_in_the_query(send, terminal, method) -> None:
    command = make_command(terminal, "REBOOT", state="sent")

    query = f"SN=SN1&ID={command.pk}&Return=0&CMD=REBOOT"
    assert send(f"{method} /iclock/devicecmd?{query}").content == b"OK"

    assert states() == [("done", 0, "")]


def test_unknown_and_repeated_results_change_nothing(send, terminal) -> None:
    ours = make_command(terminal, state="sent")
    theirs = make_command(make_terminal(), state="sent")
    body = (
        f"ID={ours.pk}&Return=0&CMD=INFO\nID={ours.pk}&Return=-1&CMD=INFO\n"
        f"ID={theirs.pk}&Return=-1&CMD=INFO\nID={ours.pk + 500}&Return=-1\n"
        f"ID={'9' * 18}&Return=-1\n"
    )

    for _ in range(2):
        assert send(RESULT, body).content == b"OK"

    assert states() == [("done", 0, ""), ("sent", None, "")]
    assert rejected() == []


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("nonsense", "There is no result of a command."),
        ("ID=A7&Return=0&CMD=DATA", "A result has no id of a command."),
        (f"ID={'9' * 40}&Return=0&CMD=DATA", "A result has no id of a command."),
        ("Return=0&CMD=DATA", "A result has no id of a command."),
        ("ID={}&CMD=DATA", "A result has no number that it returns."),
        ("ID={}&Return=yes&CMD=DATA", "A result has no number that it returns."),
        ("ID={}&Return=99999999999&CMD=DATA", "A result has no number that it returns."),
    ],
)
def test_what_is_no_result_is_a_rejected_line(send, terminal, body, reason) -> None:
    command = make_command(terminal, state="sent")
    body = body.format(command.pk)

    assert send(RESULT, body).content == b"OK"

    assert states() == [("sent", None, "")]
    assert rejected() == [(TABLE, 1, body, reason)]


def test_an_empty_post_is_nothing(send, terminal) -> None:
    assert send(RESULT).content == b"OK"
    assert rejected() == []


# ---- when answers are lost ---------------------------------------------------------------------


def test_what_may_run_twice_comes_again_and_what_may_not_is_given_up(send, clock, terminal) -> None:
    """The server was killed, or the reply was lost, between handing out and the result."""
    user = make_command(terminal, "DATA UPDATE USERINFO PIN=7\tName=Asha")
    make_command(terminal, "REBOOT")
    assert send(POLL).content.count(b"\n") == 2

    clock.freeze(NOON + timedelta(seconds=59))
    assert send(POLL).content == b"OK"
    clock.freeze(NOON + timedelta(seconds=60))
    assert send(POLL).content.decode() == f"C:{user.pk}:DATA UPDATE USERINFO PIN=7\tName=Asha\n"
    send(RESULT, f"ID={user.pk}&Return=0&CMD=DATA")
    clock.freeze(NOON + timedelta(minutes=10, seconds=1))
    assert send(POLL).content == b"OK"

    assert states() == [("done", 0, ""), ("expired", None, "not answered for 10 minutes")]


# ---- enrolments --------------------------------------------------------------------------------

FINGER = "FP PIN=7\tFID=6\tSize=8\tValid=1\tTMP=VEVNUExB"
FACE = "BIODATA Pin=7\tNo=0\tIndex=0\tType=9\tMajorVer=58\tMinorVer=10\tTmp=RkFDRQ=="
UPLOAD = "POST /iclock/cdata?SN={}&table=OPERLOG&Stamp=9999"
WAITS = ("sent", 0, "answered; waits for the template")
DONE = ("done", 0, "")


@pytest.fixture
def enrol(send, api, terminal):
    """Ask for an enrolment and let the terminal fetch it; answers its id."""
    make_employee(emp_code="7", card_no="77")

    def start(**sent):
        body = {"devices_sn": ["SN1"], "emp_code": "7", **sent}
        answer = api.post("/iclock/api/terminals/enroll_remotely/", body, format="json")
        assert answer.status_code == 200, answer.content
        user, command = Command.objects.order_by("id")
        assert send(POLL).content.decode().endswith(f"C:{command.pk}:{command.content}\n")
        send(RESULT, f"ID={user.pk}&Return=0&CMD=DATA")
        return command.pk

    return start


def state(key):
    row = Command.objects.get(pk=key)
    return row.state, row.return_code, row.reason


def test_an_enrolment_is_done_when_its_template_has_come(send, api, enrol) -> None:
    key = enrol(bio_type="1", finger=6)

    send(RESULT, f"ID={key}&Return=0&CMD=ENROLL_FP")
    assert state(key) == WAITS
    assert send(POLL).content == b"OK"
    send(UPLOAD.format("SN1"), FINGER)

    assert state(key) == DONE
    assert api.get("/personnel/api/employees/7/").json()["fingerprint"] == "Ver 10:1"


def test_a_template_may_come_before_the_answer(send, enrol) -> None:
    key = enrol(bio_type="1", finger=6)

    send(UPLOAD.format("SN1"), FINGER)
    assert state(key) == ("sent", None, "")
    send(RESULT, f"ID={key}&Return=0&CMD=ENROLL_FP")

    assert state(key) == DONE


def test_a_template_counts_though_it_is_stored_already(send, enrol) -> None:
    key = enrol(bio_type="1", finger=6)
    make_template(Employee.objects.get(emp_code="7"), bio_no=6, bio_tmp="VEVNUExB")

    send(UPLOAD.format("SN1"), FINGER)
    send(RESULT, f"ID={key}&Return=0&CMD=ENROLL_FP")

    assert state(key) == DONE


@pytest.mark.parametrize(
    ("sn", "line"),
    [
        ("SN2", FINGER),
        ("SN1", FINGER.replace("FID=6", "FID=7")),
        ("SN1", FINGER.replace("PIN=7", "PIN=8")),
        ("SN1", FACE),
        ("SN1", FINGER.replace("Valid=1", "Valid=0")),
    ],
)
def test_another_template_ends_no_enrolment(send, enrol, sn, line) -> None:
    make_employee(emp_code="8")
    key = enrol(bio_type="1", finger=6)

    send(RESULT, f"ID={key}&Return=0&CMD=ENROLL_FP")
    send(UPLOAD.format(sn), line)

    assert state(key) == WAITS


@pytest.mark.parametrize(
    ("bio_type", "line"),
    [
        ("9", FACE),
        ("2", FACE.replace("Type=9", "Type=2").replace("No=0", "No=1")),
        ("8", FACE.replace("Type=9", "Type=8")),
        ("5", "FVEIN Pin=7\tFID=3\tIndex=2\tTmp=VEVNUExB"),
        ("5", FACE.replace("Type=9", "Type=5")),
        ("9", "BIOPHOTO PIN=7\tFileName=7.jpg\tType=0\tContent=bm8gcGhvdG8="),
    ],
)
def test_a_face_palm_or_vein_ends_its_enrolment(send, enrol, bio_type, line) -> None:
    key = enrol(bio_type=bio_type)

    send(RESULT, f"ID={key}&Return=0&CMD=ENROLL_BIO")
    send(UPLOAD.format("SN1"), line)

    assert state(key) == DONE


def test_an_enrolment_that_failed_waits_for_nothing(send, enrol) -> None:
    key = enrol(bio_type="1", finger=6)

    send(RESULT, f"ID={key}&Return=6&CMD=ENROLL_FP")

    assert state(key) == ("failed", 6, "cancelled")


def test_a_template_that_never_comes_is_said_so(send, clock, enrol) -> None:
    key = enrol(bio_type="1", finger=6)
    clock.freeze(NOON + timedelta(minutes=9))
    send(RESULT, f"ID={key}&Return=0&CMD=ENROLL_FP")
    send(RESULT, f"ID={key}&Return=6&CMD=ENROLL_FP")
    clock.freeze(NOON + timedelta(minutes=19))
    send(POLL)
    assert state(key) == WAITS

    clock.freeze(NOON + timedelta(minutes=19, seconds=1))
    send(f"{POLL}&INFO=x")
    assert state(key) == ("expired", 0, "the template never came")

    send(UPLOAD.format("SN1"), FINGER)
    send(RESULT, f"ID={key}&Return=0&CMD=ENROLL_FP")
    assert state(key)[0] == "expired"


def test_an_answer_after_its_time_still_counts(send, clock, enrol) -> None:
    key = enrol(bio_type="1", finger=6)
    send(UPLOAD.format("SN1"), FINGER)
    clock.freeze(NOON + timedelta(minutes=11))
    send(POLL)
    assert state(key)[0] == "expired"

    send(RESULT, f"ID={key}&Return=0&CMD=ENROLL_FP")

    assert state(key) == DONE
