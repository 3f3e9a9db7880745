"""Who may do what: Django's model permissions, and what staff may read of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework.permissions import BasePermission

if TYPE_CHECKING:  # settings name this module, so views cannot be imported before it
    from rest_framework.request import Request
    from rest_framework.views import APIView


class RightsPermission(BasePermission):
    """Needs at least one of the rights that the view's operation could ask for.

    A view says which by `needed_rights()`: "view", "add", "change", "delete" of its model.
    An employee who logged in ("staff") holds no rights; a view that shows employees their own
    records declares `staff_owner` and they may read those.
    """

    def has_permission(self, request: Request, view: APIView) -> bool:
        user: Any = request.user
        if not user.is_authenticated:
            return False
        rights: set[str] = view.needed_rights()  # type: ignore[attr-defined]
        if getattr(user, "is_staff_principal", False):
            return rights == {"view"} and getattr(view, "staff_owner", None) is not None
        return not rights or any(holds(user, right, view) for right in rights)


def holds(user: Any, right: str, view: Any) -> bool:
    """Whether the user has the right on the view's model."""
    meta = view.queryset.model._meta
    allowed: bool = user.has_perm(f"{meta.app_label}.{right}_{meta.model_name}")
    return allowed
