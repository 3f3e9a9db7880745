"""Importing areas, departments, positions and locations from a table."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from rest_framework.exceptions import ValidationError
from rest_framework.serializers import Field

from etpserver.api.imports import ImportedRow, ImportSheet, RowErrors
from etpserver.api.references import NONE_TEXTS
from personnel.tree.fields import code_field, name_field
from personnel.tree.models import TreeNode
from personnel.tree.services import lock_trees

Fields = dict[str, "Field[Any, Any, Any, Any]"]


def node_sheet(kind: type[TreeNode], *, import_path: str) -> ImportSheet:
    """The import of one kind: its code, its name and its parent's code."""
    parent_code = f"{kind.parent_field}_code"
    fields: Fields = {
        kind.code_field: code_field(kind, import_path=import_path),
        kind.name_field: name_field(kind),
    }

    def load(rows: Iterable[ImportedRow], *, overwrite: bool) -> None:
        load_nodes(kind, rows, fields, overwrite=overwrite)

    return ImportSheet(
        required=(kind.code_field, kind.name_field),
        optional=(parent_code,),
        aliases={kind.parent_field: parent_code},
        load=load,
    )


@transaction.atomic
def load_nodes(
    kind: type[TreeNode], rows: Iterable[ImportedRow], fields: Fields, *, overwrite: bool
) -> None:
    """Create the new records and, if asked, change those that exist; all or nothing.

    A parent may stand later in the file than its child.
    """
    lock_trees()
    loading = _Loading(kind, fields)
    for row in rows:
        loading.take(row, overwrite=overwrite)
    loading.errors.raise_if_any()
    loading.set_parents()
    loading.errors.raise_if_any()
    loading.store()


class _Loading:
    """The nodes of one import on their way from rows to the database."""

    def __init__(self, kind: type[TreeNode], fields: Fields) -> None:
        self.kind = kind
        self.fields = fields
        self.parent_column = f"{kind.parent_field}_code"
        self.errors = RowErrors()
        self.nodes: dict[str, TreeNode] = {node.code: node for node in kind._default_manager.all()}
        self.by_id = {str(node.pk): node for node in self.nodes.values()}
        self.seen: dict[str, ImportedRow] = {}
        self.parent_of: dict[str, str] = {}
        self.changed: set[str] = set()

    def take(self, row: ImportedRow, *, overwrite: bool) -> None:
        """Check a row by itself and keep what it says."""
        code = self._checked(row, self.kind.code_field)
        if code is None:
            return
        if code in self.seen:
            first = self.seen[code].number
            self.errors.add(row, self.kind.code_field, f"{code} stands in row {first} already.")
            return
        self.seen[code] = row
        is_new = code not in self.nodes
        if not (is_new or overwrite):
            return
        name = self._checked(row, self.kind.name_field, required=is_new)
        if is_new:
            self.nodes[code] = self.kind(**{self.kind.code_field: code})
        if name is not None and name != self.nodes[code].name:
            setattr(self.nodes[code], self.kind.name_field, name)
            self.changed.add(code)
        if self.parent_column in row.values:
            self.parent_of[code] = row.values[self.parent_column]

    def _checked(self, row: ImportedRow, column: str, *, required: bool = True) -> str | None:
        if column not in row.values and not required:
            return None
        try:
            value = self.fields[column].run_validation(row.values.get(column, ""))
        except ValidationError as problem:
            for line in problem.detail:
                self.errors.add(row, column, str(line))
            return None
        return str(value)

    def set_parents(self) -> None:
        """Tie all nodes to their parents, once every row has been taken."""
        for code, parent_text in self.parent_of.items():
            parent = self._parent(parent_text)
            if parent is None and parent_text not in NONE_TEXTS:
                self.errors.add(self.seen[code], self.parent_column, f"Unknown: {parent_text}.")
            if parent is not self._parent_node(self.nodes[code]):
                setattr(self.nodes[code], self.kind.parent_field, parent)
                self.changed.add(code)
        below_themselves = self._below_themselves()
        for code in self.parent_of:
            if code in below_themselves:
                self.errors.add(
                    self.seen[code], self.parent_column, "The parent stands below the record."
                )

    def _parent(self, text: str) -> TreeNode | None:
        if text in NONE_TEXTS:
            return None
        return self.nodes.get(text) or self.by_id.get(text)

    def _below_themselves(self) -> set[str]:
        """The codes on a circle of parents; every node is passed once, however deep the trees."""
        found: set[str] = set()
        settled: set[str] = set()
        for code in self.parent_of:
            path: dict[str, int] = {}
            at: TreeNode | None = self.nodes[code]
            while at is not None and at.code not in settled and at.code not in path:
                path[at.code] = len(path)
                at = self._parent_node(at)
            if at is not None and at.code in path:
                found |= set(list(path)[path[at.code] :])
            settled |= path.keys()
        return found

    def _parent_node(self, node: TreeNode) -> TreeNode | None:
        """The parent, without a query: every node of the kind is in memory."""
        if self.kind.parent_field in node._state.fields_cache:
            return node.parent
        parent_id = getattr(node, f"{self.kind.parent_field}_id")
        return None if parent_id is None else self.by_id[str(parent_id)]

    def store(self) -> None:
        """Insert the new nodes, parents before children, and write what changed of the others."""
        manager = self.kind._default_manager
        nodes = [self.nodes[code] for code in self.seen]
        changed = [node for node in nodes if node.pk is not None and node.code in self.changed]
        ready: list[TreeNode] = []
        waiting: dict[str, list[TreeNode]] = {}
        for node in nodes:
            if node.pk is None:
                parent = self._parent_node(node)
                if parent is None or parent.pk is not None:
                    ready.append(node)
                else:
                    waiting.setdefault(parent.code, []).append(node)
        while ready:  # one level of the trees after the other
            manager.bulk_create(ready, batch_size=1000)
            ready = [child for node in ready for child in waiting.get(node.code, [])]
        fields = [self.kind.name_field, self.kind.parent_field]
        manager.bulk_update(changed, fields, batch_size=200)
