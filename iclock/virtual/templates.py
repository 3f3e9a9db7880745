"""Made-up templates: of plausible size, the same for the same person and part on every terminal."""

import base64
import hashlib

from iclock.virtual.device_models import (
    FACE,
    FINGER_VEIN,
    FINGERPRINT,
    PALM,
    VISIBLE_LIGHT_FACE,
    DeviceModel,
)
from iclock.virtual.records import Template

# Push protocol, sections 6 and 7: how many parts a template comes in.
PARTS = {FINGERPRINT: 1, FACE: 12, FINGER_VEIN: 3, PALM: 5, VISIBLE_LIGHT_FACE: 1}
# Guess: bytes before base64, the least and what chance adds.
SIZES = {
    FINGERPRINT: (700, 500),
    FACE: (1400, 200),
    FINGER_VEIN: (900, 200),
    PALM: (1600, 100),
    VISIBLE_LIGHT_FACE: (1100, 100),
}
OTHER_SIZE = (500, 100)
# Observed: how fingerprints of version 10 begin.
FINGERPRINT_HEADER = b"K\xd9SS21"
# Observed: 16 bytes stand before a near-infrared face when it is uploaded.
FACE_FILLER = bytes(16)


def made_up(model: DeviceModel, pin: str, bio_type: int, no: int) -> list[Template]:
    """All parts of a template, as this model makes them."""
    version = model.version(bio_type)
    return [
        Template(pin, bio_type, no, index, version, data_of(pin, bio_type, no, index, version))
        for index in range(PARTS.get(bio_type, 1))
    ]


def data_of(pin: str, bio_type: int, no: int, index: int, version: str) -> str:
    """The bytes of one part, as base64."""
    seed = f"{pin}\0{bio_type}\0{no}\0{index}\0{version}".encode()
    least, more = SIZES.get(bio_type, OTHER_SIZE)
    size = least + hashlib.sha256(seed).digest()[0] * more // 255
    content = hashlib.shake_256(seed).digest(size)
    if bio_type == FINGERPRINT:
        content = FINGERPRINT_HEADER + content[len(FINGERPRINT_HEADER) :]
    return base64.b64encode(content).decode()


def with_filler(data: str) -> str:
    """A face as it is uploaded, from one as it is kept; both base64."""
    return base64.b64encode(FACE_FILLER + base64.b64decode(data)).decode()


def without_filler(data: str) -> str:
    """A face as it is kept, whether it came with the filler or without."""
    content = base64.b64decode(data)
    return base64.b64encode(content.removeprefix(FACE_FILLER)).decode()
