"""Which operation queues what: the data of a page of the docs, proved by a test.

A command is named by its first words. Templates and photos are those of a person with one
fingerprint and a photo, at a terminal that takes BIODATA and makes templates of photos.
"""

from dataclasses import dataclass

USER, NO_USER = "DATA UPDATE USERINFO", "DATA DELETE USERINFO"
TEMPLATE, NO_TEMPLATE = "DATA UPDATE BIODATA", "DATA DELETE BIODATA"
PHOTO = ("DATA UPDATE USERPIC", "DATA UPDATE BIOPHOTO")
MESSAGE, NO_MESSAGE = "DATA UPDATE SMS", "DATA DELETE SMS"
PRIVATE_MESSAGE = (MESSAGE, "DATA UPDATE USER_SMS")
EVERYTHING = (USER, TEMPLATE, *PHOTO)
CHANGED = "a name, card, password, privilege, validity or verify mode changes"
ARRIVED, LEFT = "at the terminals of the new areas", "at the terminals of the areas left"


@dataclass(frozen=True, slots=True)
class Queues:
    """What one documented operation queues for each terminal concerned, in this order."""

    operation: str
    commands: tuple[str, ...]
    case: str = ""


def _action(action_type: str, *commands: str) -> Queues:
    return Queues("terminals_action", commands, action_type)


CATALOGUE: tuple[Queues, ...] = (
    Queues("employees_create", (USER,)),
    Queues("employees_update", (USER,), CHANGED),
    Queues("employees_update", (USER,), ARRIVED),
    Queues("employees_update", (NO_USER,), LEFT),
    Queues("employees_partial_update", (USER,), CHANGED),
    Queues("employees_partial_update", (USER,), ARRIVED),
    Queues("employees_partial_update", (NO_USER,), LEFT),
    Queues("employees_delete", (NO_USER,)),
    Queues("employees_action", (NO_USER,), "delete"),
    Queues("employees_adjust_area", (USER,), ARRIVED),
    Queues("employees_adjust_area", (NO_USER,), LEFT),
    Queues("employees_adjust_resign", (NO_USER,)),
    Queues("employees_del_bio_template", (NO_TEMPLATE,), "for each kind whose flag is true"),
    Queues("employees_import", (USER,), "for each person that is new or changed"),
    Queues("employees_update_emp_photo", PHOTO),
    Queues("resigns_create", (NO_USER,)),
    Queues("resigns_import", (NO_USER,)),
    Queues("resigns_rehire", EVERYTHING),
    Queues("resigns_delete", EVERYTHING),
    Queues("resigns_action", EVERYTHING, "delete"),
    Queues("biodatas_delete", (NO_TEMPLATE,), "at the terminal it came from"),
    Queues("private_messages_create", PRIVATE_MESSAGE),
    Queues("private_messages_update", PRIVATE_MESSAGE),
    Queues("private_messages_partial_update", PRIVATE_MESSAGE),
    Queues("private_messages_delete", (NO_MESSAGE,)),
    Queues("private_messages_action", (NO_MESSAGE,), "delete"),
    Queues("public_messages_create", (MESSAGE,)),
    Queues("public_messages_update", (MESSAGE,)),
    Queues("public_messages_partial_update", (MESSAGE,)),
    Queues("public_messages_delete", (NO_MESSAGE,)),
    Queues("public_messages_action", (NO_MESSAGE,), "delete"),
    _action("delete"),
    _action("clear_command"),
    _action("reboot", "REBOOT"),
    _action("restart", "REBOOT"),
    _action("unlock", "AC_UNLOCK"),
    _action("lock", "CONTROL DEVICE 01010100"),
    _action("unalarm", "AC_UNALARM"),
    _action("clear_data", "CLEAR DATA"),
    _action("clear_transaction", "CLEAR LOG"),
    _action("clear_photo", "CLEAR PHOTO"),
    _action("info", "INFO"),
    _action("upload_all", "CHECK"),
    _action("upload_transaction", "DATA QUERY ATTLOG"),
    Queues("terminals_enroll_remotely", (USER, "ENROLL_FP"), "a finger"),
    Queues("terminals_enroll_remotely", (USER, "ENROLL_BIO"), "a face, palm or finger vein"),
    Queues("terminals_sync_data_to_device", EVERYTHING, "every flag true"),
    Queues(
        "terminals_ip_port_update_to_device",
        (
            "SET OPTION WebServerURLModel=0",
            "SET OPTION WebServerIP",
            "SET OPTION WebServerPort",
            "REBOOT",
        ),
        "an IP address",
    ),
    Queues(
        "terminals_ip_port_update_to_device",
        ("SET OPTION WebServerURLModel=1", "SET OPTION ICLOCKSVRURL", "REBOOT"),
        "a host name",
    ),
    Queues("terminals_unlock", ("AC_UNLOCK",)),
)
