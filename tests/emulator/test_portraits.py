"""The drawn faces of the demo company."""

import io
from random import Random  # noqa: TID251  the builders seed such dice

import pytest
from PIL import Image

from etpserver.emulator.fixtures.portraits import draw_portrait


def seeded(seed: object) -> Random:
    return Random(f"portraits {seed}")  # noqa: S311  chance for data, never for secrets


def faces(count: int) -> list[bytes]:
    return [draw_portrait(seeded(number)) for number in range(count)]


def test_is_a_square_jpeg():
    made = Image.open(io.BytesIO(draw_portrait(seeded(1))))
    assert (made.format, made.mode, made.size) == ("JPEG", "RGB", (240, 240))


@pytest.mark.parametrize("size", [80, 120, 480])
def test_has_the_size_that_is_asked_for(size):
    assert Image.open(io.BytesIO(draw_portrait(seeded(1), size=size))).size == (size, size)


def test_the_same_dice_draw_the_same_bytes():
    assert draw_portrait(seeded(1)) == draw_portrait(seeded(1))


def test_goes_on_where_the_dice_are():
    dice = seeded(1)
    assert draw_portrait(dice) != draw_portrait(dice)


def test_faces_differ():
    assert len(set(faces(60))) == 60


def test_stays_below_8_kilobytes():
    assert max(len(face) for face in faces(60)) < 8_000
