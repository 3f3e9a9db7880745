"""Where an answer may differ from its documented example, each with the reason.

Nothing else may: an answer has exactly the documented keys, of the documented kinds.
"""

ADDITIONS: dict[str, dict[str, str]] = {
    "auth_jwt_api_token": {"token": "observed: most clients read it; the same as access"},
    "employees_create": {"id": "observed: clients read it"},
}
# Keys that the manual prints in one item of a list and leaves out in another.
PRINTED_ONCE: dict[str, dict[str, str]] = {
    "departments_list": {
        "data[].parent_dept": "3.2.2 prints it in its second item only",
        "data[].parent_dept_code": "3.2.2 prints it in its first item only",
        "data[].parent_dept_name": "3.2.2 leaves it out of its second item",
        "data[].company": "3.2.2 leaves it out of its second item",
    },
}
# The examples show a parent, but a record need not have one.
NULLABLE: dict[str, dict[str, str]] = {
    operation: {f"{at}{name}": "a record without parent" for name in names}
    for operation, at, names in (
        ("areas_list", "data[].", ("parent_area",)),
        ("departments_list", "data[].", ("parent_dept", "parent_dept_code", "parent_dept_name")),
    )
}
