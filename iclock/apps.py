from django.apps import AppConfig


class IclockConfig(AppConfig):
    """Terminals and what they record."""

    name = "iclock"

    def ready(self) -> None:
        from etpserver.api import due
        from iclock.commands.due import commands_due
        from iclock.device_port import QueuePort
        from iclock.messages.due import messages_due
        from personnel.ports import install_device_port

        install_device_port(QueuePort())
        due.register(commands_due)
        due.register(messages_due)
