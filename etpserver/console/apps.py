from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """The web console."""

    name = "etpserver.console"
