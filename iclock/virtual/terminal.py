"""The talk of a terminal with its server, without input or output."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from iclock.virtual import operations, requests, uploads
from iclock.virtual.addresses import next_server
from iclock.virtual.behaviour import Behaviour
from iclock.virtual.commands.reading import read_commands
from iclock.virtual.commands.steps import Fetch
from iclock.virtual.device import Device, Intentions, Surroundings
from iclock.virtual.device_models import DeviceModel
from iclock.virtual.exchange import Reply, Request, Wait
from iclock.virtual.outbox import Batch, Table
from iclock.virtual.parameters import info
from iclock.virtual.server_options import ServerOptions
from iclock.virtual.timetable import Timetable
from iclock.virtual.workbench import Done, Workbench

# Observed: how long a terminal waits that no server has answered yet.
FIRST_RETRY = 15
# Observed: after something happened polls come this close, then further and further apart.
CLOSEST_POLLS = 1
OK = b"OK"
# What is uploaded again when a server says that it has nothing of a table.
TABLES_OF_STAMP = {
    "OPERLOG": (Table.OPERLOG,),
    "BIODATA": (Table.BIODATA, Table.BIOPHOTO),
    "ATTLOG": (Table.ATTLOG,),
    "ATTPHOTO": (Table.ATTPHOTO,),
}


@dataclass(frozen=True, slots=True)
class Errand:
    """A request, what to do with its reply, and with none.

    `take` answers whether the reply was that of a server which has understood.
    """

    request: Request
    take: Callable[[Reply], bool]
    lost: Callable[[], None] = lambda: None


class VirtualTerminal(Device):
    """A terminal and its talk; a driver carries one request at a time.

    The driver asks `next_request(now)` and answers a request with `receive` or
    `connection_failed`. `now` are seconds of the driver's own, which may run faster than the
    wall clock: all waiting goes by them.
    """

    def __init__(
        self,
        serial: str,
        model: DeviceModel,
        surroundings: Surroundings,
        *,
        server: str,
        behaviour: Behaviour | None = None,
    ) -> None:
        super().__init__(serial, model, surroundings, server=server, behaviour=behaviour)
        self.is_online = True
        self.work = Workbench(self)
        self._errand: Errand | None = None
        self._is_handshake_due = True
        self._are_parameters_due = False
        self._is_upload_due = False
        self._is_bulk = False
        self._retry_at = 0.0
        self._boots_at: float | None = None
        self._poll_at = 0.0
        self._idle_polls = 0
        self._told: str | None = None
        self._timetable = Timetable(self.clock)
        self._is_settled = False

    # --- What a driver calls ----------------------------------------------------------------

    def next_request(self, now: float) -> Request | Wait:
        """What to send now, or how long to wait."""
        if self._errand:
            raise RuntimeError("The reply to the last request is still awaited.")
        self.now = max(self.now, now)
        self._boot_when_due()
        if self._boots_at is not None:
            return Wait(self._boots_at)
        self.work.work()
        if not self.is_online:
            return Wait(None)
        if self.now < self._retry_at:
            return Wait(self._retry_at)
        self._errand = next(self._errands(), None)
        return self._errand.request if self._errand else Wait(self._next_moment())

    def receive(self, reply: Reply, now: float) -> None:
        """The reply to the last request."""
        if not self._end_errand(now).take(reply):
            self._wait_to_retry()

    def connection_failed(self, now: float) -> None:
        """The last request got no reply: the terminal will begin with a handshake again."""
        self._end_errand(now).lost()
        self._is_handshake_due = True
        self._wait_to_retry()

    def hurry(self) -> None:
        """Poll, or try again, without waiting for the time of it."""
        self._poll_at = self._retry_at = self.now
        self._is_settled = False
        self.changed()

    def set_online(self, online: bool) -> None:  # noqa: FBT001  a plug is in or out
        """Pull the network cable, or plug it in again."""
        self.is_online = online
        self._is_handshake_due = True
        self._retry_at = self.now
        self.changed()

    @property
    def is_failing(self) -> bool:
        """Whether it waits to try again what has failed."""
        return self.now < self._retry_at

    @property
    def is_idle(self) -> bool:
        """Whether all is said and done, until something happens or the next poll."""
        is_talking = self._errand or self._is_handshake_due or self._are_parameters_due
        is_off = self._boots_at is not None
        return (
            self._is_settled
            and self.work.is_empty
            and not (is_talking or is_off or self._may_upload())
        )

    # --- Errands ----------------------------------------------------------------------------

    def _errands(self) -> Iterator[Errand]:
        """What is to be sent, the most urgent first; what follows is asked for if it is not."""
        if self._is_handshake_due or self.session is None:
            yield self._handshake()
            return
        file = self.work.wanted_file()
        if file:
            yield from self._fetch(file)
        results = self.work.next_results()
        if results:
            yield self._tell(results)
        if self.work.is_empty:
            yield from self._follow_intentions()
        if self._boots_at is None:
            yield from self._upload_or_poll(self.session)

    def _end_errand(self, now: float) -> Errand:
        if self._errand is None:
            raise RuntimeError("No request is under way.")
        errand, self._errand = self._errand, None
        self.now = max(self.now, now)
        return errand

    def _wait_to_retry(self) -> None:
        self._is_settled = False
        self._retry_at = self.now + (self.session.error_delay if self.session else FIRST_RETRY)
        self._poll_at = max(self._poll_at, self._retry_at)  # it is not late because of this

    def _next_moment(self) -> float:
        """When there will be something to do, if nothing happens before."""
        if self._boots_at is not None:
            return self._boots_at
        moments = [self._poll_at, self.work.until]
        if self.session and not self.session.is_realtime:
            moments.append(self.now + self._timetable.seconds_left(self.session))
        return min(moments)

    def _note_activity(self) -> None:
        """Something happened: polls come close together again."""
        self._idle_polls = 0
        self._poll_at = min(self._poll_at, self.now + CLOSEST_POLLS)
        self._is_settled = False

    # --- Handshake and parameters -----------------------------------------------------------

    def _handshake(self) -> Errand:
        return Errand(requests.handshake(self), self._take_options)

    def _take_options(self, reply: Reply) -> bool:
        options = ServerOptions.read(self.decoded(reply.body)) if reply.status == 200 else None
        if options is None:
            return False
        self.session = options
        self._is_handshake_due = False
        self._follow_clock(reply)
        self._route(options)
        for stamp, tables in TABLES_OF_STAMP.items():
            if options.is_zero(stamp):
                self._upload_again(options, tables)
        for table in Table:
            self.outbox.keep(table, self.passes)
        self._are_parameters_due = options.wants_parameters and self.model.tells_parameters
        self._is_upload_due = True
        self._timetable.note_look()
        self._told = None
        self._note_activity()
        self._poll_at = self.now
        return True

    def _upload_again(self, options: ServerOptions, tables: Iterable[Table]) -> None:
        for table in tables:
            self.outbox.replace(table, list(uploads.everything(self, options, table)))

    def _follow_clock(self, reply: Reply) -> None:
        zone = self.session.zone if self.session else None
        self.clock.follow(reply.headers.get("date"), zone)

    def _tell_parameters(self) -> Errand:
        def take(reply: Reply) -> bool:
            if not is_ok(reply):
                return False
            self._are_parameters_due = False
            self._note_activity()
            return True

        return Errand(requests.parameters(self), take)

    # --- Uploads and polls ------------------------------------------------------------------

    def _upload_or_poll(self, session: ServerOptions) -> Iterator[Errand]:
        if self._are_parameters_due:
            yield self._tell_parameters()
        if not session.is_realtime and self._timetable.is_time(session):
            self._is_upload_due = True
            self._timetable.note_look()
        if self.now >= self._poll_at + session.delay:  # uploads have held it up for long
            yield self._ping() if self._is_bulk and session.supports_ping else self._poll()
        self._route(session)
        if self._may_upload():
            yield from self._upload(session)
        self._is_upload_due = self._is_bulk = False
        if self.now >= self._poll_at:
            yield self._poll()

    def _route(self, session: ServerOptions) -> None:
        """Templates and photos of faces go where this server takes them."""
        for template, is_asked in self.unrouted.templates:
            found = uploads.of_template(self, session, template, is_asked=is_asked)
            if found:
                self.queue(*found)
        for pin in self.unrouted.bio_photos:
            photo = uploads.of_bio_photo(self, session, pin)
            if photo:
                self.queue(Table.BIOPHOTO, photo)
        self.unrouted.templates.clear()
        self.unrouted.bio_photos.clear()

    def _may_upload(self) -> bool:
        has_some = self.outbox or self.unrouted.templates or self.unrouted.bio_photos
        is_time = self._is_upload_due or (self.session is not None and self.session.is_realtime)
        return bool(has_some) and is_time

    def _upload(self, session: ServerOptions) -> Iterator[Errand]:
        batch = self.outbox.batch(lambda record: len(self.encoded(record.text)), session.max_post)
        if batch:
            self._is_bulk = len(self.outbox.queues[batch.table]) > len(batch.records)
            self.outbox.note_sent(batch)
            yield Errand(requests.upload(self, batch), lambda reply: self._take_ok(batch, reply))

    def _take_ok(self, batch: Batch, reply: Reply) -> bool:
        if not is_ok(reply):
            return False
        self.outbox.acknowledge(batch)
        self._note_activity()
        return True

    def _ping(self) -> Errand:
        def take(reply: Reply) -> bool:
            self._poll_at = self.now
            return is_ok(reply)

        return Errand(requests.ping(self), take)

    def _poll(self) -> Errand:
        """With INFO after a handshake, and when something in it has changed since it was told."""
        told = info(self)
        request = requests.poll(self, told if told != self._told else None)
        return Errand(request, lambda reply: self._take_commands(told, reply))

    def _take_commands(self, told: str, reply: Reply) -> bool:
        text = self.decoded(reply.body).strip()
        commands = list(read_commands(text))
        if reply.status != 200 or (text and not commands and not is_ok(reply)):
            return False
        self._follow_clock(reply)
        self._told = told
        if commands:
            self.work.accept(commands)
            self._note_activity()
            self._poll_at = self.now + CLOSEST_POLLS
        else:
            longest = self.session.delay if self.session else CLOSEST_POLLS
            self._poll_at = self.now + min(max(CLOSEST_POLLS, self._idle_polls), longest)
            self._idle_polls += 1
            self._is_settled = True
        return True

    # --- Commands ---------------------------------------------------------------------------

    def _fetch(self, file: Fetch) -> Iterator[Errand]:
        def take(reply: Reply) -> bool:
            self.work.take_file(reply.body if reply.status in {200, 206} else None)
            return True

        try:
            asked = {**requests.headers(self), **dict(file.headers)}
            request = Request.for_url(file.url, asked)
        except ValueError:
            self.work.take_file(None)
        else:
            yield Errand(request, take, lambda: self.work.take_file(None))

    def _tell(self, results: list[Done]) -> Errand:
        def take(reply: Reply) -> bool:
            if not is_ok(reply):
                return False
            self._follow_clock(reply)
            self.work.forget(results)
            self._note_activity()
            return True

        return Errand(requests.results(self, self.work.body_of(results)), take)

    def _follow_intentions(self) -> Iterator[Errand]:
        """Do what commands have left to be done once they are answered."""
        wanted, self.intentions = self.intentions, Intentions()
        self._are_parameters_due |= wanted.tell_parameters
        self._is_upload_due |= wanted.upload
        if wanted.restart:
            self._shut_down()
        elif wanted.handshake:
            self._is_handshake_due = True
            yield self._handshake()

    # --- Starting again ---------------------------------------------------------------------

    def _shut_down(self) -> None:
        self._boots_at = self.now + self.behaviour.boot_s
        self._is_handshake_due = True
        self.session = None
        self.server = next_server(self.server, self.options)

    def _boot_when_due(self) -> None:
        if self._boots_at is None or self.now < self._boots_at:
            return
        self._boots_at = None
        self.menu_until = 0.0
        self.log_operation(operations.POWER_ON)


def is_ok(reply: Reply) -> bool:
    """Whether a server has taken what was sent; anything else means: send it again."""
    return reply.status == 200 and reply.body.lstrip().startswith(OK)
