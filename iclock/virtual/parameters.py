"""What a terminal tells of itself: table=options, the answer to INFO, the INFO of a poll."""

from typing import TYPE_CHECKING

from iclock.virtual.clock import WIRE_FORMAT
from iclock.virtual.device_models import VISIBLE_LIGHT_FACE, DeviceModel

if TYPE_CHECKING:
    from iclock.virtual.device import Device

FACE_FRAMES = 12  # needed for one face
VENDOR = "ZKTeco Co., Ltd."


def parameters(device: "Device") -> dict[str, str]:
    """All options by name, in the order in which they are told."""
    return {
        "~DeviceName": device.model.name,
        "~SerialNumber": device.serial,
        "MAC": device.mac,
        **_counted(device),
        **_versions(device.model),
        "Language": device.options["Language"],
        "IPAddress": device.options["IPAddress"],
        "~Platform": device.model.platform,
        "~OEMVendor": VENDOR,
        "FWVersion": device.firmware,
        "PushVersion": device.model.push_version,
        "~LockFunOn": _flag(on=device.model.has_door),
        "IRTempDetectionFunOn": _flag(on=device.model.measures_temperature),
        "MainTime": device.clock.now().strftime(WIRE_FORMAT),
        **_support(device.model),
    }


def options_body(device: "Device") -> str:
    """The body of `table=options`: `name=value`, with commas between."""
    return ",".join(f"{name}={value}" for name, value in parameters(device).items())


def info(device: "Device") -> str:
    """The INFO of a poll: ten values by their places."""
    counts, model = device.memory.counts(), device.model
    values = [
        device.firmware,
        counts["UserCount"],
        counts["FPCount"],
        counts["TransactionCount"],
        device.options["IPAddress"],
        model.finger_version,
        model.face_version,
        FACE_FRAMES,
        counts["FaceCount"],
        _function_bits(model),
    ]
    return ",".join(map(str, values))


def _counted(device: "Device") -> dict[str, str]:
    """The counters, each beside its capacity."""
    model, counts = device.model, device.memory.counts()
    # Guess: users and fingers are told in hundreds, punches in tens of thousands.
    return {
        "TransactionCount": str(counts["TransactionCount"]),
        "~MaxAttLogCount": str(model.logs // 10_000),
        "UserCount": str(counts["UserCount"]),
        "~MaxUserCount": str(model.users // 100),
        "FPCount": str(counts["FPCount"]),
        "~MaxFingerCount": str(model.fingers // 100),
        "FaceCount": str(counts["FaceCount"]),
        "~MaxFaceCount": str(model.faces),
        "FvCount": str(counts["FvCount"]),
        "~MaxFvCount": str(model.veins // 100),
        "PvCount": str(counts["PvCount"]),
        "~MaxPvCount": str(model.palms),
        "UserPhotoCount": str(len(device.memory.pictures)),
        "~MaxUserPhotoCount": str(model.users),
    }


def _versions(model: DeviceModel) -> dict[str, str]:
    return {
        "FingerFunOn": _flag(on=model.fingers > 0),
        "FPVersion": model.finger_version if model.fingers else "",
        "FaceFunOn": _flag(on=model.faces > 0),
        "FaceVersion": model.face_version,
        "FvFunOn": _flag(on=model.veins > 0),
        "FvVersion": model.vein_version if model.veins else "",
        "PvFunOn": _flag(on=model.palms > 0),
        "PvVersion": model.palm_version if model.palms else "",
        "PhotoFunOn": _flag(on=model.has_camera),
    }


def _support(model: DeviceModel) -> dict[str, str]:
    """What only devices tell that know BIODATA."""
    if model.is_legacy:
        return {}
    return {
        "VisilightFun": _flag(on=model.knows(VISIBLE_LIGHT_FACE)),
        "BioPhotoFun": _flag(on="1" in model.bio_photo),
        "MultiBioVersion": ":".join(model.version(place) or "0" for place in range(10)),
        "MultiBioDataSupport": model.bio_data,
        "MultiBioPhotoSupport": model.bio_photo,
    }


def _function_bits(model: DeviceModel) -> str:
    bits = [model.fingers > 0, model.faces > 0, model.has_camera]
    if not model.is_legacy:
        # Observed: the fifth bit is 0, although visible-light templates are exchanged.
        bits += ["1" in model.bio_photo, False]
    return "".join(_flag(on=bit) for bit in bits)


def _flag(*, on: bool) -> str:
    return "1" if on else "0"
