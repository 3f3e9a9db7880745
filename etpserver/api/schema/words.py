"""What the OpenAPI document says about resources and operations, in our own words."""

from dataclasses import dataclass
from typing import Any

from etpserver.api.schema.contract import Operation

API_DESCRIPTION = """\
The documented REST API of a ZKTeco EasyTimePro server, as this server answers it. It is neither \
made nor endorsed by ZKTeco.

- Get a key from `POST /api/api-token-auth/` and send it as `Authorization: Token <key>`.
- Every path works with and without its trailing slash.
- Bodies may be JSON or form data. Answers are JSON, exports excepted.
- A `{.._code}` in a path is the record's code, or else its id.
- Lists take `page` and `page_size` (also spelled `pageNo`, `pageSize`, `limit`).
- Times are the server's local times, `YYYY-MM-DD HH:MM:SS`.
- An error carries the vendor's code in its body and in the header `X-Etp-Code`.
"""


@dataclass(frozen=True, slots=True)
class Words:
    """How a resource is spoken of."""

    tag: str
    one: str
    many: str
    about: str


RESOURCES = {
    "tokens": Words("Tokens", "a token", "tokens", "Logging in: keys and JWTs."),
    "areas": Words("Areas", "an area", "areas", "The parts of a site that terminals stand in."),
    "departments": Words("Departments", "a department", "departments", "The tree of departments."),
    "employees": Words("Employees", "an employee", "employees", "The people who punch."),
    "locations": Words("Locations", "a location", "locations", "The places of the company."),
    "positions": Words("Positions", "a position", "positions", "The positions people hold."),
    "biodatas": Words(
        "Biometric templates", "a template", "templates", "Fingers, faces and palms."
    ),
    "privatemessages": Words(
        "Private messages", "a private message", "private messages", "Shown to one person."
    ),
    "publicmessages": Words(
        "Public messages", "a public message", "public messages", "Shown by one terminal."
    ),
    "terminals": Words("Terminals", "a terminal", "terminals", "The devices people punch at."),
    "transactions": Words("Transactions", "a punch", "punches", "The punches of known people."),
    "unregister": Words(
        "Unregistered punches", "an unregistered punch", "unregistered punches", "Of no employee."
    ),
    "resigns": Words("Resignations", "a resignation", "resignations", "Who left, and when."),
}

SUMMARIES = {
    "list": "List {many}",
    "create": "Create {one}",
    "read": "Read {one}",
    "partial_update": "Update some fields of {one}",
    "update": "Update {one}",
    "delete": "Delete {one}",
    "action": "Act on several {many}",
    "export": "Export {many} to a file",
    "import": "Import {many} from a file",
}

SUMMARIES_OF_SINGLE_OPERATIONS = {
    "auth_api_token": "Get a user's key",
    "auth_jwt_api_token": "Get a user's pair of JWTs",
    "auth_jwt_api_token_refresh": "Get the next access token",
    "auth_staff_api_token": "Get an employee's key",
    "auth_staff_jwt_api_token": "Get an employee's JWT",
    "employees_adjust_area": "Move employees to other areas",
    "employees_adjust_depart": "Move employees to another department",
    "employees_adjust_emp_type": "Set the employment type of employees",
    "employees_adjust_position": "Move employees to another position",
    "employees_adjust_resign": "Let employees resign",
    "employees_del_bio_template": "Delete templates of employees",
    "employees_update_emp_photo": "Set the photo of employees",
    "terminals_enroll_remotely": "Start an enrolment at terminals",
    "terminals_enrolled_employees": "List the employees enrolled at terminals",
    "terminals_ip_port_update_to_device": "Tell terminals the server's address",
    "terminals_sync_data_to_device": "Send people and their templates to terminals",
    "terminals_unlock": "Unlock the door of a terminal",
    "transactions_action": "Upload an attendance log",
    "resigns_disable_att": "End the attendance of people who resigned",
    "resigns_rehire": "Take people back",
}

NOTES = {
    "export": "`POST` with the same parameters, in the query or the body, answers the same.",
    "import": "All or nothing: one bad row and no record changes.",
    "action": "All or nothing: an unknown code and nothing happens.",
    "update": "What is not sent stays as it is.",
    "partial_update": "What is not sent stays as it is.",
}


def kind_of(operation: Operation) -> str | None:
    """`list`, `create` ..; None for an operation like no other."""
    if operation.id in SUMMARIES_OF_SINGLE_OPERATIONS:
        return None
    return next((kind for kind in SUMMARIES if operation.id.endswith(f"_{kind}")), None)


def is_paged(operation: Operation) -> bool:
    """Whether the answer is a page of records: of every list, and of an operation like no other."""
    kind = kind_of(operation)
    return kind == "list" or (kind is None and _is_page(operation.response_example))


def answered_example(operation: Operation) -> Any:
    """The manual's example of the answer, in the form that is answered.

    The manual prints one list without the envelope, and one record in it.
    """
    kind, example = kind_of(operation), operation.response_example
    if kind == "list" and not _is_page(example):
        return in_envelope(example)
    return example["data"][0] if kind == "read" and _is_page(example) else example


def in_envelope(record: Any) -> Any:
    """A page with this record alone."""
    return {"count": 1, "next": None, "previous": None, "msg": "", "code": 0, "data": [record]}


def _is_page(example: Any) -> bool:
    return isinstance(example, dict) and "data" in example


def tag(operation: Operation) -> str:
    """The group it stands in."""
    return RESOURCES[operation.resource].tag


def summary(operation: Operation) -> str:
    """What it does, in a few words."""
    own = SUMMARIES_OF_SINGLE_OPERATIONS.get(operation.id)
    if own is not None:
        return own
    words = RESOURCES[operation.resource]
    return SUMMARIES[kind_of(operation) or ""].format(one=words.one, many=words.many)


def description(operation: Operation) -> str:
    """Where the manual describes it, and what else is to be known."""
    source = f"Section {operation.section} of the vendor's manual."
    note = NOTES.get(kind_of(operation) or "")
    return f"{source} {note}" if note else source
