"""The tables of a terminal, and how much goes into them."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from iclock.virtual.device_models import (
    FACE,
    FINGER_VEIN,
    FINGERPRINT,
    PALM,
    VISIBLE_LIGHT_FACE,
    DeviceModel,
)
from iclock.virtual.records import Message, Operation, Punch, Template, TemplateKey, User
from iclock.virtual.refusals import FULL, UNKNOWN_PIN, RefusedError

FACES = (FACE, VISIBLE_LIGHT_FACE)
Rows = dict[str, dict[str, str]]


@dataclass(slots=True)
class Memory:
    """All that a terminal keeps; pictures and files as bytes, the rest as it came."""

    model: DeviceModel
    users: dict[str, User] = field(default_factory=dict)
    templates: dict[TemplateKey, Template] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)  # PIN -> portrait
    bio_photos: dict[str, bytes] = field(default_factory=dict)  # PIN -> comparison photo
    punches: list[Punch] = field(default_factory=list)
    operations: list[Operation] = field(default_factory=list)
    punch_photos: dict[str, bytes] = field(default_factory=dict)  # file name -> photo
    messages: dict[int, Message] = field(default_factory=dict)
    message_links: set[tuple[str, int]] = field(default_factory=set)  # PIN, uid
    work_codes: dict[str, str] = field(default_factory=dict)
    rows: dict[str, Rows] = field(default_factory=dict)  # the small tables, by name and key
    files: dict[str, bytes] = field(default_factory=dict)

    def put_user(self, user: User) -> None:
        """Add or replace a person; raises `RefusedError` when there is no room."""
        if user.pin not in self.users and len(self.users) >= self.model.users:
            raise RefusedError(FULL)
        self.users[user.pin] = user

    def known_user(self, pin: str) -> User:
        """The person with this PIN; a `RefusedError` (-10) for a stranger."""
        if pin not in self.users:
            raise RefusedError(UNKNOWN_PIN)
        return self.users[pin]

    def remove_user(self, pin: str) -> None:
        """The person with templates, photos and links to messages; a stranger is no mistake."""
        self.users.pop(pin, None)
        self.pictures.pop(pin, None)
        self.bio_photos.pop(pin, None)
        self.message_links = {link for link in self.message_links if link[0] != pin}
        self.remove_templates(pin)

    def put_template(self, template: Template) -> None:
        """Add or replace a template of somebody known; raises `RefusedError`."""
        self.known_user(template.pin)
        self.refuse_if_full(template.pin, template.bio_type, template.no)
        self.templates[template.key] = template

    def refuse_if_full(self, pin: str, bio_type: int, no: int) -> None:
        """Whether one more finger, face or palm has room."""
        held = self.enrolled(bio_type)
        if (pin, no) not in held and len(held) >= self.model.capacity(bio_type):
            raise RefusedError(FULL)

    def enrolled(self, bio_type: int) -> set[tuple[str, int]]:
        """PIN and number of every finger, face or palm of this type."""
        return {(t.pin, t.no) for t in self.templates.values() if t.bio_type == bio_type}

    def templates_of(
        self, pin: str | None = None, bio_type: int | None = None, no: int | None = None
    ) -> Iterator[Template]:
        """Templates in the order of their keys; None means any."""
        for key in sorted(self.templates):
            template = self.templates[key]
            wanted = ((pin, template.pin), (bio_type, template.bio_type), (no, template.no))
            if all(asked in {None, own} for asked, own in wanted):
                yield template

    def remove_templates(
        self, pin: str, bio_type: int | None = None, no: int | None = None
    ) -> None:
        """Forget a person's templates: all, of a type, of one finger; none is no mistake."""
        for template in list(self.templates_of(pin, bio_type, no)):
            del self.templates[template.key]

    def add_punch(self, punch: Punch) -> None:
        """The oldest makes room for the newest."""
        if len(self.punches) >= self.model.logs:
            del self.punches[0]
        self.punches.append(punch)

    def clear(self) -> None:
        """Forget everything but files."""
        empty = Memory(self.model)
        for name in self.__slots__:
            if name not in {"model", "files"}:
                setattr(self, name, getattr(empty, name))

    def counts(self) -> dict[str, int]:
        """How much of each kind there is, by the names of the options."""
        faces = {pin for kind in FACES for pin, _ in self.enrolled(kind)}
        return {
            "UserCount": len(self.users),
            "TransactionCount": len(self.punches),
            "FPCount": len(self.enrolled(FINGERPRINT)),
            "FaceCount": len(faces),
            "FvCount": len(self.enrolled(FINGER_VEIN)),
            "PvCount": len(self.enrolled(PALM)),
        }
