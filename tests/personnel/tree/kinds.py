"""The four resources that share the tests of this folder, as one table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from personnel.models import Area, Department, Location, Position
from personnel.tree.models import TreeNode
from tests.factories import make_area, make_department, make_location, make_position

COMPANY = {"id": "6b969e80-f3ff-11e9-afc7-acde48001122", "name": "default"}


@dataclass(frozen=True, slots=True)
class Kind:
    """One resource: where it is, how it spells things, and the vendor's codes of its errors."""

    resource: str
    model: type[TreeNode]
    make: Callable[..., Any]
    prefix: str  # dept, of dept_code
    import_path: str
    unknown: int = -1
    blank: int = -1
    taken: int = -1
    in_use: int = -1
    names_parent: bool = False  # reads answer parent_<x>_name too
    writes_id: bool = True

    @property
    def code(self) -> str:
        return f"{self.prefix}_code"

    @property
    def name(self) -> str:
        return f"{self.prefix}_name"

    @property
    def parent(self) -> str:
        return f"parent_{self.prefix}"

    @property
    def root(self) -> TreeNode:
        return self.model._default_manager.get(pk=1)

    def url(self, tail: object = "") -> str:
        """The list, or with a tail `<tail>/` below it."""
        return f"/personnel/api/{self.resource}/{tail}{'/' if tail else ''}"

    def new(self, code: str = "", name: str = "", parent: TreeNode | None = None) -> Any:
        """A stored record."""
        given = {self.code: code, self.name: name}
        over = {field: value for field, value in given.items() if value}
        return self.make(**over, **{self.parent: parent})

    def body(self, code: Any = "NEW", name: Any = "New one", **more: Any) -> dict[str, Any]:
        return {self.code: code, self.name: name, **more}

    def read(self, node: TreeNode) -> dict[str, Any]:
        """How a single record looks."""
        found = {
            "id": node.pk,
            self.code: node.code,
            self.name: node.name,
            self.parent: self._nested(node.parent, self.parent),
        }
        if self.names_parent:
            found[f"{self.parent}_name"] = node.parent.name if node.parent else None
        return {**found, "company": COMPANY}

    def listed(self, node: TreeNode) -> dict[str, Any]:
        """How a record looks in a list."""
        found = self.read(node)
        if self.model is Department:
            found["parent_dept_code"] = found["parent_dept"]
            found["parent_dept"] = self._nested(node.parent, "parent_dept_code")
        return found

    def written(self, node: TreeNode) -> dict[str, Any]:
        """How a create or update answers."""
        identity = {"id": node.pk} if self.writes_id else {}
        parent = node.parent.name if node.parent else None
        return {**identity, self.code: node.code, self.name: node.name, self.parent: parent}

    def rows(self) -> list[dict[str, Any]]:
        """Everything that is stored, for proving that nothing changed."""
        return list(self.model._default_manager.order_by("pk").values())

    def get(self, code: str) -> Any:
        return self.model._default_manager.get(**{self.code: code})

    def _nested(self, parent: TreeNode | None, key: str) -> dict[str, Any] | None:
        if parent is None:
            return None
        above = parent.parent.pk if parent.parent else None
        return {"id": parent.pk, self.code: parent.code, self.name: parent.name, key: above}


AREAS = Kind("areas", Area, make_area, "area", "import_area", unknown=-80)
DEPARTMENTS = Kind("departments", Department, make_department, "dept", "import_dept",
                   unknown=-13, blank=-10, taken=-12, in_use=-15, names_parent=True)  # fmt: skip
LOCATIONS = Kind("locations", Location, make_location, "location", "import_location")
POSITIONS = Kind("positions", Position, make_position, "position", "import_position",
                 names_parent=True, writes_id=False)  # fmt: skip
KINDS = (AREAS, DEPARTMENTS, LOCATIONS, POSITIONS)
