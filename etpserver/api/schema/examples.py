"""Request bodies of our own, where the manual prints none or no file's content.

What they name are records of the manual's examples. A file stands there as its text.
"""

from collections.abc import Mapping
from typing import Any

from etpserver.api.schema.contract import Operation

FILES: Mapping[str, str] = {
    "areas_import": "area_code,area_name\r\nEAST,East wing\r\n",
    "departments_import": "dept_code,dept_name\r\nLAB,Laboratory\r\n",
    "employees_import": "emp_code,first_name,dept_code,area_code\r\n7001,Asha,1,1\r\n",
    "locations_import": "location_code,location_name\r\nPUNE,Pune\r\n",
    "positions_import": "position_code,position_name\r\nCLERK,Clerk\r\n",
    "resigns_import": "emp_code,resign_date,resign_type\r\n1001,2026-01-31,3\r\n",
    "employees_update_emp_photo": "(the bytes of a JPEG or PNG file)",
    "transactions_action": "1001\t2026-01-05 08:58:12\t1\t0\t1\t0\r\n",
}
SUMMARIES: Mapping[str, str] = {
    "employees_update_emp_photo": "An example; a picture stands where the text is",
    "transactions_action": "An example; the file is named CK5L201260350_attlog07.dat",
}
FIELDS: Mapping[str, Mapping[str, Any]] = {
    "employees_update_emp_photo": {"emp_code": ["1001"]},
    "terminals_enrolled_employees": {"sn": ["CLH8224760441"]},
    "terminals_ip_port_update_to_device": {
        "device_sn": ["CLH8224760441"],
        "ip": "192.0.2.10",
        "port": 8088,
    },
}


def own_example(operation: Operation) -> dict[str, Any] | None:
    """A body for the operation with its summary, if there is one of ours."""
    text = FILES.get(operation.id)
    given = dict(FIELDS.get(operation.id, {}))
    for field in operation.body:
        if field.type == "file" and text is not None:
            given[field.name] = text
        elif field.enum and text is not None:
            given[field.name] = field.enum[0]
    summary = SUMMARIES.get(operation.id, "An example")
    return {"summary": summary, "value": given} if given else None
