"""DATA UPDATE of photos: sent along, or lying on the server."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from iclock.virtual.commands.reading import Command, Fields
from iclock.virtual.commands.steps import Fetch, Result, Step
from iclock.virtual.device_models import VISIBLE_LIGHT_FACE, has_flag
from iclock.virtual.portraits import is_image
from iclock.virtual.refusals import (
    BAD_PARAMETER,
    BAD_TEMPLATE,
    NO_DATA,
    NOT_CONFIGURED,
    PHOTO_SIZE,
    RefusedError,
)
from iclock.virtual.templates import made_up

if TYPE_CHECKING:
    from iclock.virtual.device import Device

# Push protocol, section 7: why no template could be made of a photo.
NO_TEMPLATE = ("D01E0006", "template extraction failed")


def put_picture(device: "Device", fields: Fields, _command: Command) -> Fetch | None:
    """The portrait that is shown when the person punches."""
    pin = device.memory.known_user(fields.required("PIN")).pin

    def keep(image: bytes) -> None:
        if not is_image(image):
            raise RefusedError(BAD_PARAMETER)
        device.memory.pictures[pin] = image

    return _with_image(device, fields, keep)


def put_bio_photo(device: "Device", fields: Fields, command: Command) -> Fetch | None:
    """A portrait from which the terminal makes its own template of the face."""
    if not has_flag(device.model.bio_photo, VISIBLE_LIGHT_FACE):
        raise RefusedError(NOT_CONFIGURED)
    pin = device.memory.known_user(fields.required("PIN")).pin
    is_posted_back = fields.number("PostBackTmpFlag", 0, 1, 0) == 1

    def keep(image: bytes) -> None:
        if not is_image(image):
            device.queue_error(*NO_TEMPLATE, command.id)
            raise RefusedError(BAD_TEMPLATE)
        made = made_up(device.model, pin, VISIBLE_LIGHT_FACE, 0)
        for template in made:
            device.memory.put_template(template)
        device.memory.bio_photos[pin] = image
        if is_posted_back:
            device.unrouted.templates += [(template, True) for template in made]

    return _with_image(device, fields, keep)


def _with_image(device: "Device", fields: Fields, keep: Callable[[bytes], None]) -> Fetch | None:
    """Keep the image that the fields hold, or that lies at their Url."""
    if fields.number("Format", 0, 1, 0) == 1:
        return Fetch(device.url_of(fields.required("Url")), lambda content: _kept(keep, content))
    text = fields.required("Content")
    image = fields.content("Content", PHOTO_SIZE)
    fields.refuse_other_size(len(text), len(image), PHOTO_SIZE)
    if not image:
        raise RefusedError(BAD_PARAMETER)
    keep(image)
    return None


def _kept(keep: Callable[[bytes], None], content: bytes | None) -> Step:
    if not content:
        raise RefusedError(NO_DATA)
    keep(content)
    return Result()
