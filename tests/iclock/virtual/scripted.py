"""A terminal on a clock of the test's own, and a server that answers by rote."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from urllib.parse import parse_qsl

from iclock.virtual.behaviour import Behaviour
from iclock.virtual.chance import generator
from iclock.virtual.clock import UTC
from iclock.virtual.device import Surroundings
from iclock.virtual.device_models import BY_NAME
from iclock.virtual.exchange import Reply, Request
from iclock.virtual.inprocess import run_until_idle
from iclock.virtual.outbox import Table
from iclock.virtual.records import User
from iclock.virtual.terminal import VirtualTerminal

SERVER = "http://server:8088"
NOON = datetime.fromisoformat("2026-01-05T12:00:00")  # at the terminal, five hours east
OPTIONS = {
    "TransFlag": "TransData AttLog\tOpLog\tAttPhoto\tEnrollFP\tEnrollUser\tChgUser\tChgFP\tFACE"
    "\tUserPic\tFVEIN\tBioPhoto",
    "PushProtVer": "2.4.1",
    "SupportPing": "1",
    "PushOptionsFlag": "0",
    "MaxPostSize": "1048576",
    "MultiBioDataSupport": "0:1:1:0:0:0:0:1:1:1",
    "MultiBioPhotoSupport": "0:0:0:0:0:0:0:0:0:1",
    "TimeZone": "5",
    "TransInterval": "1",
    "ErrorDelay": "60",
    "Delay": "10",
    "Realtime": "1",
    "Stamp": "9999",
    "OpStamp": "9999",
    "PhotoStamp": "9999",
}
PATHS = {"cdata", "fdata", "getrequest", "devicecmd", "ping"}
# Models that tests name by what is special about them.
FACES, OLDER_FACES, FINGERS, VEINS = "SpeedFace-V5L[TD]", "MB460", "IN02-A/ID", "FV18"


@dataclass
class Ticks:
    """Monotonic seconds that stand still."""

    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class ScriptedServer:
    """Takes whatever comes and notes it; hands each command out once."""

    options: dict[str, str] = field(default_factory=lambda: dict(OPTIONS))
    commands: list[str] = field(default_factory=list)  # the texts after `C:id:`
    files: dict[str, bytes] = field(default_factory=dict)  # by path
    requests: list[Request] = field(default_factory=list)
    utc: datetime = NOON - timedelta(hours=5)
    replies: dict[str, Reply] = field(default_factory=dict)  # by the last part of a path
    handed_out: int = 0

    def __call__(self, request: Request) -> Reply:
        self.requests.append(request)
        what = request.path.rpartition("/")[2]
        headers = {"date": format_datetime(self.utc.replace(tzinfo=UTC), usegmt=True)}
        if what in self.replies:
            return self.replies[what]
        if request.path in self.files:
            return Reply(200, self._part(request), headers)
        if what not in PATHS:
            return Reply(404, b"not found", headers)
        return Reply(200, self._text(request, what).encode(), headers)

    def _part(self, request: Request) -> bytes:
        content = self.files[request.path]
        if "Range" not in request.headers:
            return content
        first, _, last = request.headers["Range"].removeprefix("bytes=").partition("-")
        return content[int(first) : int(last) + 1]

    def _text(self, request: Request, what: str) -> str:
        if what == "cdata" and "options=all" in request.query:
            lines = [f"{name}={value}" for name, value in self.options.items()]
            return "\n".join(["GET OPTION FROM: SN1", *lines, ""])
        if what == "getrequest" and self.commands:
            given, self.commands = self.commands, []
            first = self.handed_out + 1
            self.handed_out += len(given)
            return "".join(f"C:{first + n}:{text}\n" for n, text in enumerate(given))
        return "OK"

    def uploaded(self, table: str) -> list[str]:
        """The lines that were posted to a table, in their order."""
        bodies = [r.body.decode() for r in self.requests if f"table={table}&" in f"{r.query}&"]
        return [line for body in bodies for line in body.splitlines()]

    def results(self) -> list[str]:
        """The lines of all results."""
        bodies = [r.body.decode() for r in self.requests if r.path.endswith("devicecmd")]
        return [line for body in bodies for line in body.splitlines()]

    def said(self) -> list[str]:
        """Each request in few words: `POST cdata ATTLOG`, `GET getrequest INFO`."""
        return [_short(request) for request in self.requests]


def _short(request: Request) -> str:
    query = dict(parse_qsl(request.query))
    words = [request.method, request.path.rpartition("/")[2], query.get("table", "")]
    words += [name for name in ("options", "INFO") if name in query]
    return " ".join(filter(None, words))


def make_terminal(
    model: str = FACES,
    *,
    ticks: Ticks | None = None,
    behaviour: Behaviour | None = None,
    users: tuple[str, ...] = (),
) -> VirtualTerminal:
    """A terminal with an empty outbox, which knows these people as if a server had sent them."""
    surroundings = Surroundings(ticks or Ticks(), generator("test"), starts_at=NOON)
    terminal = VirtualTerminal(
        "SN1", BY_NAME[model], surroundings, server=SERVER, behaviour=behaviour
    )
    terminal.memory.operations.clear()
    for table in Table:
        terminal.outbox.keep(table, lambda _: False)
    for pin in users:
        terminal.memory.put_user(User(pin))
    return terminal


def carry_out(terminal: VirtualTerminal, *commands: str, **files: bytes) -> ScriptedServer:
    """Let a server give the terminal commands; they are done when this returns."""
    server = ScriptedServer(commands=list(commands))
    server.files = {f"/iclock/{name}": content for name, content in files.items()}
    run_until_idle(terminal, server)
    return server


def codes(server: ScriptedServer) -> list[int]:
    """The return codes, in their order."""
    lines = [line for line in server.results() if "Return=" in line]
    return [int(line.partition("Return=")[2].partition("&")[0]) for line in lines]
