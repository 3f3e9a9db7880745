"""The three fields that writes and imports of a tree's records share."""

from etpserver.api.fields import CodeField, NameField, ReferenceField
from etpserver.api.statements import key_by
from personnel.tree.models import CODE_LENGTH, NAME_LENGTH, TreeNode


def code_field(kind: type[TreeNode], *, import_path: str) -> CodeField:
    """The record's own code: unique; the static paths of the resource are no codes."""
    return CodeField(
        reserved=("action", "export", import_path),
        is_taken=lambda code: (
            key_by(kind._default_manager.all(), kind.code_field, code) is not None
        ),
        missing=kind.errors.blank,
        taken=kind.errors.taken,
        max_length=CODE_LENGTH,
    )


def name_field(kind: type[TreeNode]) -> NameField:
    return NameField(missing=kind.errors.blank, max_length=NAME_LENGTH)


def parent_field(kind: type[TreeNode]) -> ReferenceField:
    """Code or id of the parent; none by null, "" or 0."""
    return ReferenceField(kind._default_manager.all, kind.code_field, unknown=kind.errors.unknown)
