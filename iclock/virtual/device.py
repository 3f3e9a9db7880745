"""A terminal by itself: its tables, clock and door, and what people do at it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random  # noqa: TID251  only the type: whoever builds a terminal seeds it

from iclock.virtual import operations, templates, uploads
from iclock.virtual.addresses import url_of
from iclock.virtual.behaviour import Behaviour
from iclock.virtual.chance import generator
from iclock.virtual.clock import FIRST_MOMENT, DeviceClock
from iclock.virtual.device_models import (
    FACE,
    FINGER_VEIN,
    FINGERPRINT,
    PALM,
    VISIBLE_LIGHT_FACE,
    DeviceModel,
)
from iclock.virtual.door import Door
from iclock.virtual.memory import Memory
from iclock.virtual.numbers import number_of
from iclock.virtual.outbox import Outbox, Record, Table
from iclock.virtual.portraits import portrait
from iclock.virtual.records import NO_STATE, Operation, Punch, Template, User
from iclock.virtual.refusals import NOT_CONFIGURED, RefusedError
from iclock.virtual.server_options import ServerOptions

# Verify codes of a punch, by what the person has enrolled; the first that fits.
VERIFY_CODES = (
    (FINGERPRINT, 1),
    (VISIBLE_LIGHT_FACE, 15),
    (FACE, 15),
    (FINGER_VEIN, 21),
    (PALM, 25),
)
CARD, PASSWORD = 4, 3
CHINESE = "83"
LONGEST_PERIOD = 24 * 60  # minutes
TEMPERATURES = (36.1, 36.9)
# Observed: a face is logged by these two, in this order.
ENROLMENT_CODES = {
    FINGERPRINT: (operations.ENROLL_FINGER,),
    FACE: (operations.CHANGE_FACE, operations.ENROLL_FACE),
    FINGER_VEIN: (operations.ENROLL_VEIN,),
    PALM: (operations.ENROLL_PALM,),
    VISIBLE_LIGHT_FACE: (operations.CHANGE_FACE, operations.ENROLL_FACE),
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a terminal is given, because it asks nobody for the time or for chance itself."""

    ticks: Callable[[], float]  # monotonic seconds, by which the wall clock runs
    generator: Random
    starts_at: datetime = FIRST_MOMENT  # of the wall clock


@dataclass(slots=True)
class Intentions:
    """What a command wants of the terminal's talk with its server, once it is answered."""

    restart: bool = False
    handshake: bool = False
    tell_parameters: bool = False
    upload: bool = False


@dataclass(slots=True)
class Unrouted:
    """Templates and photos of faces; the server's options say by which table they go."""

    templates: list[tuple[Template, bool]] = field(default_factory=list)  # whether asked for
    bio_photos: list[str] = field(default_factory=list)


class Device:
    """What people stand before; it works whether or not a server is there."""

    def __init__(
        self,
        serial: str,
        model: DeviceModel,
        surroundings: Surroundings,
        *,
        server: str,
        behaviour: Behaviour | None = None,
    ) -> None:
        self.serial = serial
        self.model = model
        self.server = server.rstrip("/")  # the base URL that it calls
        self.behaviour = behaviour or Behaviour()
        self.firmware = model.firmware
        self.clock = DeviceClock(surroundings.ticks, surroundings.starts_at, self.behaviour.drift)
        self.memory = Memory(model)
        self.outbox = Outbox()
        self.unrouted = Unrouted()
        self.door = Door()
        self.intentions = Intentions()
        self.mac, address = _addresses(serial)
        self.options = {"Language": "69", "IPAddress": address, "AlarmReRec": "0", "VOLUME": "67"}
        self.session: ServerOptions | None = None
        self.now = 0.0  # the driver's seconds, as last heard
        self.menu_until = 0.0
        self.changed: Callable[[], None] = lambda: None
        self._generator = surroundings.generator
        self._punched = 0
        self.log_operation(operations.POWER_ON)

    # --- What people do at it ---------------------------------------------------------------

    def punch(
        self,
        pin: str,
        *,
        verify: int | None = None,
        status: int = NO_STATE,
        at: datetime | None = None,
        work_code: str = "0",
    ) -> Punch | None:
        """Somebody passes, known or not; None when they passed just before.

        `verify` defaults to what the person has enrolled, `at` to the terminal's own clock.
        """
        moment = at or self.clock.now()
        if self._has_just_punched(pin, moment):
            return None
        self._punched += 1
        taken = Punch(
            pin,
            moment,
            status,
            self._verify_code(pin) if verify is None else verify,
            work_code,
            temperature=self._temperature(),
            number=self._punched,
        )
        self.memory.add_punch(taken)
        self.queue(Table.ATTLOG, uploads.of_punch(self, taken))
        if self.behaviour.takes_photos and self.model.has_camera:
            self._photograph(pin, moment)
        if pin in self.memory.users and not self.door.is_locked:
            self.door.open(self.now, self.behaviour.door_s)
        self.changed()
        return taken

    def add_user(self, user: User) -> None:
        """Somebody is entered at the terminal."""
        is_new = user.pin not in self.memory.users
        self.memory.put_user(user)
        if is_new:
            legacy, modern = operations.ENROLL_NEW_USER, operations.ADD_PERSON
            self.log_operation(legacy if self.model.is_legacy else modern, user.pin)
        self.queue_user(user, is_new=is_new)
        self.changed()

    def enroll(self, pin: str, bio_type: int, no: int = 0) -> None:
        """Somebody's finger, face or palm is taken; who is not known yet is entered first.

        Raises `RefusedError` where the model has no sensor or no room for it.
        """
        if not self.model.knows(bio_type):
            raise RefusedError(NOT_CONFIGURED)
        self.memory.refuse_if_full(pin, bio_type, no)
        if pin not in self.memory.users:
            self.add_user(User(pin))
        made = templates.made_up(self.model, pin, bio_type, no)
        self.memory.remove_templates(pin, bio_type, no)
        for template in made:
            self.memory.put_template(template)
        self.queue_user(self.memory.users[pin], is_new=False)
        size = str(sum(len(template.data) for template in made))
        for code in ENROLMENT_CODES[bio_type]:
            self.log_operation(code, pin, str(no), size)
        self.unrouted.templates += [(template, False) for template in made]
        if bio_type == VISIBLE_LIGHT_FACE:
            self.memory.bio_photos[pin] = portrait(pin)
            self.unrouted.bio_photos.append(pin)
        self.changed()

    def enroll_card(self, pin: str) -> None:
        """A card is written for somebody."""
        user = self.memory.known_user(pin)
        user.card = str(self._generator.randrange(1_000_000, 2**32))
        self.queue_user(user, is_new=False)
        self.log_operation(operations.ENROLL_CARD, pin)
        self.changed()

    def delete_user(self, pin: str) -> None:
        """Somebody is deleted at the terminal; a stranger is no mistake."""
        if pin not in self.memory.users:
            return
        self.memory.remove_user(pin)
        legacy, modern = operations.DELETE_USER, operations.DELETE_PERSON
        self.log_operation(legacy if self.model.is_legacy else modern, pin)
        self.changed()

    def menu(self, seconds: float = 30.0) -> None:
        """Somebody opens the menu for a while; no enrolment can be started meanwhile."""
        self.menu_until = self.now + seconds
        self.log_operation(operations.ENTER_MENU)
        self.changed()

    def tamper(self) -> None:
        """The terminal is torn off its wall."""
        self.door.is_alarmed = True
        # Observed: the reason stands in the first value.
        self.log_operation(operations.ALARM, operations.TAMPERED)
        self.changed()

    # --- What it does of itself -------------------------------------------------------------

    def log_operation(self, code: int, *values: str) -> None:
        """Note what was done at the terminal: one of `operations`, with up to three values."""
        first, second, third, *_ = (*values, "0", "0", "0")
        operation = Operation(code, self.clock.now(), values=(first, second, third))
        self.memory.operations.append(operation)
        self.queue(Table.OPERLOG, uploads.of_operation(operation))

    def queue(self, table: Table, record: Record) -> None:
        """Upload a record when the server wants such records."""
        if self.passes(record):
            self.outbox.add(table, record)

    def queue_user(self, user: User, *, is_new: bool, is_asked: bool = False) -> None:
        """Upload a person; one that a command `is_asked` for goes whatever TransFlag says."""
        flag = "EnrollUser" if is_new else "ChgUser"
        self.queue(Table.OPERLOG, uploads.of_user(self, user, flag, is_asked=is_asked))

    def queue_error(self, code: str, message: str, command_id: str) -> None:
        """Tell the server that a command could not be carried out, in the error log."""
        self.queue(Table.ERRORLOG, uploads.of_error(code, message, command_id))

    def open_door(self, seconds: float) -> None:
        """The server opens the door."""
        self.door.open(self.now, seconds)
        self.log_operation(operations.UNLOCK)

    def set_option(self, name: str, value: str) -> None:
        """One option; those that a handshake sets too count until the next one."""
        self.options[name] = value
        if self.session:
            self.session = self.session.with_option(name, value)

    def url_of(self, text: str) -> str:
        """The URL of a file that a command names."""
        return url_of(self.server, text)

    def encoded(self, text: str) -> bytes:
        """Text as this terminal writes it: UTF-8, GB18030 in Chinese."""
        return text.encode(self._encoding, errors="replace")

    def decoded(self, content: bytes) -> str:
        """What a server wrote to it; what is no text of its encoding is replaced."""
        return content.decode(self._encoding, errors="replace")

    @property
    def _encoding(self) -> str:
        # Push protocol, section 1: names and messages are GB18030 on Chinese terminals.
        return "gb18030" if self.options["Language"] == CHINESE else "utf-8"

    def passes(self, record: Record) -> bool:
        """Whether the server wants such records; before the first handshake it might."""
        if record.is_asked or record.flag is None or self.session is None:
            return True
        return self.session.passes(record.flag)

    def _has_just_punched(self, pin: str, moment: datetime) -> bool:
        """Whether the person's last punch lies within the option AlarmReRec, in minutes."""
        minutes = number_of(self.options["AlarmReRec"], default=0)
        period = timedelta(minutes=min(minutes, LONGEST_PERIOD))
        if not period:
            return False
        last = next((punch for punch in reversed(self.memory.punches) if punch.pin == pin), None)
        return last is not None and abs(moment - last.at) < period

    def _verify_code(self, pin: str) -> int:
        held = {template.bio_type for template in self.memory.templates_of(pin)}
        for bio_type, code in VERIFY_CODES:
            if bio_type in held:
                return code
        user = self.memory.users.get(pin)
        return CARD if user and user.card else PASSWORD if user and user.password else 1

    def _temperature(self) -> str:
        if not self.model.measures_temperature:
            return "0"
        return f"{self._generator.uniform(*TEMPERATURES):.1f}"

    def _photograph(self, pin: str, moment: datetime) -> None:
        name = f"{moment:%Y%m%d%H%M%S}-{pin}.jpg"
        self.memory.punch_photos[name] = portrait(pin)
        self.queue(Table.ATTPHOTO, uploads.of_punch_photo(name, portrait(pin)))


def _addresses(serial: str) -> tuple[str, str]:
    """A MAC and an IP address of the terminal's own."""
    dice = generator("addresses", serial)
    # Observed: the vendor's devices begin so.
    mac = ":".join(["00", "17", "61", *(f"{dice.randrange(256):02x}" for _ in range(3))])
    return mac, f"192.168.{dice.randrange(1, 255)}.{dice.randrange(2, 255)}"
