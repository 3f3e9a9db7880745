"""Pictures to upload, and what is in the stored ones."""

import io
import struct
import zlib
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from personnel.employees.models import EmployeePhoto
from tests.personnel.employees.people import EMPLOYEES

UPLOAD = f"{EMPLOYEES}update_emp_photo/"
UPDATED = {"status": "Successfully Photo Updated."}
RED, GREEN = (200, 30, 30), (30, 160, 60)
ORIENTATION = 0x0112


def picture(
    kind: str = "JPEG",
    size: tuple[int, int] = (120, 160),
    mode: str = "RGB",
    colour: Any = RED,
    **how: Any,
) -> bytes:
    """A picture of one colour."""
    return saved(Image.new(mode, size, colour), kind, **how)


def saved(image: Image.Image, kind: str, **how: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **how)
    return file.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def is_near(pixel: Any, colour: tuple[int, ...], by: int = 12) -> bool:
    """JPEG does not keep colours exactly."""
    return all(abs(one - other) <= by for one, other in zip(pixel, colour, strict=True))


def png_chunk(kind: bytes, data: bytes) -> bytes:
    check = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)


def file_of(content: bytes | None = None, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture() if content is None else content)


def send(
    api, emp_code: Any, content: bytes | str | None = None, name: str = "photo.jpg", **form: Any
):
    """Upload a photo: bytes as a file, text as it is."""
    upload = content if isinstance(content, str) else file_of(content, name)
    sent = {"emp_code": emp_code, "upload_photo": upload, **form}
    return api.post(UPLOAD, sent, format="multipart")


def photos() -> dict[str, bytes]:
    """Everything that is stored, by emp_code."""
    rows = EmployeePhoto.objects.values_list("employee__emp_code", "image")
    return {code: bytes(image) for code, image in rows}
