from django.apps import AppConfig


class IclockConfig(AppConfig):
    """Terminals and what they record."""

    name = "iclock"
