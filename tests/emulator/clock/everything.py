"""One of everything that can be made through the documented API, with what is shown of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from PIL import Image

LOGIN = {"username": "admin", "password": "admin"}
STAFF_LOGIN = {"username": "2", "password": "123456"}
PEOPLE, DEVICES = "/personnel/api", "/iclock/api"
TREES = {"areas": "area", "departments": "dept", "locations": "location", "positions": "position"}
EXPORTED = (
    *(f"{PEOPLE}/{name}" for name in (*TREES, "employees", "resigns")),
    *(f"{DEVICES}/{name}" for name in ("biodatas", "terminals", "transactions", "unregister")),
    *(f"{DEVICES}/{name}" for name in ("privatemessages", "publicmessages")),
)
SERIAL, SPARE = "SN2001001", "SN2001002"
DAY, LATER = "2001-02-03", "2001-02-04"


@dataclass(frozen=True)
class Step:
    """A call; `{id}` in its path is the id that the call before it answered."""

    method: str
    path: str
    json: Any = None
    data: Any = None
    files: Any = field(default=None, hash=False)


def steps() -> Iterator[Step]:
    """In an order in which each works, in a world of the fixture `empty`."""
    yield from _logins()
    for plural, word in TREES.items():
        yield from _tree(f"{PEOPLE}/{plural}", word)
    yield from _terminals()
    yield from _employees()
    yield from _device_operations()
    yield from _messages("privatemessages", employee="2")
    yield from _messages("publicmessages", terminal=SERIAL)
    yield from _punches()
    yield from _resignations()
    yield from _staff()
    for path in EXPORTED:
        yield Step("GET", f"{path}/")
        for kind in ("csv", "txt", "xls"):
            yield Step("GET", f"{path}/export/?export_type={kind}")
    yield Step("GET", f"{PEOPLE}/employees/export/")
    yield Step("GET", "/files/photo/2.jpg")
    yield from _deletions()


def _logins() -> Iterator[Step]:
    yield Step("POST", "/api/api-token-auth/", LOGIN)
    yield Step("POST", "/api/jwt-api-token-auth/", LOGIN)
    yield Step("POST", "/api/jwt-api-token-refresh/", {"refresh": "{refresh}"})


def _tree(path: str, word: str) -> Iterator[Step]:
    for code in ("10", "11", "12"):
        yield Step("POST", f"{path}/", {f"{word}_code": code, f"{word}_name": "Made"})
    yield Step("GET", f"{path}/10/")
    yield Step("PUT", f"{path}/10/", {f"{word}_name": "Put"})
    yield Step("PATCH", f"{path}/10/", {f"{word}_name": "Patched"})
    yield _import(f"{path}/import_{word}/", f"{word}_code,{word}_name\r\n13,Imported\r\n")


def _terminals() -> Iterator[Step]:
    path = f"{DEVICES}/terminals"
    for serial in (SERIAL, SPARE, "SN2001003"):
        yield Step("POST", f"{path}/", {"sn": serial, "alias": "Made", "area": "1"})
    yield Step("GET", f"{path}/{SERIAL}/")
    yield Step("PUT", f"{path}/{SERIAL}/", {"alias": "Put"})
    yield Step("PATCH", f"{path}/{SERIAL}/", {"alias": "Patched"})


def _employees() -> Iterator[Step]:
    path = f"{PEOPLE}/employees"
    for code in ("2", "3", "4", "5", "6"):
        person = {"emp_code": code, "department": "1", "area": ["1"], "hire_date": DAY}
        yield Step("POST", f"{path}/", person)
    yield Step("GET", f"{path}/2/")
    yield Step("PUT", f"{path}/2/", {"first_name": "Put"})
    yield Step("PATCH", f"{path}/2/", {"first_name": "Patched"})
    yield _import(f"{path}/import_emp/", "emp_code,dept_code,area_code\r\n7,1,1\r\n")
    yield Step("POST", f"{path}/adjust_area/", {"emp_code": ["2"], "area_code": [1, 10]})
    yield Step("POST", f"{path}/adjust_depart/", {"emp_code": ["2"], "department_code": 10})
    yield Step("POST", f"{path}/adjust_position/", {"emp_code": ["2"], "position_code": 10})
    yield Step("POST", f"{path}/adjust_emp_type/", {"emp_code": ["2"], "emp_type": 1})
    yield Step("POST", f"{path}/del_bio_template/", {"emp_code": ["2"], "finger_print": True})
    photo = {"upload_photo": ("p.jpg", _picture(), "image/jpeg")}
    yield Step("POST", f"{path}/update_emp_photo/", data={"emp_code": "2"}, files=photo)


def _device_operations() -> Iterator[Step]:
    path = f"{DEVICES}/terminals"
    enrolment = {"devices_sn": [SERIAL], "bio_type": "1", "emp_code": "2", "finger": 4}
    yield Step("POST", f"{path}/enroll_remotely/", enrolment)
    sync = {"devices_sn": [SERIAL], "emp_code": True, "finger_print": True}
    yield Step("POST", f"{path}/sync_data_to_device/", sync)
    address = {"device_sn": [SERIAL], "ip": "192.0.2.1", "port": 8088}
    yield Step("POST", f"{path}/ip_port_update_to_device/", address)
    yield Step("POST", f"{path}/unlock_terminal/", {"sn": SERIAL})
    yield Step("POST", f"{path}/enrolled_employees/", {"sn": [SERIAL]})
    for action in ("reboot", "info", "upload_all", "clear_transaction"):
        yield Step("POST", f"{path}/action/", {"object_codes": [SERIAL], "action_type": action})


def _messages(plural: str, **whose: str) -> Iterator[Step]:
    path = f"{DEVICES}/{plural}"
    message = {**whose, "start_time": f"{DAY} 04:55:31", "duration": 60, "content": "Made"}
    yield Step("POST", f"{path}/", message)
    yield Step("POST", f"{path}/", message)
    yield Step("GET", f"{path}/")
    yield Step("GET", f"{path}/{{id}}/")
    yield Step("PUT", f"{path}/{{id}}/", {"content": "Put"})
    yield Step("PATCH", f"{path}/{{id}}/", {"content": "Patched"})


def _punches() -> Iterator[Step]:
    lines = "".join(f"{pin}\t{DAY} 08:00:00\t1\t0\t1\t0\r\n" for pin in ("2", "stranger"))
    log = {"upload_file": (f"{SERIAL}_attlog.dat", lines.encode())}
    yield Step("POST", f"{DEVICES}/transactions/action/", files=log)
    for plural in ("transactions", "unregister"):
        yield Step("GET", f"{DEVICES}/{plural}/")
        yield Step("GET", f"{DEVICES}/{plural}/{{id}}/")


def _resignations() -> Iterator[Step]:
    path = f"{PEOPLE}/resigns"
    leaving = {"resign_date": DAY, "resign_type": 1}
    yield Step("POST", f"{path}/", {**leaving, "employee": "3"})
    yield Step("GET", f"{path}/3/")
    yield Step("PUT", f"{path}/3/", {**leaving, "disableatt": True})
    yield Step("PATCH", f"{path}/3/", {"report_generation_end_date": LATER})
    yield Step("POST", f"{path}/disable_att/", {"emp_code": ["3"]})
    # Without a date it is the world's today.
    leavers = {"emp_code": ["4"], "resign_type": 1}
    yield Step("POST", f"{PEOPLE}/employees/adjust_resign/", leavers)
    yield Step("POST", f"{path}/rehire/", {"emp_code": ["4"]})
    yield Step("POST", f"{PEOPLE}/employees/adjust_resign/", leavers)
    rows = f"emp_code,resign_date,resign_type\r\n5,{DAY},3\r\n"
    yield _import(f"{path}/import_resign/", rows)


def _staff() -> Iterator[Step]:
    yield Step("POST", "/api/staff-api-token-auth/", STAFF_LOGIN)
    yield Step("POST", "/api/staff-jwt-api-token-auth/", STAFF_LOGIN)


def _deletions() -> Iterator[Step]:
    for plural in ("privatemessages", "publicmessages"):
        path = f"{DEVICES}/{plural}"
        yield Step("GET", f"{path}/")
        yield Step("DELETE", f"{path}/{{id}}/")
        yield Step("GET", f"{path}/")
        yield Step("POST", f"{path}/action/", {"object_ids": ["{id}"], "action_type": "delete"})
    deleted = {"object_codes": ["4"], "action_type": "delete"}
    yield Step("POST", f"{PEOPLE}/resigns/action/", deleted)
    yield Step("DELETE", f"{PEOPLE}/resigns/5/")
    yield Step("POST", f"{PEOPLE}/employees/action/", {**deleted, "object_codes": ["6"]})
    yield Step("DELETE", f"{PEOPLE}/employees/7/")
    yield Step("POST", f"{DEVICES}/terminals/action/", {**deleted, "object_codes": [SPARE]})
    yield Step("DELETE", f"{DEVICES}/terminals/SN2001003/")
    for plural in TREES:
        path = f"{PEOPLE}/{plural}"
        yield Step("POST", f"{path}/action/", {**deleted, "object_codes": ["11"]})
        yield Step("DELETE", f"{path}/12/")


def _import(path: str, rows: str) -> Step:
    file = {"import_file": ("rows.csv", rows.encode())}
    return Step("POST", path, data={"import_type": "1"}, files=file)


def _picture() -> bytes:
    file = BytesIO()
    Image.new("RGB", (120, 160), "teal").save(file, "JPEG")
    return file.getvalue()
