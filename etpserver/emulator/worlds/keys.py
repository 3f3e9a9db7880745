"""What logins gave out: it belongs to a world, not to a state of it.

A world that is put back to another state keeps it, and no snapshot holds it.
"""

from collections.abc import Sequence

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS
from django.db.models import ForeignKey, Model

from etpserver.api.keys import issue_token

GIVEN_OUT = ("authtoken.Token", "personnel.StaffToken", "sessions.Session")


def admin_key() -> str | None:
    """The key with which a test calls the world; None where its admin was deleted."""
    users = apps.get_model("accounts", "User")._default_manager
    admin = users.filter(username="admin", is_active=True).first()
    return str(issue_token(admin).key) if admin else None


def given_out_models() -> list[type[Model]]:
    return [apps.get_model(label) for label in GIVEN_OUT]


def given_out() -> list[Model]:
    """The keys and sessions of the bound world."""
    return [row for model in given_out_models() for row in model._base_manager.all()]


def give_again(kept: Sequence[Model]) -> None:
    """Store them in the bound world, those of whom it knows."""
    for model in given_out_models():
        rows = [row for row in kept if isinstance(row, model)]
        holder = next(
            (field for field in model._meta.fields if isinstance(field, ForeignKey)), None
        )
        if rows and holder is not None:
            wanted = [getattr(row, holder.attname) for row in rows]
            known = holder.related_model._base_manager.using(DEFAULT_DB_ALIAS)
            there = set(known.filter(pk__in=wanted).values_list("pk", flat=True))
            rows = [row for row in rows if getattr(row, holder.attname) in there]
        if rows:
            model._base_manager.using(DEFAULT_DB_ALIAS).bulk_create(rows, ignore_conflicts=True)
