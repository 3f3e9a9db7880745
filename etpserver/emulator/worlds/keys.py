"""The key of the bound world's admin."""

from django.apps import apps

from etpserver.api.keys import issue_token


def admin_key() -> str | None:
    """The key with which a test calls the world; None where its admin was deleted."""
    users = apps.get_model("accounts", "User")._default_manager
    admin = users.filter(username="admin", is_active=True).first()
    return str(issue_token(admin).key) if admin else None
