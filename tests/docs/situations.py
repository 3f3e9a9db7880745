"""What is refused with which vendor code: rows of the pages of docs/api/, and requests of a test.

The requests name records that the test makes: `PARENT`, and `CHILD` below it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from etpserver.api import vendor_codes
from etpserver.api.vendor_codes import MESSAGES
from personnel.tree.models import NodeErrors, TreeNode
from tests.docs.resources import RESOURCES
from tests.docs.tables import table

PARENT, CHILD = "DOC-P", "DOC-C"
DELETE = {"action_type": "delete"}


@dataclass(frozen=True, slots=True)
class Situation:
    """One refusal: when, its status and code, and a request that meets it.

    Keys of `body`, `{code}`, `{name}` and `{parent}`, stand for the kind's own field names.
    """

    when: str
    code: int | Callable[[NodeErrors], int]
    method: str = "post"
    path: str = ""
    body: Mapping[str, Any] | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    status: int = 400
    is_strict: bool = False

    def code_of(self, kind: type[TreeNode]) -> int:
        return self.code if isinstance(self.code, int) else self.code(kind.errors)

    def body_of(self, kind: type[TreeNode]) -> dict[str, Any] | None:
        if self.body is None:
            return None
        names = {
            "{code}": kind.code_field,
            "{name}": kind.name_field,
            "{parent}": kind.parent_field,
        }
        return {names.get(key, key): value for key, value in self.body.items()}


SITUATIONS = (
    Situation("the path names no record", lambda e: e.unknown, "get", "nowhere/", status=404),
    Situation("`object_codes` names an unknown record", lambda e: e.unknown, path="action/",
              body={**DELETE, "object_codes": ["nowhere"]}),
    Situation("the parent is unknown", lambda e: e.unknown,
              body={"{code}": "DOC-N", "{name}": "New", "{parent}": "nowhere"}),
    Situation("the code is missing or blank", lambda e: e.blank,
              body={"{code}": "", "{name}": "New"}),
    Situation("the name is missing or blank", lambda e: e.blank, body={"{code}": "DOC-N"}),
    Situation("the code is malformed", vendor_codes.PROGRAM_ERROR,
              body={"{code}": "a/b", "{name}": "New"}),
    Situation("the code is a path of the resource", vendor_codes.PROGRAM_ERROR,
              body={"{code}": "export", "{name}": "New"}),
    Situation("the code is taken", lambda e: e.taken, body={"{code}": PARENT, "{name}": "New"}),
    Situation("an update sends another code than the stored one", vendor_codes.PROGRAM_ERROR,
              "patch", f"{PARENT}/", body={"{code}": "DOC-N"}),
    Situation("the parent is the record itself or stands below it", vendor_codes.BAD_PARENT,
              "patch", f"{PARENT}/", body={"{parent}": CHILD}),
    Situation("the record is in use, or the one with code `1`", lambda e: e.in_use,
              "delete", f"{PARENT}/"),
    Situation("`action_type` is unknown", vendor_codes.UNKNOWN_ACTION, path="action/",
              body={"action_type": "rename", "object_codes": [PARENT]}),
    Situation("`object_codes` is missing or empty", vendor_codes.PROGRAM_ERROR, path="action/",
              body=DELETE),
    Situation("`object_codes` holds more than 500 codes", vendor_codes.TOO_MANY_CODES,
              path="action/", body={**DELETE, "object_codes": list(range(1, 502))}),
    Situation("`export_type` is missing or unknown", vendor_codes.UNKNOWN_FORMAT, "get", "export/",
              query={"export_type": "pdf"}),
    Situation("`export_headers` names an unknown field", vendor_codes.PROGRAM_ERROR, "get",
              "export/", query={"export_type": "csv", "export_headers": "nothing"}),
    Situation("the page or its size is no whole number from 1", vendor_codes.BAD_PAGE, "get",
              query={"page": "0"}),
    Situation("the page is beyond the last one", vendor_codes.PROGRAM_ERROR, "get",
              query={"page": "1000000"}, status=404),
    Situation("the size of a page is over 1000, with `validate=strict`",
              vendor_codes.PAGE_TOO_LARGE, "get", query={"page_size": "1001"}, is_strict=True),
    Situation("a query value is empty, with `validate=strict`", vendor_codes.EMPTY_VALUE, "get",
              query={"page": ""}, is_strict=True),
)  # fmt: skip


def codes(prefix: str) -> str:
    """The table of a resource's refusals."""
    kind = RESOURCES[prefix].queryset.model
    rows = [
        (situation.when, str(situation.status), str(number), MESSAGES[number])
        for situation in SITUATIONS
        for number in [situation.code_of(kind)]
    ]
    return table(("when", "status", "code", "text"), rows)
