"""Made-up photos: a plain face in colours of the person's own."""

import hashlib
from functools import lru_cache
from io import BytesIO

SIZE = (240, 320)
QUALITY = 70
SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


@lru_cache(maxsize=256)
def portrait(pin: str) -> bytes:
    """A small JPEG, the same for the same PIN."""
    from PIL import Image, ImageDraw  # noqa: PLC0415  slow to load, and few terminals photograph

    colours = hashlib.sha256(pin.encode()).digest()
    image = Image.new("RGB", SIZE, (colours[0] // 2 + 96, colours[1] // 2 + 96, 200))
    pen = ImageDraw.Draw(image)
    pen.ellipse((20, 230, 220, 420), fill=(colours[2] // 2, colours[3] // 2, 110))
    pen.ellipse((70, 60, 170, 230), fill=(140 + colours[4] // 3, 120 + colours[4] // 4, 110))
    for left in (95, 133):
        pen.ellipse((left, 120, left + 12, 132), fill=(30, 30, 30))
    pen.arc((98, 160, 142, 195), 20, 160, fill=(120, 50, 50), width=4)
    file = BytesIO()
    image.save(file, "JPEG", quality=QUALITY)
    return file.getvalue()


def is_image(content: bytes) -> bool:
    """Whether bytes begin like a JPEG or PNG, which is all that a terminal looks at here."""
    return content.startswith(SIGNATURES)
