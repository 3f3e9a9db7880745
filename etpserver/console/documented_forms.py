"""The forms that stand for an operation of the documented API."""

from typing import Any

from etpserver.console.actions import Action, Field, number, words

RESIGN_TYPES = (
    ("1", "quit"),
    ("2", "dismissed"),
    ("3", "resigned"),
    ("4", "transferred"),
    ("5", "job kept without salary"),
)


def wire_time(text: str) -> str:
    """What an input for a moment holds, as the API writes it."""
    moment = text.replace("T", " ")
    return moment if moment.count(":") > 1 else f"{moment}:00"


def one(text: str) -> list[str]:
    """A list of this one code."""
    return [text]


def _added(content: Any) -> str:
    name = " ".join(part for part in (content["first_name"], content["last_name"]) if part)
    return f"{name or 'Somebody'} is added as {content['emp_code']}."


DOCUMENTED: tuple[Action, ...] = (
    Action(
        "add_person", "Add", "POST", "personnel/api/employees/",
        fields=(
            Field("emp_code", "Code", is_required=True, placeholder="9001"),
            Field("first_name", "First name", placeholder="Asha"),
            Field("last_name", "Last name", placeholder="Rao"),
            Field("department", "Department", "text", is_required=True, initial="1",
                  hint="Code or id."),
            Field("area", "Areas", "text", is_required=True, initial="1", read=words,
                  hint="Codes or ids, with commas."),
            Field("card_no", "Card", placeholder="4711"),
        ),
        done=_added, tone="primary", is_documented=True,
    ),
    Action(
        "resign", "Resign", "POST", "personnel/api/resigns/",
        fields=(
            Field("employee", "Employee", "hidden", is_required=True),
            Field("resign_date", "On", "date", is_required=True, placeholder="2026-01-05"),
            Field("resign_type", "Why", "select", RESIGN_TYPES, initial="3", read=number),
            Field("reason", "In words", placeholder="Moved away"),
        ),
        done="They have left; terminals will forget them.", tone="danger", reloads=True,
        is_documented=True,
    ),
    Action(
        "rehire", "Take back", "POST", "personnel/api/resigns/rehire/",
        fields=(Field("emp_code", "Employee", "hidden", is_required=True, read=one),),
        done="They are back.", tone="primary", reloads=True, is_documented=True,
    ),
    Action(
        "message", "Send", "POST", "iclock/api/privatemessages/",
        fields=(
            Field("employee", "Employee", "hidden", is_required=True),
            Field("content", "Message", is_required=True, placeholder="Please call us."),
            Field("start_time", "From", "datetime-local", is_required=True,
                  placeholder="2026-01-05T10:00", read=wire_time),
            Field("duration", "Minutes", "number", is_required=True, initial="60", read=number),
        ),
        done="The terminals of their areas will show it.", is_documented=True,
    ),
    Action(
        "reboot", "Reboot", "POST", "iclock/api/terminals/action/",
        fields=(Field("object_codes", "Terminal", "hidden", is_required=True, read=one),),
        body={"action_type": "reboot"}, done="A reboot waits in its queue.", is_documented=True,
    ),
    Action(
        "sync", "Send all people", "POST", "iclock/api/terminals/sync_data_to_device/",
        fields=(Field("devices_sn", "Terminal", "hidden", is_required=True, read=one),),
        body={"emp_code": True, "finger_print": True},
        done="Its people and their fingers wait in its queue.", is_documented=True,
    ),
)  # fmt: skip
