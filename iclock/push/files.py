"""What terminals fetch: a person for off-site punching, and the portraits of people."""

import re

from iclock.commands import people
from iclock.push.contact import Contact
from iclock.push.replies import OK
from iclock.terminals.models import Terminal
from personnel.employees.biometrics import FINGERPRINT
from personnel.employees.models import Employee, EmployeePhoto

# Observed: where BioTime's commands say that a portrait lies.
PORTRAIT = re.compile(r"(?:.*/)?doc/biophoto/(?P<code>[^/]+)\.jpg")


def tell_person(contact: Contact) -> str:
    """The lines of one person with their fingerprints, or `OK` if nobody works here by that PIN."""
    person = Employee.objects.filter(emp_code=contact.query.get("PIN").strip()).first()
    if person is None or person.is_resigned:
        return OK
    templates = people.templates_of([person], [FINGERPRINT]).get(person.pk, [])
    lines = [people.user_line(person), *people.template_lines(person, templates, contact.terminal)]
    return "".join(f"{line}\n" for line in lines)


def stored_portrait(code: str) -> bytes | None:
    """The photo of the person with this code, as it is stored."""
    photos = EmployeePhoto.objects.filter(employee__emp_code=code)
    image = photos.values_list("image", flat=True).first()
    return None if image is None else bytes(image)


def portrait_code(url: str) -> str | None:
    """Whose portrait lies at a URL: `iclock/doc/biophoto/7.jpg` or the whole of it."""
    found = PORTRAIT.fullmatch(url)
    return found["code"] if found else None


def is_address_of_terminal(address: str) -> bool:
    """Whether a terminal has called from there."""
    return Terminal.objects.filter(real_ip=address).exists()
