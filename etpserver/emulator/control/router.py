"""Which tables lie in the control database."""

from typing import Any

from django.db.models import Model

CONTROL = "control"
LABELS = ("emulator", "training")
IN_WORLDS = frozenset({"chance"})


class ControlRouter:
    """The control plane's own tables there, all others in the world that is bound."""

    def db_for_read(self, model: type[Model], **_hints: Any) -> str | None:
        return CONTROL if _is_control(model._meta.app_label, model._meta.model_name) else None

    db_for_write = db_for_read

    def allow_migrate(
        self, db: str, app_label: str, model_name: str | None = None, **_hints: Any
    ) -> bool:
        return (db == CONTROL) == _is_control(app_label, model_name)


def _is_control(label: str, model_name: str | None) -> bool:
    return label in LABELS and model_name not in IN_WORLDS
