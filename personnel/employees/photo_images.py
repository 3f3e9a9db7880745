"""From an uploaded picture to a portrait: an upright JPEG on white, without metadata."""

from __future__ import annotations

from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING

from etpserver.api.errors import DomainError
from etpserver.api.vendor_codes import UNFIT_PHOTO
from personnel.employees.photo_files import InvalidPhotoError, PictureFile, read_picture

if TYPE_CHECKING:
    from PIL.Image import Image

SMALLEST_SIDE = 80
LONGEST_SIDE = 1280
MOST_PIXELS = 25_000_000  # 6000x4000 of a good camera; about 300 MB while it is decoded
QUALITY = 85

_one_at_a_time = Lock()  # decoding takes memory and the processor


class UnfitPhotoError(DomainError):
    """A picture, but none that makes a portrait."""

    vendor_code = UNFIT_PHOTO

    def __init__(self, message: str) -> None:
        super().__init__(message, field="upload_photo")


def portrait_of(content: bytes) -> bytes:
    """The portrait that an uploaded JPEG or PNG makes."""
    picture = read_picture(content)
    if min(picture.width, picture.height) < SMALLEST_SIDE:
        raise UnfitPhotoError(
            f"The photo is {picture.width}x{picture.height};"
            f" it must have {SMALLEST_SIDE}x{SMALLEST_SIDE} pixels at least."
        )
    # Guess: a photo that states more than 25 megapixels is -262: a small file may unfold to
    # gigabytes.
    if picture.width * picture.height > MOST_PIXELS:
        raise UnfitPhotoError(f"The photo has more than {MOST_PIXELS // 10**6} megapixels.")
    with _one_at_a_time:
        return _encoded(_decoded(picture), picture.orientation)


def _decoded(picture: PictureFile) -> Image:
    """The picture on white, its longer side 1280 px at most."""
    from PIL import Image  # noqa: PLC0415  no start should pay for it

    try:
        with Image.open(BytesIO(picture.content), formats=(picture.kind,)) as image:
            # A JPEG is decoded to little more than the size wanted; a palette cannot be scaled.
            small = _with_whole_pixels(image) if picture.kind == "PNG" else image
            small.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=2.0)
            return _on_white(small)
    except (OSError, SyntaxError, ValueError) as problem:  # what Pillow makes of damaged files
        raise InvalidPhotoError("The picture is damaged.") from problem


def _with_whole_pixels(image: Image) -> Image:
    """The PNG's pixels in a mode that can be scaled."""
    if image.mode.startswith("I"):  # 16 bits of grey, which Pillow would cut instead of scale
        return image.point(lambda value: value / 256).convert("L")
    is_transparent = image.mode in {"LA", "RGBA"} or "transparency" in image.info
    mode = "RGBA" if is_transparent else "RGB"
    return image if image.mode == mode else image.convert(mode)


def _on_white(image: Image) -> Image:
    from PIL import Image as images  # noqa: PLC0415, N813

    if image.mode != "RGBA":
        return image.convert("RGB")
    white = images.new("RGB", image.size, "white")
    white.paste(image, mask=image)
    return white


def _encoded(image: Image, orientation: int) -> bytes:
    from PIL.Image import Transpose  # noqa: PLC0415

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    if orientation in turns:
        image = image.transpose(turns[orientation])
    file = BytesIO()
    image.save(file, "JPEG", quality=QUALITY)
    return file.getvalue()
