"""Photos of punches."""

import base64
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iclock.push.parsing.attphoto import PunchPhoto, read_photo
from iclock.push.parsing.records import Rejected

JPEG = b"\xff\xd8\xff\xe0\x00pic\nture\x00"
PNG = b"\x89PNG\r\n\x1a\npicture"
NINE = datetime.fromisoformat("2025-06-01T09:00:00")


def header(name="20250601090000-7.jpg", size=14, end="\n"):
    return end.join([f"PIN={name}", "SN=SN1", f"size={size}", "CMD=uploadphoto"]).encode()


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("gap", [b"\0", b"\n", b"\r\n", b"\n\0"])
@pytest.mark.parametrize("image", [JPEG, PNG])
def test_a_photo_after_its_header(end, gap, image):
    body = header(size=len(image), end=end) + gap + image
    assert read_photo(body) == PunchPhoto("20250601090000-7.jpg", "7", NINE, image)


@pytest.mark.parametrize("size", [len(JPEG), len(base64.b64encode(JPEG))])
@pytest.mark.parametrize("end", [b"", b"\r\n"])
def test_a_photo_in_base64(size, end):
    body = header(size=size) + b"\0" + base64.b64encode(JPEG) + end
    assert read_photo(body) == PunchPhoto("20250601090000-7.jpg", "7", NINE, JPEG)


def test_the_commands_name_does_not_matter():
    body = header().replace(b"CMD=uploadphoto", b"cmd=realupload") + b"\0" + JPEG
    assert read_photo(body).pin == "7"


@pytest.mark.parametrize("body", [JPEG, base64.b64encode(JPEG)])
def test_an_image_without_a_header(body):
    assert read_photo(body) == PunchPhoto("", None, None, JPEG)


@pytest.mark.parametrize(
    ("name", "pin", "time"),
    [
        ("20250601090000-7.jpg", "7", NINE),
        ("20250601090000-007", "007", NINE),
        ("20250601090000-EMP-1.b.jpg", "EMP-1.b", NINE),
        ("20250601090000-2-7.jpg", "2-7", NINE),
        ("20250601090000.jpg", None, NINE),
        ("20250601090000-.jpg", None, NINE),
        ("20250601090000-a b.jpg", None, NINE),
        ("20250230090000-7.jpg", "7", None),
        # Of an identity card: how it went, the PIN, the card's number.
        ("20250601090000-0-7-110101199003070015.jpg", "7", NINE),
        ("20250601090000-4-7-.jpg", "7", NINE),
        ("7.jpg", None, None),
        ("x20250601090000-7.jpg", None, None),
    ],
)
def test_names(name, pin, time):
    assert read_photo(header(name) + b"\0" + JPEG) == PunchPhoto(name, pin, time, JPEG)


@pytest.mark.parametrize("folder", ["/mnt/photo/", "..\\", "../../"])
def test_a_name_is_no_path(folder):
    found = read_photo(header(f"{folder}20250601090000-7.jpg") + b"\0" + JPEG)
    assert found.file_name == "20250601090000-7.jpg"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "The photo is no JPEG or PNG."),
        (b"picture", "The photo is no JPEG or PNG."),
        (header(), "The photo is no JPEG or PNG."),
        (header() + b"\0", "The photo is no JPEG or PNG."),
        (header() + b"\0picture", "The photo is no JPEG or PNG."),
        (header(size=99) + b"\0" + JPEG, "The photo has 14 bytes, its size is 99."),
    ],
)
def test_refuses_what_is_no_photo_or_not_all_of_it(body, reason):
    found = read_photo(body)
    assert isinstance(found, Rejected)
    assert (found.line, found.reason) == (1, reason)
    assert "\0" not in found.text


def test_a_header_ends_within_its_limit():
    body = b"PIN=7\n" + b"x=1\n" * 2000 + b"CMD=uploadphoto\0" + JPEG
    assert isinstance(read_photo(body), Rejected)


@given(st.binary(max_size=200), st.booleans())
def test_nothing_raises(content, is_headed):
    found = read_photo((header() + b"\0" if is_headed else b"") + content)
    assert isinstance(found, PunchPhoto | Rejected)


@given(st.binary(), st.from_regex(r"[A-Za-z0-9._]{1,20}", fullmatch=True), st.booleans())
def test_a_written_photo_is_read(content, pin, is_base64):
    image = JPEG + content
    sent = base64.b64encode(image) if is_base64 else image
    name = f"20250601090000-{pin}.jpg"
    body = header(name, len(image)) + b"\0" + sent
    assert read_photo(body) == PunchPhoto(name, pin, NINE, image)
