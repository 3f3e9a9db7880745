"""The rules of areas, departments, positions and locations."""

from typing import Any, TypeVar

from django.db import IntegrityError, connections, transaction
from django.db.models import QuerySet, RestrictedError

from etpserver.api.errors import DomainError, UnknownRecordError
from etpserver.api.vendor_codes import BAD_PARENT
from personnel.companies.models import DEFAULT_COMPANY_ID, Company
from personnel.tree.models import ROOT_CODE, TreeNode

N = TypeVar("N", bound=TreeNode)


class CodeTakenError(DomainError):
    """Another record of the company has the code."""

    def __init__(self, kind: type[TreeNode], code: str) -> None:
        super().__init__(f"{code} is taken.", vendor_code=kind.errors.taken, field=kind.code_field)


class BadParentError(DomainError):
    """The parent is the record itself or stands below it."""

    vendor_code = BAD_PARENT

    def __init__(self, kind: type[TreeNode]) -> None:
        message = "The parent is the record itself or stands below it."
        super().__init__(message, field=kind.parent_field)


class InUseError(DomainError):
    """Something still refers to a record that should go."""


class VanishedError(DomainError):
    """Somebody else deleted the record between the check of a body and its writing."""


def lock_trees() -> None:
    """Let one change of the organisation wait for another; SQLite lets every change do so."""
    if not connections[Company.objects.db].features.has_select_for_update:
        return
    Company.objects.select_for_update().filter(pk=DEFAULT_COMPANY_ID).first()


@transaction.atomic
def create_node(kind: type[N], values: dict[str, Any]) -> N:
    """Store a new record of the default company."""
    lock_trees()
    current_parent(kind, values.get(kind.parent_field))
    node = kind(**values)
    try:
        with transaction.atomic():
            node.save(force_insert=True)
    except IntegrityError as problem:  # somebody else was first; the writer asked before
        raise CodeTakenError(kind, node.code) from problem
    return node


@transaction.atomic
def update_node(node: N, changes: dict[str, Any]) -> N:
    """Change what is sent and keep the rest."""
    kind = type(node)
    lock_trees()
    if not kind._default_manager.filter(pk=node.pk).exists():
        raise UnknownRecordError("Not found.", vendor_code=kind.errors.unknown)
    if node.parent_field in changes:
        refuse_cycle(node, current_parent(kind, changes[node.parent_field]))
    for name, value in changes.items():
        setattr(node, name, value)
    if changes:
        node.save(update_fields=changes)
    return node


def current_parent(kind: type[N], parent: N | None) -> N | None:
    """The parent as it is now that the trees are locked; the body was checked before."""
    if parent is None:
        return None
    found: N | None = kind._default_manager.filter(pk=parent.pk).first()
    if found is None:
        raise VanishedError(
            f"Unknown: {parent.code}.", vendor_code=kind.errors.unknown, field=kind.parent_field
        )
    return found


def refuse_cycle(node: TreeNode, parent: TreeNode | None) -> None:
    """Refuse a parent that is the node itself or below it."""
    while parent is not None:
        if parent.pk == node.pk:
            raise BadParentError(type(node))
        parent = parent.parent


@transaction.atomic
def delete_nodes(nodes: QuerySet[N, N]) -> None:
    """Delete all of them or none; a parent may go together with all its children."""
    kind = nodes.model
    lock_trees()
    if nodes.filter(**{kind.code_field: ROOT_CODE}).exists():
        raise InUseError(
            "The record every installation starts with cannot be deleted.",
            vendor_code=kind.errors.in_use,
        )
    try:
        nodes.delete()
    except RestrictedError as problem:
        users = sorted({str(user._meta.verbose_name_plural) for user in problem.restricted_objects})
        raise InUseError(
            f"Still in use by: {', '.join(users)}.", vendor_code=kind.errors.in_use
        ) from problem
