"""The columns of employee imports, and how their texts become values."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.serializers import Field

from etpserver.api.references import NONE_TEXTS
from personnel.areas.models import Area
from personnel.departments.models import Department
from personnel.employees.passwords import is_encoded, stored_password
from personnel.employees.serializers import EmployeeWriter, emp_code_field
from personnel.positions.models import Position
from personnel.tree.models import TreeNode

# Manual 3.3.14: the fields of the export; references leave and come back as their codes.
REFERENCES = {"dept_code": "department", "position_code": "position", "area_code": "area"}
PLAIN = tuple(
    name
    for name in EmployeeWriter._declared_fields
    if name not in {"emp_code", "flow_role", *REFERENCES.values()}
)
REQUIRED = ("emp_code", "dept_code", "area_code")
OPTIONAL = ("position_code", *PLAIN, "flow_role")
ALIASES = {"department": "dept_code", "position": "position_code", "area": "area_code"}
# Hashing one password takes a good part of a second.
MOST_PLAIN_PASSWORDS = 100


class CellReader:
    """Turns the texts of one import into values of Employee's fields.

    Every method raises `ValueError` with a sentence for the row report.
    """

    def __init__(self) -> None:
        self.departments = _keys(Department)
        self.positions = _keys(Position)
        self.areas = _keys(Area)
        self.plain_passwords: dict[str, str] = {}
        self._emp_code = emp_code_field()
        fields = EmployeeWriter().fields
        # A column repeats few texts: what a field said of one is kept.
        self._plain: dict[str, Callable[[str], Any]] = {
            name: lru_cache(maxsize=2000)(_reader(fields[name])) for name in PLAIN
        }

    def emp_code(self, text: str) -> str:
        return str(_checked(self._emp_code, text))

    def value(self, column: str, text: str) -> tuple[str, Any]:
        """(attribute of Employee, value) of one cell, the areas excepted."""
        if column == "dept_code":
            return "department_id", _key(self.departments, text)
        if column == "position_code":
            return "position_id", None if text in NONE_TEXTS else _key(self.positions, text)
        if column == "flow_role":
            return column, _whole_numbers(text)
        if column == "self_password":
            return column, self._password(self._plain[column](text))
        return column, self._plain[column](text)

    def area_ids(self, text: str) -> set[int]:
        """The areas of a cell such as `HQ;GATE`."""
        return {_key(self.areas, part) for part in _parts(text)}

    def _password(self, text: str) -> str:
        if is_encoded(text):
            return text
        if text not in self.plain_passwords:
            if len(self.plain_passwords) == MOST_PLAIN_PASSWORDS:
                raise ValueError(
                    f"A file takes {MOST_PLAIN_PASSWORDS} different plain passwords; send hashes."
                )
            self.plain_passwords[text] = stored_password(text)
        return self.plain_passwords[text]


def _keys(kind: type[TreeNode]) -> dict[str, int]:
    """Code -> id of every record, and id -> id where no code is spelled like the id."""
    rows = list(kind._default_manager.values_list(kind.code_field, "pk"))
    return {str(key): key for _, key in rows} | dict(rows)


def _key(keys: dict[str, int], text: str) -> int:
    if text not in keys:
        raise ValueError(f"Unknown: {text[:100]}.")
    return keys[text]


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.replace(",", ";").split(";") if part.strip()]


def _whole_numbers(text: str) -> list[int]:
    try:
        return [int(part) for part in _parts(text)]
    except ValueError as problem:
        raise ValueError("Whole numbers joined by ';'.") from problem


def _reader(field: "Field[Any, Any, Any, Any]") -> Callable[[str], Any]:
    return lambda text: _checked(field, text)


def _checked(field: "Field[Any, Any, Any, Any]", text: str) -> Any:
    try:
        return field.run_validation(text)
    except ValidationError as problem:
        raise ValueError(" ".join(str(line) for line in problem.detail)) from problem
