from django.apps import AppConfig


class PersonnelConfig(AppConfig):
    """People and how the company is organised."""

    name = "personnel"
