"""A person as a terminal's commands: the user line, templates, the photo."""

from collections.abc import Callable, Iterable, Sequence

from iclock.biodata.models import BioData
from iclock.commands import wire
from iclock.terminals.models import Terminal
from personnel.employees.biometrics import FACE, FINGER_VEIN, FINGERPRINT, VISIBLE_LIGHT_FACE
from personnel.employees.models import Employee, EmployeePhoto

LinesOf = Callable[[Employee, Terminal], Sequence[str]]


def user_line(employee: Employee) -> str:
    """The person's own line."""
    names = (employee.first_name or "", employee.last_name or "")
    return wire.update_user(
        pin=employee.emp_code,
        name=" ".join(name for name in names if name),
        privilege=employee.dev_privilege,
        password=employee.device_password,
        card=employee.card_no,
        verify=employee.verify_mode or 0,
    )


def template_lines(
    employee: Employee, templates: Iterable[BioData], terminal: Terminal
) -> list[str]:
    """The person's templates: as BIODATA where the device takes it, else in the older tables."""
    return [_template_line(employee.emp_code, template, terminal) for template in templates]


def photo_lines(employee: Employee, image: bytes | None, terminal: Terminal) -> list[str]:
    """The photo, and as a comparison photo too where the device makes templates of it."""
    if image is None:
        return []
    picture = wire.update_user_picture(pin=employee.emp_code, image=image)
    return [picture, *comparison_photo_lines(employee, image, terminal)]


def comparison_photo_lines(
    employee: Employee, image: bytes | None, terminal: Terminal
) -> list[str]:
    """The photo where the device makes a visible-light template of it."""
    if image is None or not terminal.takes_bio_photo(VISIBLE_LIGHT_FACE):
        return []
    return [wire.update_bio_photo(pin=employee.emp_code, image=image)]


def templates_of(
    employees: Iterable[Employee], bio_types: Iterable[int] | None = None
) -> dict[str, list[BioData]]:
    """Employee id -> templates, in one query."""
    rows = BioData.objects.filter(employee__in=[person.pk for person in employees])
    if bio_types is not None:
        rows = rows.filter(bio_type__in=list(bio_types))
    found: dict[str, list[BioData]] = {}
    for template in rows.order_by("employee", "bio_type", "bio_no", "bio_index", "pk"):
        found.setdefault(template.employee_id, []).append(template)
    return found


def photos_of(employees: Iterable[Employee]) -> dict[str, bytes]:
    """Employee id -> photo, in one query."""
    rows = EmployeePhoto.objects.filter(employee__in=[person.pk for person in employees])
    return {key: bytes(image) for key, image in rows.values_list("employee_id", "image")}


def _template_line(pin: str, template: BioData, terminal: Terminal) -> str:
    wire_type = wire.wire_type_of(template.bio_type)
    if not terminal.takes_bio_data(wire_type):
        if template.bio_type == FINGERPRINT:
            return wire.update_fingerprint(
                pin=pin,
                finger=template.bio_no,
                duress=template.duress,
                template=template.bio_tmp,
            )
        if template.bio_type == FACE:
            return wire.update_face(pin=pin, part=template.bio_index, template=template.bio_tmp)
        if template.bio_type == FINGER_VEIN:
            return wire.update_finger_vein(
                pin=pin,
                finger=template.bio_no,
                index=template.bio_index,
                template=template.bio_tmp,
            )
    return wire.update_bio_data(
        pin=pin,
        wire_type=wire_type,
        no=template.bio_no,
        index=template.bio_index,
        duress=template.duress,
        major_ver=template.major_ver,
        minor_ver=template.minor_ver,
        template=template.bio_tmp,
    )
