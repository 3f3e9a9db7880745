"""Records as lines of an upload (push protocol, sections 5 to 7)."""

import base64
from collections.abc import Iterable

from iclock.virtual.clock import WIRE_FORMAT
from iclock.virtual.device_models import FACE, FINGER_VEIN, FINGERPRINT, MIDDLE, MODERN, DeviceModel
from iclock.virtual.records import Operation, Punch, Template, User
from iclock.virtual.templates import with_filler


def _fields(pairs: Iterable[tuple[str, object]]) -> str:
    return "\t".join(f"{name}={value}" for name, value in pairs)


def punch_line(punch: Punch, model: DeviceModel) -> str:
    """A line of an ATTLOG upload, with as many columns as the model sends."""
    columns = [punch.pin, punch.at.strftime(WIRE_FORMAT), punch.status, punch.verify]
    columns += [punch.work_code, 0, 0]
    if model.attlog_columns == MIDDLE:
        # Observed: the ninth column is a running number.
        columns += [0, punch.number]
    if model.attlog_columns == MODERN:
        # Observed: ten columns and a tab after the last.
        columns += [punch.mask, punch.temperature, punch.temperature, ""]
    return "\t".join(map(str, columns))


def operation_line(operation: Operation) -> str:
    """`OPLOG 6<tab>0<tab>2026-01-05 08:00:00<tab>7<tab>6<tab>932<tab>0`: three values, then a 0."""
    columns = [operation.code, operation.operator, operation.at.strftime(WIRE_FORMAT)]
    return "OPLOG " + "\t".join(map(str, [*columns, *operation.values, 0]))


def user_line(user: User, model: DeviceModel) -> str:
    """`USER PIN=7<tab>Name=Ali<tab>..`; only models that know BIODATA tell a validity."""
    pairs = [
        ("PIN", user.pin),
        ("Name", user.name),
        ("Pri", user.privilege),
        ("Passwd", user.password),
        ("Card", user.card),
        ("Grp", user.group),
        ("TZ", user.zones),
        ("Verify", user.verify),
        ("ViceCard", user.vice_card),
    ]
    if not model.is_legacy:
        pairs += [("Expires", "0"), ("StartDatetime", user.start), ("EndDatetime", user.end)]
    return f"USER {_fields(pairs)}"


def bio_data_line(template: Template) -> str:
    """`BIODATA Pin=7<tab>No=6<tab>..<tab>Tmp=..`, with the template as base64."""
    return "BIODATA " + _fields(
        [
            ("Pin", template.pin),
            ("No", template.no),
            ("Index", template.index),
            ("Valid", template.valid),
            ("Duress", template.duress),
            ("Type", template.bio_type),
            ("MajorVer", template.major),
            ("MinorVer", template.minor),
            ("Format", 0),
            ("Tmp", template.data),
        ]
    )


def legacy_template_line(template: Template) -> str:
    """A template for a server that does not take it as BIODATA; empty where there is no table."""
    data = template.data
    if template.bio_type == FINGERPRINT:
        head = [("PIN", template.pin), ("FID", template.no), ("Size", len(data))]
        return f"FP {_fields([*head, ('Valid', template.valid), ('TMP', data)])}"
    if template.bio_type == FACE:
        data = with_filler(data)
        head = [("PIN", template.pin), ("FID", template.index), ("SIZE", len(data))]
        return f"FACE {_fields([*head, ('VALID', template.valid), ('TMP', data)])}"
    if template.bio_type == FINGER_VEIN:
        head = [("Pin", template.pin), ("FID", template.no), ("Index", template.index)]
        tail = [("Size", len(data)), ("Valid", template.valid), ("Tmp", data)]
        return f"FVEIN {_fields([*head, *tail])}"
    return ""


def picture_line(pin: str, image: bytes) -> str:
    """`USERPIC PIN=7<tab>FileName=7.jpg<tab>Size=..<tab>Content=..`; the size is the base64's."""
    content = base64.b64encode(image).decode()
    pairs = [("PIN", pin), ("FileName", f"{pin}.jpg"), ("Size", len(content)), ("Content", content)]
    return f"USERPIC {_fields(pairs)}"


def bio_photo_line(pin: str, image: bytes) -> str:
    """`BIOPHOTO PIN=7<tab>FileName=7.jpg<tab>Type=0<tab>Size=..<tab>Content=..`, likewise."""
    content = base64.b64encode(image).decode()
    # Observed: type 0, although it is a visible-light face.
    head = [("PIN", pin), ("FileName", f"{pin}.jpg"), ("Type", 0)]
    return f"BIOPHOTO {_fields([*head, ('Size', len(content)), ('Content', content)])}"


def work_code_line(code: str, name: str) -> str:
    """`WORKCODE Code=12<tab>Name=Visit`."""
    return f"WORKCODE {_fields([('Code', code), ('Name', name)])}"


def error_line(code: str, message: str, command_id: str) -> str:
    """`ERRORLOG ErrCode=..<tab>ErrMsg=..<tab>DataOrigin=cmd<tab>CmdId=..<tab>Additional=..`."""
    pairs = [
        ("ErrCode", code),
        ("ErrMsg", message),
        ("DataOrigin", "cmd"),
        ("CmdId", command_id),
        ("Additional", base64.b64encode(b"{}").decode()),
    ]
    return f"ERRORLOG {_fields(pairs)}"


def punch_photo_body(serial: str, name: str, image: bytes, *, as_base64: bool) -> bytes:
    """The body of an ATTPHOTO upload: a text header, a zero byte, the image."""
    header = f"PIN={name}\nSN={serial}\nsize={len(image)}\nCMD=uploadphoto\0".encode()
    return header + (base64.b64encode(image) if as_base64 else image)
