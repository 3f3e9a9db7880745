"""What becomes of an uploaded picture, without a database."""

import re
import struct

import pytest
from PIL import Image, PngImagePlugin

from personnel.employees.photo_files import InvalidPhotoError, orientation_of
from personnel.employees.photo_images import UnfitPhotoError, portrait_of
from tests.personnel.employees.photo_pictures import (
    GREEN,
    ORIENTATION,
    RED,
    is_near,
    opened,
    picture,
    png_chunk,
    saved,
)


def turned(orientation: int, kind: str = "JPEG") -> bytes:
    """Red above green, said to be turned."""
    image = Image.new("RGB", (120, 160), RED)
    image.paste(GREEN, (0, 80, 120, 160))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    return saved(image, kind, exif=exif)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_answers_a_jpeg_of_the_same_size(kind, mode):
    made = opened(portrait_of(picture(kind, mode=mode, colour="white")))
    assert (made.format, made.mode, made.size) == ("JPEG", "RGB", (120, 160))


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_keeps_the_colours(kind):
    assert is_near(opened(portrait_of(picture(kind))).getpixel((60, 80)), RED)


def test_takes_progressive_jpegs():
    content = picture(progressive=True)
    assert is_near(opened(portrait_of(content)).getpixel((60, 80)), RED)


def test_takes_cmyk_jpegs():
    content = picture(mode="CMYK", colour=(0, 0, 0, 0))
    assert is_near(opened(portrait_of(content)).getpixel((60, 80)), (255, 255, 255))


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((1280, 960), (1280, 960)),
        ((2560, 1920), (1280, 960)),
        ((1000, 3200), (400, 1280)),
        ((80, 80), (80, 80)),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_makes_the_longer_side_1280_at_most(kind, size, expected):
    assert opened(portrait_of(picture(kind, size))).size == expected


@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [
        (1, (120, 160), (60, 20)),
        (2, (120, 160), (60, 20)),
        (3, (120, 160), (60, 140)),
        (4, (120, 160), (60, 140)),
        (5, (160, 120), (20, 60)),
        (6, (160, 120), (140, 60)),
        (7, (160, 120), (140, 60)),
        (8, (160, 120), (20, 60)),
        (9, (120, 160), (60, 20)),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_turns_the_picture_upright(kind, orientation, size, red_at):
    made = opened(portrait_of(turned(orientation, kind)))
    assert made.size == size
    assert is_near(made.getpixel(red_at), RED)


@pytest.mark.parametrize("letters", ["<", ">"])
def test_reads_the_orientation_in_both_byte_orders(letters):
    mark = b"II" if letters == "<" else b"MM"
    head = mark + struct.pack(f"{letters}HI", 42, 8)
    entries = struct.pack(f"{letters}HHHIHH", 1, ORIENTATION, 3, 1, 6, 0)
    assert orientation_of(head + entries) == 6


@pytest.mark.parametrize(
    "exif", [b"", b"II*\0", b"MM\0*\xff\xff\xff\xff", b"II*\0\x08\0\0\0\xff\xff"], ids=repr
)
def test_takes_damaged_exif_for_upright(exif):
    assert orientation_of(exif) == 1


def test_strips_the_metadata_of_a_jpeg():
    exif = Image.Exif()
    exif[0x010F] = "SECRET CAMERA"
    content = picture(exif=exif, comment=b"SECRET", icc_profile=b"SECRET" * 30, dpi=(300, 300))
    made = portrait_of(content)
    assert b"SECRET" in content
    assert b"SECRET" not in made
    assert opened(made).info.keys() == {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert not opened(made).getexif()


def test_strips_the_metadata_of_a_png():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "SECRET")
    content = picture("PNG", pnginfo=notes, dpi=(300, 300))
    made = portrait_of(content)
    assert b"SECRET" in content
    assert b"SECRET" not in made


@pytest.mark.parametrize(
    ("mode", "colour", "how"),
    [
        ("RGBA", (0, 0, 0, 0), {}),
        ("LA", (0, 0), {}),
        ("RGB", (0, 0, 0), {"transparency": (0, 0, 0)}),
        ("L", 0, {"transparency": 0}),
        ("P", 0, {"transparency": 0}),
    ],
)
def test_puts_what_is_transparent_on_white(mode, colour, how):
    content = picture("PNG", mode=mode, colour=colour, **how)
    assert opened(portrait_of(content)).getpixel((60, 80)) == (255, 255, 255)


def test_mixes_what_is_half_transparent_with_white():
    content = picture("PNG", mode="RGBA", colour=(0, 0, 0, 128))
    assert is_near(opened(portrait_of(content)).getpixel((60, 80)), (127, 127, 127))


def test_scales_sixteen_bits_of_grey():
    content = picture("PNG", mode="I;16", colour=0x8000)
    assert is_near(opened(portrait_of(content)).getpixel((60, 80)), (128, 128, 128))


def test_takes_black_and_white():
    content = picture("PNG", mode="1", colour=1)
    assert opened(portrait_of(content)).getpixel((60, 80)) == (255, 255, 255)


@pytest.mark.parametrize("size", [(79, 80), (80, 79)])
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_refuses_what_is_smaller_than_80_by_80(kind, size):
    message = f"The photo is {size[0]}x{size[1]}; it must have 80x80 pixels at least."
    with pytest.raises(UnfitPhotoError, match=re.escape(message)):
        portrait_of(picture(kind, size))


def test_refuses_a_png_of_too_many_pixels_by_its_stated_size():
    stated = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", stated) + png_chunk(b"IEND", b"")
    with pytest.raises(UnfitPhotoError, match=r"^The photo has more than 25 megapixels\.$"):
        portrait_of(bomb)


def test_refuses_a_jpeg_of_too_many_pixels_by_its_stated_size():
    bomb = picture().replace(struct.pack(">HH", 160, 120), struct.pack(">HH", 60_000, 60_000))
    with pytest.raises(UnfitPhotoError, match=r"^The photo has more than 25 megapixels\.$"):
        portrait_of(bomb)


def test_refuses_a_jpeg_of_very_many_scans():
    content = picture(progressive=True)
    scan = content[content.rindex(b"\xff\xda") : -2]
    with pytest.raises(InvalidPhotoError, match=r"^The JPEG holds no picture that can be read\.$"):
        portrait_of(content[:-2] + scan * 32 + content[-2:])


def test_refuses_a_jpeg_that_states_two_sizes():
    content = picture()
    frame = content[content.index(b"\xff\xc0") :][:19]
    with pytest.raises(InvalidPhotoError, match=r"^The JPEG holds no picture that can be read\.$"):
        portrait_of(content[:2] + frame + content[2:])


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xd8" + b"\xff\xfe\x00\x02" * 10_001,
        b"\x89PNG\r\n\x1a\n" + png_chunk(b"tEXt", b"") * 10_001,
    ],
    ids=["jpeg", "png"],
)
def test_refuses_a_file_of_very_many_parts(content):
    with pytest.raises(InvalidPhotoError, match=r"^The file is made of too many parts\.$"):
        portrait_of(content)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_refuses_a_file_that_breaks_off_anywhere(kind):
    content = picture(kind)
    for end in range(8, len(content), 7):
        with pytest.raises(InvalidPhotoError, match=r"^The picture breaks off\.$"):
            portrait_of(content[:end])


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize(
    "after", [b"\0", b"<script>alert(1)</script>", b"PK\x03\x04 an archive"], ids=repr
)
def test_refuses_what_goes_on_after_the_picture(kind, after):
    with pytest.raises(InvalidPhotoError, match=r"^The file holds more than a picture\.$"):
        portrait_of(picture(kind) + after)


def test_reads_past_a_preview_inside_the_metadata():
    exif = Image.Exif()
    exif[0x927C] = picture(size=(90, 90), colour=GREEN)
    made = opened(portrait_of(picture(exif=exif)))
    assert made.size == (120, 160)
    assert is_near(made.getpixel((60, 80)), RED)


def test_takes_restarts_and_fill_bytes():
    content = picture(restart_marker_blocks=2)
    filled = content.replace(b"\xff\xda", b"\xff\xff\xff\xda")
    assert b"\xff\xd0" in content
    assert is_near(opened(portrait_of(filled)).getpixel((60, 80)), RED)


def test_refuses_an_animated_png():
    frames = [Image.new("RGB", (120, 160), colour) for colour in (RED, GREEN)]
    content = saved(frames[0], "PNG", save_all=True, append_images=frames[1:])
    with pytest.raises(InvalidPhotoError, match=r"^An animated picture is no photo\.$"):
        portrait_of(content)


def test_refuses_a_png_without_a_header():
    with pytest.raises(InvalidPhotoError, match=r"^The PNG holds no picture that can be read\.$"):
        portrait_of(b"\x89PNG\r\n\x1a\n" + png_chunk(b"IEND", b""))


def test_refuses_damaged_pixels():
    content = picture("PNG")
    start = content.index(b"IDAT") + 8
    with pytest.raises(InvalidPhotoError, match=r"^The picture is damaged\.$"):
        portrait_of(content[:start] + b"\0\0\0\0" + content[start + 4 :])


def test_refuses_a_jpeg_whose_parts_do_not_follow_each_other():
    content = picture()
    with pytest.raises(InvalidPhotoError, match=r"^The picture is damaged\.$"):
        portrait_of(content[:20] + b"\0" + content[20:])
