from django.apps import AppConfig


class EmulatorConfig(AppConfig):
    """The control plane under `/_etp/`."""

    name = "etpserver.emulator"
