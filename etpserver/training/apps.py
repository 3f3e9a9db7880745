from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Exercises and the worlds of trainees."""

    name = "etpserver.training"
