from django.apps import AppConfig


class EmulatorConfig(AppConfig):
    """The control plane under `/_etp/`."""

    name = "etpserver.emulator"

    def ready(self) -> None:
        from etpserver.api import due
        from etpserver.emulator.simulate.punches import due_punches

        due.register(due_punches)
