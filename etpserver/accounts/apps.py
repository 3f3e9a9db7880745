from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, API clients and the login operations."""

    name = "etpserver.accounts"

    def ready(self) -> None:
        from etpserver.accounts.office import Office, tokens_due
        from etpserver.api import due
        from etpserver.api.tokens import install_token_office

        install_token_office(Office())
        due.register(tokens_due)
