"""Templates that a terminal uploads: stored once, and brought to the other terminals."""

from collections.abc import Collection, Iterable, Mapping

from iclock.biodata.models import BioData
from iclock.commands import wire
from iclock.commands.enrolments import Enrolled
from iclock.device_port import QueuePort
from iclock.push.batch import Batch
from iclock.push.contact import Contact
from iclock.push.parsing.records import TemplateLine
from iclock.push.users import UNKNOWN
from iclock.terminals.models import Terminal
from personnel.employees.biometrics import (
    FACE,
    FINGER_VEIN,
    FINGERPRINT,
    PALM,
    VISIBLE_LIGHT_FACE,
)
from personnel.employees.models import Employee

Key = tuple[str, int, int, int, str]
# Where a terminal says which version of templates it makes.
ALGORITHMS = {
    FINGERPRINT: "fp_alg_ver",
    FACE: "face_alg_ver",
    FINGER_VEIN: "fv_alg_ver",
    PALM: "palm_alg_ver",
    VISIBLE_LIGHT_FACE: "face_alg_ver",
}
UNKNOWN_VERSION = "0"
ROWS_AT_ONCE = 200


def store_templates(
    contact: Contact, batch: Batch, people: Mapping[str, Employee]
) -> set[Enrolled]:
    """Store the templates of known people; those that are new or changed go to other terminals.

    Answers which came.
    """
    sent: dict[Key, BioData] = {}
    enrolled: set[Enrolled] = set()
    for line in batch.templates:
        person = people.get(line.pin)
        if person is None:
            batch.refuse(line, UNKNOWN)
        elif not line.valid:
            batch.refuse(line, "The template is marked as not valid.")
        else:
            template = _template(line, person, contact)
            sent[_key(template)] = template
            enrolled.add(Enrolled(line.pin, line.wire_type, line.no))
    stored = _stored(sent.values())
    changed = [
        template
        for key, template in sent.items()
        if key not in stored or not _is_same(template, stored[key])
    ]
    BioData.objects.bulk_create(
        changed,
        batch_size=ROWS_AT_ONCE,
        update_conflicts=True,
        unique_fields=["employee", "bio_type", "bio_no", "bio_index", "major_ver"],
        update_fields=["bio_tmp", "minor_ver", "duress", "sn", "update_time"],
    )
    _tell_others(contact.terminal, changed)
    return enrolled


def _template(line: TemplateLine, person: Employee, contact: Contact) -> BioData:
    bio_type = wire.bio_type_of(line.wire_type)
    return BioData(
        employee=person,
        bio_type=bio_type,
        bio_no=line.no,
        bio_index=line.index,
        bio_tmp=line.template,
        # Manual 4.1.1: the major version alone.
        major_ver=line.major_ver or _version(contact.terminal, bio_type),
        minor_ver=line.minor_ver or "0",
        duress=line.duress,
        sn=contact.terminal.sn,
        update_time=contact.now,
    )


def _version(terminal: Terminal, bio_type: int) -> str:
    """The version of a template that does not say it: that which the terminal makes."""
    told: str | None = getattr(terminal, ALGORITHMS.get(bio_type, ""), None)
    return (told or "").partition(".")[0] or UNKNOWN_VERSION


def _key(template: BioData) -> Key:
    return (
        template.employee_id,
        template.bio_type,
        template.bio_no,
        template.bio_index,
        template.major_ver,
    )


def _stored(templates: Collection[BioData]) -> dict[Key, BioData]:
    """What is stored already of the people of these templates."""
    if not templates:
        return {}
    owners = {template.employee_id for template in templates}
    return {_key(template): template for template in BioData.objects.filter(employee__in=owners)}


def _is_same(one: BioData, other: BioData) -> bool:
    return (one.bio_tmp, one.minor_ver, one.duress) == (
        other.bio_tmp,
        other.minor_ver,
        other.duress,
    )


def _tell_others(terminal: Terminal, templates: Iterable[BioData]) -> None:
    """Queue the templates of those who work here for the other terminals of their areas."""
    # Guess: a person enrolled at one gate is known at the others without anybody's help.
    by_person: dict[Employee, list[BioData]] = {}
    for template in templates:
        if not template.employee.is_resigned:
            by_person.setdefault(template.employee, []).append(template)
    if by_person:
        QueuePort(told_by=terminal).update_templates(by_person)
