"""PunchViewSet: what transactions and unregistered punches have in common."""

from typing import Any, NoReturn, TypeVar

from django.db.models import Model

from etpserver.api.viewsets import ResourceViewSet

M = TypeVar("M", bound=Model)


class NotServed:
    """Stands for an operation that the manual does not have: the router finds nothing to route."""

    def __get__(self, instance: object, owner: type | None = None) -> NoReturn:
        raise AttributeError


class PunchViewSet(ResourceViewSet[M]):
    """List, read and export; punches are made at terminals, and nothing changes them."""

    code_field = "id"
    id_fields = ()
    # Manual 4.5.4 prints its read as POST; that is 405 like every other write.
    create: Any = NotServed()
    update: Any = NotServed()
    partial_update: Any = NotServed()
    destroy: Any = NotServed()
    act: Any = NotServed()
