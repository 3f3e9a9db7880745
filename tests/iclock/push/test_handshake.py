"""`GET cdata?options=all`: the block of options, and what is kept of the question."""

import pytest

from iclock.models import Command, Terminal
from tests.iclock.factories import make_command, make_terminal

HELLO = "GET /iclock/cdata?SN=CKJF201960996&options=all"
BLOCK = """\
GET OPTION FROM: CKJF201960996
TransFlag=TransData AttLog\tOpLog\tAttPhoto\tEnrollFP\tEnrollUser\tFPImag\tChgUser\tChgFP\tFACE\t\
UserPic\tFVEIN\tBioPhoto
ServerVer=2.4.1
PushProtVer=2.4.1
Encrypt=0
EncryptFlag=1000000000
SupportPing=1
PushOptionsFlag=1
MaxPostSize=1048576
PushOptions=UserCount,TransactionCount,FingerFunOn,FPVersion,FPCount,FaceFunOn,FaceVersion,\
FaceCount,FvFunOn,FvVersion,FvCount,PvFunOn,PvVersion,PvCount,BioPhotoFun,BioDataFun,PhotoFunOn,\
~LockFunOn,CardProtFormat,~Platform,MultiBioPhotoSupport,MultiBioDataSupport,MultiBioVersion
MultiBioDataSupport=0:1:1:0:0:0:0:1:1:1
MultiBioPhotoSupport=0:0:0:0:0:0:0:0:0:1
TimeZone={zone}
TransTimes={times}
TransInterval={interval}
ErrorDelay=60
Delay={delay}
Realtime={realtime}
Stamp={stamp}
OpStamp={op_stamp}
PhotoStamp={photo_stamp}
"""
FIRST = {"zone": 330, "times": "00:00;14:05", "interval": 1, "delay": 10, "realtime": 1,
         "stamp": 0, "op_stamp": 0, "photo_stamp": 0}  # fmt: skip


def test_a_new_terminal_gets_the_defaults(send) -> None:
    answer = send(f"{HELLO}&language=69&pushver=2.4.1&PushOptionsFlag=1&DeviceType=middle%20east")

    assert answer.content.decode() == BLOCK.format(**FIRST)
    terminal = Terminal.objects.get()
    found = (terminal.push_protocol, terminal.language, terminal.device_type)
    assert found == ("2.4.1", 69, "middle east")


def test_a_terminal_gets_its_own_options(send) -> None:
    make_terminal(
        sn="CKJF201960996", terminal_tz=180, transfer_time="08:00;\n12:00", transfer_interval=5,
        heartbeat=30, transfer_mode=0, log_stamp="9999", op_log_stamp="812", capture_stamp="",
    )  # fmt: skip
    own = {"zone": 3, "times": "08:00; 12:00", "interval": 5, "delay": 30, "realtime": 0,
           "stamp": 9999, "op_stamp": 812, "photo_stamp": 0}  # fmt: skip

    assert send(HELLO).content.decode() == BLOCK.format(**own)


@pytest.mark.parametrize(
    ("minutes", "zone"),
    [(0, 0), (60, 1), (660, 11), (720, 720), (330, 330), (-180, -3), (-660, -11), (-720, -720),
     (-210, -210), (90, 90), (840, 840)],
)  # fmt: skip
def test_a_zone_goes_in_hours_or_minutes(send, minutes, zone) -> None:
    make_terminal(sn="CKJF201960996", terminal_tz=minutes)

    assert f"\nTimeZone={zone}\n" in send(HELLO).content.decode()


@pytest.mark.parametrize(
    ("query", "version", "language"),
    [
        ("", "2.2.14", 84),
        ("&pushver=&language=", "2.2.14", 84),
        ("&pushver=2%0A2&language=x", "2.2.14", 84),
        ("&pushver=2.3.0&language=83", "2.3.0", 83),
        ("&language=99999999999", "2.2.14", 84),
    ],
)
def test_what_a_device_does_not_say_is_the_oldest(send, query, version, language) -> None:
    send(f"{HELLO}{query}")

    terminal = Terminal.objects.get()
    assert (terminal.push_protocol, terminal.language) == (version, language)


# ---- stamps ------------------------------------------------------------------------------------

TO = "POST /iclock/cdata?SN=CKJF201960996&table="
UPLOADS = {
    "log_stamp": (f"{TO}ATTLOG", "7\t2026-01-05 09:00:00"),
    "op_log_stamp": (f"{TO}OPERLOG", "OPLOG 4\t0\t2026-01-05 09:00:00"),
    "capture_stamp": (f"{TO}ATTPHOTO", "PIN=1.jpg\nCMD=uploadphoto\0\xff"),
}


@pytest.mark.parametrize("name", UPLOADS)
@pytest.mark.parametrize(
    ("told", "kept"),
    [("&Stamp=9999", "9999"), ("&OpStamp=812", "812"), ("&PhotoStamp=7", "7"),
     ("&Stamp=1716809648.0", "1716809648.0"), ("&Stamp=0", "9999"), ("&Stamp=0.0", "9999"),
     ("", "9999"), ("&Stamp=%3Cx%3E", "9999"), (f"&Stamp={'9' * 51}", "9999")],
)  # fmt: skip
def test_the_stamp_of_an_upload_is_kept_and_is_never_0(send, name, told, kept) -> None:
    line, body = UPLOADS[name]
    send(f"{line}{told}", body)

    stamps = {field: getattr(Terminal.objects.get(), field) for field in UPLOADS}
    assert stamps == {field: kept if field == name else None for field in UPLOADS}


def test_an_upload_without_a_stamp_keeps_the_one_that_is_there(send) -> None:
    make_terminal(sn="CKJF201960996", log_stamp="812")
    line, body = UPLOADS["log_stamp"]
    send(line, body)

    assert Terminal.objects.get().log_stamp == "812"


def test_other_tables_have_no_stamp(send) -> None:
    send("POST /iclock/cdata?SN=CKJF201960996&table=BIODATA&Stamp=9999", "x")

    terminal = Terminal.objects.get()
    assert (terminal.log_stamp, terminal.op_log_stamp, terminal.capture_stamp) == (None,) * 3


def test_everything_is_asked_for_until_the_device_knows(send, api) -> None:
    """A punch between `upload_all` and the poll that brings it must not be the last one."""
    make_terminal(sn="CKJF201960996", log_stamp="9999")
    line, body = UPLOADS["log_stamp"]
    asked = api.post(
        "/iclock/api/terminals/upload_all/", {"terminals": ["CKJF201960996"]}, format="json"
    )
    assert asked.status_code == 200

    send(f"{line}&Stamp=9999", body)
    assert "\nStamp=0\nOpStamp=0\nPhotoStamp=0\n" in send(HELLO).content.decode()
    command = Command.objects.get()
    assert send("GET /iclock/getrequest?SN=CKJF201960996").content.decode() == (
        f"C:{command.pk}:CHECK\n"
    )
    assert "\nStamp=0\nOpStamp=0\nPhotoStamp=0\n" in send(HELLO).content.decode()
    send(f"{line}&Stamp=9999", body)
    assert "\nStamp=9999\nOpStamp=0\nPhotoStamp=0\n" in send(HELLO).content.decode()


def test_other_waiting_commands_keep_no_stamp(send) -> None:
    terminal = make_terminal(sn="CKJF201960996", log_stamp="0")
    make_command(terminal, "INFO")
    make_command(make_terminal(), "CHECK")
    line, body = UPLOADS["log_stamp"]
    send(f"{line}&Stamp=9999", body)

    terminal.refresh_from_db()
    assert terminal.log_stamp == "9999"
