"""The calls about a world's clock."""

from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from etpserver.api.control.views import Call, ControlView
from etpserver.emulator.clock.advancing import advance
from etpserver.emulator.clock.bodies import AdvanceBody, ClockBody, kept_clock, written
from etpserver.emulator.clock.modes import REAL, SCALED
from etpserver.emulator.worlds import lifecycle
from etpserver.emulator.worlds.views import problems, the_worlds

EXAMPLE = {
    "world": "main",
    "mode": "frozen",
    "now": "2026-01-05T08:00:00+05:30",
    "scale": None,
}


class ClockView(ControlView):
    """`/_etp/clock`."""

    calls: ClassVar = {
        "get": Call("What time it is in the world.", answer=EXAMPLE),
        "put": Call(
            "Set the clock: the past is allowed.",
            body=ClockBody,
            example={"mode": "frozen", "now": "2026-01-05T08:00:00+05:30"},
            answer=EXAMPLE,
        ),
    }

    def get(self, _request: Request, **_named: str) -> Response:
        return self.answer(shown(self.world))

    def put(self, request: Request, **_named: str) -> Response:
        worlds = the_worlds()
        with problems():
            with worlds.use(self.world):  # a time without an offset is this world's
                clock = kept_clock(self.body(request))
            lifecycle.change_world(worlds, self.world, clock=clock)
        return self.answer(shown(self.world))


class AdvanceView(ControlView):
    """`/_etp/clock/advance`."""

    calls: ClassVar = {
        "post": Call(
            "Let time pass at once; what falls due is settled and told in its order.",
            body=AdvanceBody,
            example={"by": "PT8H"},
            answer={
                **EXAMPLE,
                "now": "2026-01-05T16:00:00+05:30",
                "fired": [
                    {
                        "at": "2026-01-05T08:10:01+05:30",
                        "kind": "command_expired",
                        "text": "Command 7 for CLH8224760441: not answered for 10 minutes.",
                    }
                ],
            },
        )
    }

    def post(self, request: Request, **_named: str) -> Response:
        worlds = the_worlds()
        with problems():
            with worlds.use(self.world):
                given = self.body(request)
            done = advance(
                worlds, self.world, lambda now: given["to"] if "to" in given else now + given["by"]
            )
        with problems(), worlds.use(self.world):
            fired = [
                {"at": written(due.at), "kind": due.kind, "text": due.text} for due in done.fired
            ]
        return self.answer({**shown(self.world), "fired": fired})


def shown(name: str) -> dict[str, Any]:
    """A world's clock as answers show it."""
    with problems(), the_worlds().use(name) as world:
        state = lifecycle.find_world(name).clock
        mode = state.get("mode", REAL)
        return {
            "mode": mode,
            "now": written(world.clock.read()),
            "scale": state["scale"] if mode == SCALED else None,
        }
