"""The columns of employee imports, and how their texts become values."""

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.serializers import Field

from etpserver.api.fields import TextField
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

    Every method and reader raises `ValueError` with a sentence for the row report.
    """

    def __init__(self) -> None:
        self.departments = _keys(Department)
        self.positions = _keys(Position)
        self.areas = _keys(Area)
        self.plain_passwords: dict[str, str] = {}
        self._emp_code = emp_code_field()
        fields = EmployeeWriter().fields
        plain = {name: _reader(fields[name]) for name in PLAIN}
        password = plain.pop("self_password")
        # Column -> (attribute of Employee, its value by the text of a cell).
        self.readers: dict[str, tuple[str, Callable[[str], Any]]] = {
            "dept_code": ("department_id", partial(_key, self.departments)),
            "position_code": ("position_id", self._position),
            "flow_role": ("flow_role", partial(_roles, fields["flow_role"])),
            "self_password": ("self_password", lambda text: self._password(password(text))),
            **{name: (name, read) for name, read in plain.items()},
        }

    def emp_code(self, text: str) -> str:
        """The code of a row, new or known; not yet whether it stands in the file twice."""
        return str(_checked(self._emp_code, text))

    def _position(self, text: str) -> int | None:
        return None if text in NONE_TEXTS else _key(self.positions, text)

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


def _roles(field: "Field[Any, Any, Any, Any]", text: str) -> Any:
    """The whole numbers of a cell such as `3;4`."""
    try:
        numbers = [int(part) for part in _parts(text)]
    except ValueError as problem:
        raise ValueError("Whole numbers joined by ';'.") from problem
    return _checked(field, numbers)


def _reader(field: "Field[Any, Any, Any, Any]") -> Callable[[str], Any]:
    if not isinstance(field, TextField):
        # Such a column repeats few texts: what the field said of one is kept.
        return lru_cache(maxsize=2000)(partial(_checked, field))
    longest = field.max_length or 0

    def read(text: str) -> Any:
        # Most texts hold nothing that the field would change or refuse, and asking it takes longer.
        if text.isascii() and text.isprintable() and len(text) <= longest:
            return text.strip()
        return _checked(field, text)

    return read


def _checked(field: "Field[Any, Any, Any, Any]", value: Any) -> Any:
    try:
        return field.run_validation(value)
    except ValidationError as problem:
        raise ValueError(" ".join(str(line) for line in problem.detail)) from problem
