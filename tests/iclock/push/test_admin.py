"""What devices sent, in Django's admin."""

import pytest
from django.test import Client

from iclock.models import DeviceEvent, PunchPhoto, RejectedLine
from tests.personnel.employees.photo_pictures import picture

ADMIN = "/_etp/admin/iclock"
PHOTO = b"PIN=20260105090000-7.jpg\nCMD=uploadphoto\0" + picture()


@pytest.fixture
def pages(send, admin):
    """The admin's pages, with a row of each kind."""
    menu = "OPLOG 4\t14\t2026-01-05 09:00:00\t0\nOPLOG 999\t14\t2026-01-05 09:00:01\t0"
    send("POST /iclock/cdata?SN=SN1&table=OPERLOG", f"{menu}\n<b>bad</b>")
    send("POST /iclock/cdata?SN=SN1&table=ATTPHOTO", PHOTO)
    client = Client()
    client.force_login(admin)
    return client


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("rejectedline", ["SN1", "OPERLOG", "&lt;b&gt;bad&lt;/b&gt; is no known kind of line."]),
        ("deviceevent", ["SN1", "OPLOG", "4 enter menu", ">999<"]),
        ("punchphoto", ["SN1", "20260105090000-7.jpg"]),
    ],
)
def test_lists_what_came(pages, kind, shown) -> None:
    text = pages.get(f"{ADMIN}/{kind}/").content.decode()

    assert [words for words in shown if words not in text] == []


@pytest.mark.parametrize("model", [RejectedLine, DeviceEvent, PunchPhoto])
def test_shows_a_row_and_lets_nobody_change_it(pages, model) -> None:
    page = f"{ADMIN}/{model._meta.model_name}"
    row = model.objects.first()
    assert row is not None

    shown = pages.get(f"{page}/{row.pk}/change/")

    assert shown.status_code == 200
    assert 'name="_save"' not in shown.content.decode()
    assert pages.post(f"{page}/{row.pk}/change/", {"terminal_sn": "X"}).status_code == 403
    assert pages.get(f"{page}/add/").status_code == 403
    assert pages.get(f"{page}/?q=SN1").status_code == 200


def test_shows_the_photo_of_a_punch(pages) -> None:
    photo = PunchPhoto.objects.get()

    text = pages.get(f"{ADMIN}/punchphoto/{photo.pk}/change/").content.decode()

    assert '<img alt="" src="data:image/jpeg;base64,/9j/' in text
