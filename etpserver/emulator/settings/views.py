"""The calls about a world's settings."""

from dataclasses import asdict
from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from etpserver.api.control.views import Call, ControlView
from etpserver.api.worlds import WorldSettings
from etpserver.emulator.settings.bodies import SettingsBody
from etpserver.emulator.worlds import lifecycle
from etpserver.emulator.worlds.views import problems, the_worlds

EXAMPLE = {"world": "main", "settings": asdict(WorldSettings(validate="strict"))}


class SettingsView(ControlView):
    """`/_etp/settings`."""

    calls: ClassVar = {
        "get": Call("How the world is set; start values come from ETP_*.", answer=EXAMPLE),
        "patch": Call(
            "Change some settings of the world; null puts one back to its start value.",
            body=SettingsBody,
            example={"validate": "strict", "cors": None},
            answer=EXAMPLE,
        ),
    }

    def get(self, _request: Request, **_named: str) -> Response:
        with problems(), the_worlds().use(self.world) as world:
            return self.answer({"settings": asdict(world.settings)})

    def patch(self, request: Request, **named: str) -> Response:
        changes = self.body(request)
        with problems():
            lifecycle.change_settings(the_worlds(), self.world, changes)
        return self.get(request, **named)
