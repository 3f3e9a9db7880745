"""Templates of tests: where they are and how they look."""

from typing import Any

from rest_framework.response import Response

from iclock.models import BioData, Command

BIODATAS = "/iclock/api/biodatas/"
KEYS = ["id", "employee", "bio_type", "bio_no", "bio_index", "bio_tmp", "major_ver",
        "update_time", "sn"]  # fmt: skip


def read(template: BioData) -> dict[str, Any]:
    """How a list or a read shows a template."""
    template.refresh_from_db()
    stored = {name: getattr(template, name) for name in KEYS[2:]}
    shown = {**stored, "update_time": str(template.update_time)}
    return {"id": template.pk, "employee": template.employee.emp_code, **shown}


def stored() -> list[dict[str, Any]]:
    """Templates and commands, for proving that nothing changed."""
    models: Any = (BioData, Command)
    return [row for model in models for row in model.objects.order_by("pk").values()]


def queued() -> list[tuple[str, str]]:
    """Serial and content of every command, in their order."""
    return list(Command.objects.order_by("pk").values_list("terminal__sn", "content"))


def refuses(answer: Response, expected: dict[str, Any], status: int = 400) -> None:
    assert (answer.status_code, answer.json()) == (status, expected)
    assert answer["X-Etp-Code"] == str(expected["code"])
