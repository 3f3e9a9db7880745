"""What logins give out: it belongs to a world, not to a state of it.

No snapshot holds it. A world that is put back to another state keeps its sessions; its keys need
no keeping, because they follow from the world and their holders.
"""

from collections.abc import Sequence

from django.apps import apps
from django.db.models import Model

from etpserver.api.keys import issue_token

SESSIONS = "sessions.Session"
GIVEN_OUT = ("authtoken.Token", "accounts.TimedToken", "personnel.StaffToken", SESSIONS)


def admin_key() -> str | None:
    """The key with which a test calls the world; None where its admin was deleted."""
    users = apps.get_model("accounts", "User")._default_manager
    admin = users.filter(username="admin", is_active=True).first()
    return str(issue_token(admin).key) if admin else None


def given_out_models() -> list[type[Model]]:
    """The models of what logins give out."""
    return [apps.get_model(label) for label in GIVEN_OUT]


def sessions() -> list[Model]:
    """Those of the bound world."""
    return list(apps.get_model(SESSIONS)._base_manager.all())


def keep_sessions(kept: Sequence[Model]) -> None:
    """Store them in the bound world too."""
    if kept:
        apps.get_model(SESSIONS)._base_manager.bulk_create(kept, ignore_conflicts=True)
