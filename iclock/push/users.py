"""People as a terminal has them: they change known people here, and may make new ones.

Nobody is deleted here because they are missing there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rest_framework.exceptions import ValidationError

from etpserver.api.worlds import current_world
from iclock.commands.queue import untold_people
from iclock.device_port import QueuePort
from iclock.push.batch import Batch
from iclock.push.contact import Contact
from iclock.push.parsing.records import Record
from iclock.push.user_fields import UnfitUserError, changes_of
from personnel.employees.device_people import store_device_people
from personnel.employees.models import Employee
from personnel.employees.serializers import emp_code_field

OFF, CREATE = "off", "create"  # of device_user_sync; between them is "update"
UNKNOWN = "No employee has this PIN."
UNTOLD = "The terminal has yet to confirm a newer change of this person."


def makes_people() -> bool:
    """Whether a terminal's line may make an employee."""
    return current_world().settings.device_user_sync == CREATE


@dataclass(frozen=True, slots=True)
class _Draft:
    """A person, with what a line of theirs changes."""

    line: Record
    person: Employee
    changes: dict[str, Any]


def take_users(contact: Contact, batch: Batch) -> dict[str, Employee]:
    """Apply the people's lines as `device_user_sync` says; everybody known, by PIN."""
    known = {
        person.emp_code: person for person in Employee.objects.filter(emp_code__in=batch.pins())
    }
    drafts = list(_drafts(batch, known))
    if makes_people():
        drafts += _nameless(batch, known, {draft.person.emp_code for draft in drafts})
    drafts = [draft for draft in drafts if draft.changes or draft.person._state.adding]
    if not drafts:
        return known
    kept = _with_free_cards(batch, _confirmed(contact, batch, drafts))
    for draft in kept:
        for name, value in draft.changes.items():
            setattr(draft.person, name, value)
    fresh = [draft.person for draft in kept if draft.person._state.adding]
    for person in fresh:
        person.enroll_sn = contact.terminal.sn
    store_device_people(
        fresh,
        {draft.person: draft.changes.keys() for draft in kept if not draft.person._state.adding},
        area=contact.terminal.area,
        port=QueuePort(told_by=contact.terminal),
    )
    return {**known, **{person.emp_code: person for person in fresh}}


def _drafts(batch: Batch, known: Mapping[str, Employee]) -> Iterable[_Draft]:
    """What each person's last line changes."""
    if current_world().settings.device_user_sync == OFF:
        return
    for line in {line.pin: line for line in batch.users}.values():
        person = known.get(line.pin)
        try:
            if person is None and not makes_people():
                raise UnfitUserError(UNKNOWN)
            person = person or _new_person(line.pin)
            yield _Draft(line, person, changes_of(person, line))
        except UnfitUserError as problem:
            batch.refuse(line, str(problem))


def _nameless(batch: Batch, known: Mapping[str, Employee], drafted: set[str]) -> Iterable[_Draft]:
    """People of whom a template or a photo came alone."""
    named = {line.pin for line in batch.users} | drafted
    for pin, line in {line.pin: line for line in batch.of_people()}.items():
        if pin in known or pin in named:
            continue
        try:
            yield _Draft(line, _new_person(pin), {})
        except UnfitUserError:  # each of the lines is refused for want of the person
            continue


def _new_person(pin: str) -> Employee:
    try:
        return Employee(emp_code=emp_code_field().run_validation(pin))
    except ValidationError as problem:
        raise UnfitUserError(" ".join(str(line) for line in problem.detail)) from problem


def _confirmed(contact: Contact, batch: Batch, drafts: Iterable[_Draft]) -> Iterable[_Draft]:
    """Those of whom the terminal has been told everything: else its line may be an old one."""
    untold = untold_people(contact.terminal)
    for draft in drafts:
        if draft.person.emp_code in untold:
            batch.refuse(draft.line, UNTOLD)
        else:
            yield draft


def _with_free_cards(batch: Batch, drafts: Iterable[_Draft]) -> list[_Draft]:
    """Those whose new card nobody else has."""
    drafts = list(drafts)
    cards = {card for draft in drafts if (card := draft.changes.get("card_no"))}
    holders = dict(
        Employee.objects.filter(card_no__in=cards).values_list("card_no", "emp_code")
        if cards
        else []
    )
    kept = []
    for draft in drafts:
        card, pin = draft.changes.get("card_no"), draft.person.emp_code
        if card and holders.setdefault(card, pin) != pin:
            batch.refuse(draft.line, f"Card {card} is taken by {holders[card]}.")
        else:
            kept.append(draft)
    return kept
