from django.apps import AppConfig

import etpserver.lean_imports  # noqa: F401  the first of the installed apps: before all others


class TrainingConfig(AppConfig):
    """Exercises and the worlds of trainees."""

    name = "etpserver.training"
