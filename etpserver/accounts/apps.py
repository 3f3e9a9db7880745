from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, API clients and the login operations."""

    name = "etpserver.accounts"
