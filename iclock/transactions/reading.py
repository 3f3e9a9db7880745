"""PunchViewSet: what transactions and unregistered punches have in common."""

from typing import TypeVar

from django.db.models import Model

from etpserver.api.reading import ReadViewSet

M = TypeVar("M", bound=Model)


class PunchViewSet(ReadViewSet[M]):
    """Punches are made at terminals, and nothing changes them."""

    code_field = "id"
    id_fields = ()
