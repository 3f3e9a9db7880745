"""`table=options` and INFO: what a device reports of itself."""

import re

import pytest

from iclock.models import Command, Terminal
from tests.iclock.factories import make_command, make_terminal
from tests.iclock.push.stored import rejected

UPLOAD = "POST /iclock/cdata?SN=SN1&table=options"
SPEEDFACE = (
    "~DeviceName=SpeedFace-V5L[TD],MAC=00:17:61:12:e5:41,TransactionCount=12,~MaxAttLogCount=20,"
    "UserCount=3,~MaxUserCount=100,PhotoFunOn=1,~MaxUserPhotoCount=2500,FingerFunOn=0,FPVersion=10,"
    "~MaxFingerCount=60,FPCount=1,FaceFunOn=1,FaceVersion=58,~MaxFaceCount=6000,FaceCount=2,"
    "FvFunOn=1,FvVersion=3,~MaxFvCount=10,FvCount=4,PvFunOn=1,PvVersion=12,~MaxPvCount=3000,"
    "PvCount=5,Language=69,IPAddress=192.168.54.216,~Platform=ZAM170_TFT,"
    "~OEMVendor=ZKTeco Co., Ltd.,FWVersion=ZAM170-NF-Ver1.1.27,PushVersion=Ver 2.0.32S-20200506,"
    "RegDeviceType=,VisilightFun=1,MultiBioDataSupport=0:1:0:0:0:0:0:0:1:1,"
    "MultiBioPhotoSupport=0:0:0:0:0:0:0:0:0:1,~LockFunOn=15,IsTFT=1"
)
REPORTED = {
    "terminal_name": "SpeedFace-V5L[TD]", "transaction_count": 12,
    "transaction_capacity": 200_000, "user_count": 3, "user_capacity": 10_000,
    "photo_func_on": True, "fp_func_on": False, "fp_alg_ver": "10", "fp_capacity": 6000,
    "fp_count": 1, "face_func_on": True, "face_alg_ver": "58", "face_capacity": 6000,
    "face_count": 2, "fv_func_on": True, "fv_alg_ver": "3", "fv_capacity": 1000, "fv_count": 4,
    "palm_func_on": True, "palm_alg_ver": "12", "palm_capacity": 3000, "palm_count": 5,
    "language": 69, "ip_address": "192.168.54.216", "platform": "ZAM170_TFT",
    "oem_vendor": "ZKTeco Co., Ltd.", "fw_ver": "ZAM170-NF-Ver1.1.27",
    "push_ver": "Ver 2.0.32S-20200506", "bio_data_support": "0:1:0:0:0:0:0:0:1:1",
    "bio_photo_support": "0:0:0:0:0:0:0:0:0:1", "lock_func": 15, "is_tft": True,
}  # fmt: skip


def fields(*names):
    return dict(Terminal.objects.values(*names).get(sn="SN1"))


@pytest.mark.parametrize("body", [SPEEDFACE, SPEEDFACE.replace(",~", "\r\n~")])
def test_options_become_the_terminals_fields(send, body) -> None:
    assert send(UPLOAD, body).content == b"OK"

    assert fields(*REPORTED) == REPORTED
    assert rejected() == []


def test_the_result_of_info_says_the_same(send) -> None:
    command = make_command(make_terminal(sn="SN1"), "INFO", state="sent")
    lines = re.sub(r",(?=~?[A-Za-z]+=)", "\n", SPEEDFACE)

    body = f"ID={command.pk}&Return=0&CMD=INFO\n{lines}"
    assert send("POST /iclock/devicecmd?SN=SN1", body).content == b"OK"

    assert fields(*REPORTED) == REPORTED
    assert Command.objects.get().state == "done"


def test_what_is_not_told_or_empty_is_kept(send) -> None:
    make_terminal(sn="SN1", fw_ver="Ver 1", user_count=4)

    send(UPLOAD, "FWVersion=,FPCount=2")

    assert fields("fw_ver", "user_count", "fp_count") == {
        "fw_ver": "Ver 1", "user_count": 4, "fp_count": 2,
    }  # fmt: skip


def test_a_value_that_does_not_fit_is_rejected_alone(send) -> None:
    body = (
        f"UserCount=many,FPCount=2,FWVersion={'x' * 101},MultiBioDataSupport=yes"
        ",~MaxUserCount=99999999"
    )

    assert send(UPLOAD, body).content == b"OK"

    assert rejected() == [
        ("OPTIONS", 1, "UserCount=many", "The value is no whole number that fits."),
        ("OPTIONS", 3, f"FWVersion={'x' * 101}", "The value has more than 100 characters."),
        ("OPTIONS", 4, "MultiBioDataSupport=yes", "The value is no list of flags."),
        ("OPTIONS", 5, "MaxUserCount=99999999", "The value is no whole number that fits."),
    ]
    assert fields("fp_count", "user_count") == {"fp_count": 2, "user_count": None}


def test_options_are_no_data(send) -> None:
    send(UPLOAD, "FPCount=2")

    assert fields("push_time", "upload_time") == {"push_time": None, "upload_time": None}


@pytest.mark.parametrize(
    ("info", "expected"),
    [
        ("Ver 2.0.12-20150625,1,2,3,192.168.16.27,10,7,15,4,110",
         ("Ver 2.0.12-20150625", 1, 2, 3, "192.168.16.27", "10", "7", 4, True, True, False)),
        ("Ver%202.0.12-20150625,1,2,3,192.168.16.27,10,7,15,4,111",
         ("Ver 2.0.12-20150625", 1, 2, 3, "192.168.16.27", "10", "7", 4, True, True, True)),
        ("ZAM70-NF24HA-Ver3.3.12,27,73,283,192.168.1.201,13,40,12,3,01110,0,25,0",
         ("ZAM70-NF24HA-Ver3.3.12", 27, 73, 283, "192.168.1.201", "13", "40", 3, False, True,
          True)),
        ("Ver 1,x,2", ("Ver 1", None, 2, None, None, None, None, None, True, False, False)),
    ],
)  # fmt: skip
def test_a_poll_may_carry_info(send, info, expected) -> None:
    assert send(f"GET /iclock/getrequest?SN=SN1&INFO={info}").content == b"OK"

    names = (
        "fw_ver", "user_count", "fp_count", "transaction_count", "ip_address", "fp_alg_ver",
        "face_alg_ver", "face_count", "fp_func_on", "face_func_on", "photo_func_on",
    )  # fmt: skip
    assert tuple(fields(*names).values()) == expected


def test_info_that_does_not_fit_is_rejected(send) -> None:
    assert send(f"GET /iclock/getrequest?SN=SN1&INFO={'x' * 101},5").content == b"OK"

    assert rejected("table", "reason") == [("INFO", "The value has more than 100 characters.")]
    assert fields("fw_ver", "user_count") == {"fw_ver": None, "user_count": 5}
