"""Employees of tests: where they are, how they look, what is stored of them."""

from typing import Any

from iclock.biodata.models import BioData
from personnel.models import Employee, EmployeeArea, Resignation

EMPLOYEES = "/personnel/api/employees/"
DEFAULT_HASH = "pbkdf2_sha256$36000$Gj09deAAUqW7$ih9vyun8PPwxvbG1+bhxB0TIQF+2IUfdhiDUf0AS0o4="
# Manual 3.3.2: the hash of the request example.
SENT_HASH = (
    "pbkdf2_sha256$600000$g708QX09ch0KUiR5kCwJ4T$XnOY4d2gmpseLhvXsKEHYj+Lk1c084m3PxN278ACH1w="
)
COMPANY = {"id": "6b969e80-f3ff-11e9-afc7-acde48001122", "name": "default"}
NAMES = ("emp_code", "first_name", "last_name", "nickname", "device_password", "card_no")
DETAILS = [
    "hire_date",
    "gender",
    "birthday",
    "verify_mode",
    "emp_type",
    "validity_start",
    "validity_end",
    "contact_tel",
    "office_tel",
    "mobile",
    "national",
    "city",
    "address",
    "postcode",
    "email",
    "enroll_sn",
    "ssn",
    "religion",
    "enable_att",
    "enable_overtime",
    "enable_holiday",
    "dev_privilege",
    "self_password",
    "flow_role",
]
APP = ("app_status", "app_role")
BIOMETRIC = ("fingerprint", "face", "palm", "vl_face")
DATES = ("hire_date", "birthday", "validity_start", "validity_end")

# The keys of the manual's examples, in their order.
READ_KEYS = ["id", *NAMES, "department", "position", "area", *DETAILS, *APP, "update_time",
             *BIOMETRIC]  # fmt: skip
CREATED_KEYS = ["id", *NAMES, "department", "position", "area", *DETAILS, *APP]
WRITTEN_KEYS = [*NAMES, "department", "position", *DETAILS, "area", *APP]
EXPANDED_KEYS = [*NAMES, "department", "position", *DETAILS, "area", *APP, "enable_whatsapp",
                 "enable_sms"]  # fmt: skip
COLUMNS = [*NAMES, "dept_code", "dept_name", "position_code", "position_name", *DETAILS,
           "area_code", "area_name", *APP]  # fmt: skip


def body(**over: Any) -> dict[str, Any]:
    """The least that a create needs."""
    return {"emp_code": "5677", "department": 1, "area": [1], **over}


def defaults(**over: Any) -> dict[str, Any]:
    """The plain values of a new employee."""
    given = dict.fromkeys([*NAMES, *DETAILS, *APP])
    given |= {"verify_mode": 0, "enable_att": True, "enable_overtime": False}
    given |= {"enable_holiday": True, "dev_privilege": 0, "self_password": DEFAULT_HASH}
    return {**given, "flow_role": [], "app_status": 1, "app_role": 1, **over}


def read(person: Employee, **over: Any) -> dict[str, Any]:
    """How a list or a read shows an employee without templates."""
    person = Employee.objects.select_related("department", "position").get(pk=person.pk)
    post = person.position
    return {
        "id": person.pk,
        **_plain(person),
        "department": {
            "id": person.department.pk,
            "dept_code": person.department.dept_code,
            "dept_name": person.department.dept_name,
        },
        "position": post
        and {
            "id": post.pk,
            "position_code": post.position_code,
            "position_name": post.position_name,
        },
        "area": [
            {"id": area.pk, "area_code": area.area_code, "area_name": area.area_name}
            for area in _areas(person)
        ],
        "update_time": person.update_time.strftime("%Y-%m-%d %H:%M:%S"),
        **dict.fromkeys(BIOMETRIC, "-"),
        **over,
    }


def written(person: Employee) -> dict[str, Any]:
    """How an update answers; a create says the id too."""
    person = Employee.objects.select_related("department", "position").get(pk=person.pk)
    return {
        **_plain(person),
        "department": person.department.dept_name,
        "position": person.position and person.position.position_name,
        "area": [area.area_name for area in _areas(person)],
    }


def get(emp_code: str) -> Employee:
    return Employee.objects.get(emp_code=emp_code)


def area_codes(person: Employee) -> list[str]:
    return [area.area_code for area in _areas(person)]


def stored() -> list[dict[str, Any]]:
    """Everything that is stored of people, for proving that nothing changed."""
    kinds: Any = (Employee, EmployeeArea, Resignation, BioData)
    return [row for kind in kinds for row in kind.objects.order_by("pk").values()]


def _plain(person: Employee) -> dict[str, Any]:
    found = {name: getattr(person, name) for name in (*NAMES, *DETAILS, *APP)}
    return {**found, **{name: found[name] and str(found[name]) for name in DATES}}


def _areas(person: Employee) -> list[Any]:
    return [tie.area for tie in EmployeeArea.objects.filter(employee=person).order_by("area_id")]
