"""USERPIC and BIOPHOTO lines, and ATTPHOTO."""

import base64

import pytest

from iclock.models import PunchPhoto, RejectedLine, Terminal
from iclock.push import photos
from personnel.employees.photo_images import portrait_of
from personnel.models import EmployeePhoto
from tests.factories import make_area, make_employee, make_resignation
from tests.iclock.factories import MODERN, lines, make_photo, make_terminal
from tests.iclock.push.stored import rejected
from tests.personnel.employees.photo_pictures import picture

UPLOAD = "POST /iclock/cdata?SN=SN1&table=OPERLOG&Stamp=9999"
PORTRAIT, OTHER = picture(), picture(size=(200, 200))


def text_of(image):
    return base64.b64encode(image).decode()


def user_picture(image, pin="7"):
    text = text_of(image)
    return f"USERPIC PIN={pin}\tFileName={pin}.jpg\tSize={len(text)}\tContent={text}"


def bio_photo(image, pin="7"):
    text = text_of(image)
    return f"BIOPHOTO PIN={pin}\tFileName={pin}.jpg\tType=0\tSize={len(text)}\tContent={text}"


def image_of(pin="7"):
    found = EmployeePhoto.objects.filter(employee__emp_code=pin).first()
    return found and bytes(found.image)


@pytest.fixture
def person():
    """Somebody who works where SN1 and another terminal stand."""
    area = make_area()
    make_terminal(area, sn="SN1", **MODERN)
    make_terminal(area, sn="SN2", **MODERN)
    return make_employee(emp_code="7", areas=(area,))


def heard():
    """The first words of what the sender and the other terminal are told."""
    return [
        [" ".join(line.split()[:3]) for line in lines(Terminal.objects.get(sn=sn))]
        for sn in ("SN1", "SN2")
    ]


@pytest.mark.parametrize("line", [user_picture(PORTRAIT), bio_photo(PORTRAIT)])
def test_a_photo_is_stored_encoded_anew_and_brought_to_the_others(send, person, line) -> None:
    assert send(UPLOAD, line).content == b"OK"

    assert image_of() == portrait_of(PORTRAIT)
    assert heard() == [[], ["DATA UPDATE USERPIC", "DATA UPDATE BIOPHOTO"]]
    person.refresh_from_db()
    assert str(person.update_time) == "2026-01-05 12:00:00"


def test_a_picture_replaces_a_photo_and_a_portrait_does_not(send, person) -> None:
    make_photo(person)

    send(UPLOAD, bio_photo(PORTRAIT))
    assert image_of() == b"\xff\xd8picture"
    assert heard() == [[], []]

    send(UPLOAD, user_picture(PORTRAIT))
    assert image_of() == portrait_of(PORTRAIT)


def test_of_a_picture_and_a_portrait_the_picture_counts(send, person) -> None:
    send(UPLOAD, f"{user_picture(PORTRAIT)}\n{bio_photo(OTHER)}")

    assert image_of() == portrait_of(PORTRAIT)


def test_a_photo_that_a_terminal_was_given_comes_back_as_it_was(send, person) -> None:
    send(UPLOAD, user_picture(PORTRAIT))
    stored = image_of()

    send(UPLOAD, user_picture(stored))

    assert image_of() == stored
    assert heard() == [[], ["DATA UPDATE USERPIC", "DATA UPDATE BIOPHOTO"]]


def test_who_has_resigned_is_brought_to_no_terminal(send, person) -> None:
    make_resignation(person)

    send(UPLOAD, user_picture(PORTRAIT))

    assert image_of() is not None
    assert heard() == [[], []]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (user_picture(b"no photo"), "The file is neither a JPEG nor a PNG picture."),
        (bio_photo(b"no photo"), "The file is neither a JPEG nor a PNG picture."),
        (user_picture(PORTRAIT[:-200]), "The picture breaks off."),
        (user_picture(picture(size=(79, 80))),
         "The photo is 79x80; it must have 80x80 pixels at least."),
        ("USERPIC PIN=7\tContent=???", "Content is no base64."),
        ("BIOPHOTO PIN=7\tType=9\tUrl=http://127.0.0.1/x.jpg",
         "Photos are not fetched from elsewhere."),
    ],
)  # fmt: skip
def test_what_is_no_photo_is_a_rejected_line(send, person, line, reason) -> None:
    assert send(UPLOAD, line).content == b"OK"

    assert image_of() is None
    assert rejected() == [("OPERLOG", 1, line[:1000], reason)]
    assert heard() == [[], []]


@pytest.mark.parametrize("line", [user_picture, bio_photo])
def test_a_photo_of_nobody_is_a_rejected_line(send, line) -> None:
    send(UPLOAD, line(b"no photo either"))
    send(UPLOAD, line(PORTRAIT))

    assert rejected("reason") == [("No employee has this PIN.",)] * 2


def test_a_photo_of_nobody_that_lies_elsewhere_is_rejected_once(send) -> None:
    send(UPLOAD, "BIOPHOTO PIN=8\tType=9\tUrl=http://127.0.0.1/x.jpg")

    assert rejected("line", "reason") == [(1, "No employee has this PIN.")]


def test_a_photo_alone_makes_a_person_if_people_are_made(send, sync) -> None:
    sync("create")

    send(UPLOAD, f"{user_picture(PORTRAIT)}\n{bio_photo(OTHER, '8')}")

    assert (image_of(), image_of("8")) == (portrait_of(PORTRAIT), portrait_of(OTHER))


# ---- photos of punches -------------------------------------------------------------------------

PUNCH = "/iclock/cdata?SN=SN1&table=ATTPHOTO&Stamp=9999"


def punch_photo(name, image=PORTRAIT):
    return f"PIN={name}\nSN=SN1\nsize={len(image)}\nCMD=uploadphoto\0".encode() + image


def photos_of_punches():
    rows = PunchPhoto.objects.order_by("id")
    return [(row.terminal_sn, row.file_name, row.pin, row.time and str(row.time)) for row in rows]


@pytest.mark.parametrize("path", [PUNCH, PUNCH.replace("cdata", "fdata")])
def test_the_photo_of_a_punch_is_kept(send, path) -> None:
    answer = send(f"POST {path}", punch_photo("20260105090000-7.jpg"))

    assert answer.content == b"OK"
    assert photos_of_punches() == [("SN1", "20260105090000-7.jpg", "7", "2026-01-05 09:00:00")]
    photo = PunchPhoto.objects.get()
    assert (bytes(photo.image), str(photo.received_at)) == (PORTRAIT, "2026-01-05 12:00:00")


def test_a_photo_that_comes_again_is_kept_once(send) -> None:
    for _ in range(2):
        send(f"POST {PUNCH}", punch_photo("20260105090000-7.jpg"))
    send("POST /iclock/cdata?SN=SN2&table=ATTPHOTO", punch_photo("20260105090000-7.jpg"))

    assert [sn for sn, *_ in photos_of_punches()] == ["SN1", "SN2"]


def test_a_failed_verification_has_nobody(send) -> None:
    send(f"POST {PUNCH}", punch_photo("20260105090000.jpg"))

    assert photos_of_punches() == [("SN1", "20260105090000.jpg", "", "2026-01-05 09:00:00")]


def test_a_photo_without_a_header_is_known_by_what_it_shows(send) -> None:
    for image in (PORTRAIT, PORTRAIT, OTHER):
        assert send(f"POST {PUNCH}", image).content == b"OK"

    assert [(pin, time) for _, _, pin, time in photos_of_punches()] == [("", None)] * 2


def test_the_newest_photos_of_each_terminal_are_kept(send, monkeypatch) -> None:
    monkeypatch.setattr(photos, "KEPT", 2)
    send("POST /iclock/cdata?SN=SN2&table=ATTPHOTO", punch_photo("other.jpg"))
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        send(f"POST {PUNCH}", punch_photo(name))

    assert [name for _, name, _, _ in photos_of_punches()] == ["other.jpg", "b.jpg", "c.jpg"]


@pytest.mark.parametrize("body", [b"", b"PIN=x.jpg\nCMD=uploadphoto\0bm90aGluZw==", b"nothing"])
def test_what_is_no_photo_of_a_punch_is_rejected(send, body) -> None:
    assert send(f"POST {PUNCH}", body).content == b"OK"

    assert not PunchPhoto.objects.exists()
    line = RejectedLine.objects.get()
    assert (line.table, line.reason) == ("ATTPHOTO", "The photo is no JPEG or PNG.")


def test_a_photo_of_a_punch_may_not_be_larger_than_others(send, monkeypatch) -> None:
    monkeypatch.setattr(photos, "LARGEST_FILE", 10)

    assert send(f"POST {PUNCH}", punch_photo("a.jpg", b"\xff\xd8" + b"x" * 9)).content == b"OK"

    assert rejected() == [("ATTPHOTO", 1, "a.jpg", "The photo has 11 bytes.")]
