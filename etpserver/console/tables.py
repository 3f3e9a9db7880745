"""The documented records, by the names of their models: the console stands beside their apps."""

from typing import Any

from django.apps import apps
from django.db.models import Manager

RESIGNED = 100


def rows(model: str) -> "Manager[Any]":
    """All records of `personnel.Employee`, `iclock.Terminal`, ..; each is a `Manager`."""
    found: Manager[Any] = apps.get_model(model)._default_manager
    return found
