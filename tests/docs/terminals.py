"""The page of virtual terminals: their models, how enrolments end, one of them on the wire."""

from iclock.commands import wire
from iclock.virtual.behaviour import Enrolment
from iclock.virtual.commands.enrolling import CODES, SECONDS
from iclock.virtual.device_models import (
    FACE,
    FINGER_VEIN,
    FINGERPRINT,
    MODELS,
    PALM,
    VISIBLE_LIGHT_FACE,
    DeviceModel,
)
from iclock.virtual.exchange import Reply, Request
from iclock.virtual.inprocess import Exchange, run_until_idle
from tests.docs.tables import code, table
from tests.iclock.virtual.scripted import ScriptedServer, make_terminal

KINDS = {
    FINGERPRINT: "fingers",
    FACE: "infrared faces",
    FINGER_VEIN: "finger veins",
    PALM: "palms",
    VISIBLE_LIGHT_FACE: "visible-light faces",
}
SHOWN = 100  # characters of a line
IDLE = Reply(200, b"OK")


def models() -> str:
    rows = [
        (
            model.name,
            _sensors(model),
            "the older tables" if model.is_legacy else "BIODATA",
            str(model.users),
            str(model.logs),
        )
        for model in MODELS
    ]
    return table(("`terminal_name`", "templates", "which go by", "people", "punches"), rows)


def _sensors(model: DeviceModel) -> str:
    return ", ".join(
        f"{model.capacity(kind)} {name} (version {model.version(kind)})"
        for kind, name in KINDS.items()
        if model.knows(kind)
    )


def enrolments() -> str:
    rows = [(code(how), str(CODES[how]), f"{SECONDS[how]:g}") for how in Enrolment]
    return table(("how", "returns", "after seconds"), rows)


def enrolment_trace() -> str:
    """The exchanges from the poll that brings the commands on; polls without news are left out."""
    terminal, server = make_terminal(), ScriptedServer()
    run_until_idle(terminal, server)
    user = wire.update_user(
        pin="1001", name="Asha", privilege=0, password=None, card=None, verify=0
    )
    server.commands += [user, wire.enroll_finger(pin="1001", finger=6)]
    exchanges = run_until_idle(terminal, server)
    shown = [_shown(one) for one in exchanges if not _is_idle(one.request, one.reply)]
    return "\n".join(["```text", *shown, "```"])


def _is_idle(request: Request, reply: Reply | None) -> bool:
    is_poll = request.path.endswith("getrequest")
    return is_poll and reply is not None and reply.body == IDLE.body


def _shown(exchange: Exchange) -> str:
    request, reply = exchange.request, exchange.reply
    sent = [f"{request.method} {request.target}", *_lines(request.body)]
    received = _lines(reply.body) if reply else []
    return "\n".join([*(f"> {line}" for line in sent), *(f"< {line}" for line in received)])


def _lines(content: bytes) -> list[str]:
    lines = content.decode().replace("\t", " ").splitlines()
    return [line if len(line) <= SHOWN else f"{line[:SHOWN]}.." for line in lines]
