"""The 51 error codes of the manual's appendix 5.1 and the condition that raises each here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VendorCode:
    """One documented code: its text on the wire and when this server answers it."""

    code: int
    message: str
    condition: str = "fault only"


CODES: tuple[VendorCode, ...] = (
    VendorCode(-1, "Program error", "everything no other code is for"),
    VendorCode(
        -10, "The department number or name cannot be empty", "a blank dept_code or dept_name"
    ),
    VendorCode(-12, "The department name has already existed", "a dept_code that is taken"),
    VendorCode(
        -13,
        "The department number does not exist",
        "an unknown department in a reference, or none where one is needed",
    ),
    VendorCode(
        -14,
        "Cannot be set as parent department",
        "a parent that is the record itself or stands below it",
    ),
    VendorCode(
        -15,
        "Cannot delete department",
        "deleting a department with employees or children, or the default one",
    ),
    VendorCode(-20, "Pin number cannot be empty", "a blank emp_code"),
    VendorCode(-22, "The person does not exist", "an unknown employee"),
    VendorCode(-23, "The card number has been used", "a card_no that is taken"),
    VendorCode(-24, "The level group does not exist"),
    VendorCode(-25, "No person under the access level"),
    VendorCode(-26, "The password has been used"),
    VendorCode(-27, "Invalid personnel photo", "no photo, or a file that is no image"),
    VendorCode(-29, "PIN exception", "an emp_code that is malformed or taken"),
    VendorCode(-31, "The personnel fingerprint already existed!"),
    VendorCode(-32, "Input wrong validtype!", "an unknown bio_type"),
    VendorCode(
        -33,
        "Fingerprint template index range is from 0-9!",
        "a finger that is missing or outside 0-9",
    ),
    VendorCode(-34, "templateNo not existed!", "an unknown template id"),
    VendorCode(-40, "Authorize access failure"),
    VendorCode(-41, "Delete access level failure"),
    VendorCode(-42, "Personnel ID or access level id is null"),
    VendorCode(-43, "Access level id can’t be null"),
    VendorCode(-44, "Door id can’t be null"),
    VendorCode(-45, "Door open duration between 1~254 seconds."),
    VendorCode(-46, "Door name can’t be null"),
    VendorCode(-47, "Door doesn’t exist"),
    VendorCode(-48, "Device serial number can’t be null", "a missing or empty list of serials"),
    VendorCode(-70, "Advertisement doesn’t exist"),
    VendorCode(-71, "Didn’t support this format", "an unknown export or import format"),
    VendorCode(-80, "Area didn’t exist", "an unknown area"),
    VendorCode(-81, "Pins not allowed to be null", "an empty emp_code list"),
    VendorCode(-82, "Pins length not allowed over 500", "more than 500 codes in one call"),
    VendorCode(-83, "Area ID can’t be null", "a missing or empty area"),
    VendorCode(
        -90,
        "PageNo or pageSize cannot be set less than or equal to 0",
        "page or page_size that is no positive integer",
    ),
    VendorCode(-91, "PageSize is greater than 1000", "page_size over 1000, with validate=strict"),
    VendorCode(
        -92, "PageSize and pageNo cannot be empty", "an empty query value, with validate=strict"
    ),
    VendorCode(-100, "Time format error", "a time that cannot be read"),
    VendorCode(-101, "Start time cannot be greater than end time", "a start after its end"),
    VendorCode(-200, "SN is required", "a missing sn"),
    VendorCode(-201, "Floor Id is required"),
    VendorCode(-202, "The door opening time is required"),
    VendorCode(-203, "The door opening time needs to be greater than 0"),
    VendorCode(-220, "Operation type error", "an unknown action_type"),
    VendorCode(-221, "Black and whitelist type error"),
    VendorCode(-222, "Time parameter error", "a duration out of range"),
    VendorCode(-223, "Car license plate is incorrect"),
    VendorCode(-262, "The photo is not qualified.", "a photo over 5 MB or smaller than 80x80"),
    VendorCode(-263, "Reader ID cannot empty"),
    VendorCode(-264, "Did not exist this reader"),
    VendorCode(-265, "The Open Gate Type cannot be empty"),
    VendorCode(-266, "Open Gate Type incorrect"),
)

MESSAGES: dict[int, str] = {entry.code: entry.message for entry in CODES}

PROGRAM_ERROR = -1
BLANK_DEPARTMENT = -10
DEPARTMENT_TAKEN = -12
UNKNOWN_DEPARTMENT = -13
BAD_PARENT = -14
DEPARTMENT_IN_USE = -15
BLANK_PIN = -20
UNKNOWN_EMPLOYEE = -22
CARD_TAKEN = -23
NO_PHOTO = -27
PIN_TAKEN = -29
UNKNOWN_BIO_TYPE = -32
BAD_FINGER = -33
UNKNOWN_TEMPLATE = -34
NO_SERIALS = -48
UNKNOWN_FORMAT = -71
UNKNOWN_AREA = -80
NO_CODES = -81
TOO_MANY_CODES = -82
MISSING_AREA = -83
BAD_PAGE = -90
PAGE_TOO_LARGE = -91
EMPTY_VALUE = -92
TIME_FORMAT = -100
START_AFTER_END = -101
NO_SERIAL = -200
UNKNOWN_ACTION = -220
UNFIT_DURATION = -222
UNFIT_PHOTO = -262
