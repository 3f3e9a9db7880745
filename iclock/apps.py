from django.apps import AppConfig


class IclockConfig(AppConfig):
    """Terminals and what they record."""

    name = "iclock"

    def ready(self) -> None:
        from iclock.device_port import QueuePort
        from personnel.ports import install_device_port

        install_device_port(QueuePort())
