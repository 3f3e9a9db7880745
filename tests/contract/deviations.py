"""Where an answer may differ from its documented example, each with the reason.

Nothing else may: an answer has exactly the documented keys, of the documented kinds.
"""

import copy
from typing import Any

from etpserver.api.schema.contract import Operation

ADDITIONS: dict[str, dict[str, str]] = {
    "auth_jwt_api_token": {"token": "observed: most clients read it; the same as access"},
    "employees_create": {"id": "observed: clients read it"},
}
ENVELOPE = {"count": 1, "next": None, "previous": None, "msg": "", "code": 0}
# Examples printed in another form than all others of their kind: what is answered, and why.
FORMS: dict[str, tuple[str, str]] = {
    "biodatas_list": ("enveloped", "4.1.1 prints an item without the envelope of lists"),
    "public_messages_read": ("bare", "4.3.5 prints a record in the envelope of lists"),
}


def shown(operation: Operation) -> Any:
    """The example of the operation's answer, in the form that is answered."""
    example = copy.deepcopy(operation.response_example)
    form, _ = FORMS.get(operation.id, ("", ""))
    if form == "bare":
        return example["data"][0]
    return {**ENVELOPE, "data": [example]} if form == "enveloped" else example


# Keys that the manual prints in one item of a list and leaves out in another.
PRINTED_ONCE: dict[str, dict[str, str]] = {
    "departments_list": {
        "data[].parent_dept": "3.2.2 prints it in its second item only",
        "data[].parent_dept_code": "3.2.2 prints it in its first item only",
        "data[].parent_dept_name": "3.2.2 leaves it out of its second item",
        "data[].company": "3.2.2 leaves it out of its second item",
    },
}
# What a person of the list need not have, although the example's first one has it.
OF_A_PERSON = (
    "first_name",
    "card_no",
    "position",
    "hire_date",
    "gender",
    "birthday",
    "verify_mode",
    "validity_start",
    "validity_end",
    "mobile",
    "email",
    "enroll_sn",
    "ssn",
    "app_role",
)
OF_AN_EXPORT = (
    "birthday",
    "verify_mode",
    "emp_type",
    "app_role",
    "department.parent_dept",
    "department.parent_dept_name",
    "area[].parent_area",
)
# The examples show a value, but a record need not have one.
NULLABLE: dict[str, dict[str, str]] = {
    operation: {f"{at}{name}": reason for name in names}
    for operation, at, names, reason in (
        ("areas_list", "data[].", ("parent_area",), "a record without parent"),
        (
            "departments_list",
            "data[].",
            ("parent_dept", "parent_dept_code", "parent_dept_name"),
            "a record without parent",
        ),
        ("employees_list", "data[].", OF_A_PERSON, "a person of whom it is not known"),
        ("employees_create", "", ("birthday", "emp_type"), "the request's example sends null"),
        (
            "terminals_partial_update",
            "",
            ("gps_location",),
            "the example's terminal was updated before (4.4.8)",
        ),
        ("employees_export", "", OF_AN_EXPORT, "neither known of the person nor a parent there"),
    )
}
