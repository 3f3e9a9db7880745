"""Terminals of tests: how they look on the wire."""

from typing import Any

from iclock.models import Command, PublicMessage, Terminal, Transaction

TERMINALS = "/iclock/api/terminals/"
COMPANY = "6b969e80-f3ff-11e9-afc7-acde48001122"
# Manual 4.4.9: a second company, which every fixture holds.
OTHER_COMPANY = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
NO_COMPANY = "00000000-0000-4000-8000-000000000000"
SUCCESS = {"status": "Success"}
NO_RIGHT = "You do not have permission to perform this action."
NO_LOGIN = "Authentication credentials were not provided."
MISSING = "This field is required."


def read(terminal: Terminal, **over: Any) -> dict[str, Any]:
    """The short record, of a terminal that was never seen."""
    terminal = Terminal.objects.select_related("area", "company").get(pk=terminal.pk)
    plain = (
        "id sn ip_address alias terminal_name fw_ver push_ver state terminal_tz area last_activity "
        "user_count fp_count face_count palm_count transaction_count push_time transfer_time "
        "transfer_interval is_attendance area_name company"
    )
    given = {
        "state": 1,
        "area": {
            "id": terminal.area.pk,
            "area_code": terminal.area.area_code,
            "area_name": terminal.area.area_name,
        },
        "area_name": terminal.area.area_name,
        "company": {"id": str(terminal.company_id), "name": terminal.company.name},
        **over,
    }
    times = {name: _time(getattr(terminal, name)) for name in ("last_activity", "push_time")}
    return {
        name: given[name] if name in given else times.get(name, getattr(terminal, name, None))
        for name in plain.split()
    }


def _time(moment: Any) -> str | None:
    return moment and moment.strftime("%Y-%m-%d %H:%M:%S")


def written(**over: Any) -> dict[str, Any]:
    """The long record that the manual's create answers (4.4.2), but for what is sent."""
    return {
        "id": None,
        "create_time": "2026-01-05 12:00:00",
        "create_user": None,
        "change_time": "2026-01-05 12:00:00",
        "change_user": None,
        "status": 0,
        "sn": None,
        "alias": "Auto add",
        "ip_address": None,
        "real_ip": None,
        "state": 1,
        "terminal_tz": 330,
        "heartbeat": 10,
        "transfer_mode": 1,
        "device_direction": 0,
        "transfer_interval": 1,
        "transfer_time": "00:00;14:05",
        "product_type": 9,
        "is_attendance": 1,
        "is_registration": 0,
        "purpose": None,
        "controller_type": 0,
        "authentication": 1,
        "style": None,
        "upload_flag": "1111100000",
        "fw_ver": None,
        "push_protocol": "",
        "push_ver": None,
        "language": 84,
        "is_tft": False,
        "terminal_name": None,
        "platform": None,
        "oem_vendor": None,
        "log_stamp": None,
        "op_log_stamp": None,
        "capture_stamp": None,
        "user_count": None,
        "user_capacity": None,
        "photo_func_on": False,
        "transaction_count": None,
        "transaction_capacity": None,
        "fp_func_on": True,
        "fp_count": None,
        "fp_capacity": None,
        "fp_alg_ver": None,
        "face_func_on": False,
        "face_count": None,
        "face_capacity": None,
        "face_alg_ver": None,
        "fv_func_on": False,
        "fv_count": 0,
        "fv_capacity": None,
        "fv_alg_ver": None,
        "palm_func_on": False,
        "palm_count": None,
        "palm_capacity": None,
        "palm_alg_ver": None,
        "lock_func": 0,
        "last_activity": None,
        "upload_time": None,
        "push_time": None,
        "is_access": 0,
        "gps_location": None,
        "company": COMPANY,
        "area": "Not Authorized",
        **over,
    }


def stored() -> list[dict[str, Any]]:
    """Everything that operations on terminals could change, for proving that nothing did."""
    kinds: Any = (Terminal, Command, PublicMessage, Transaction)
    return [row for kind in kinds for row in kind.objects.order_by("pk").values()]


def post(api: Any, path: str, sent: Any, **how: Any) -> Any:
    return api.post(f"{TERMINALS}{path}", sent, **{"format": "json", **how})
