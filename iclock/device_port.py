"""The queue-backed port: what happens to people becomes commands for their terminals."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from iclock.biodata.models import BioData
from iclock.commands import people, wire
from iclock.commands.queue import enqueue
from iclock.terminals.models import Terminal
from iclock.terminals.places import by_id, terminals_in, terminals_of
from personnel.employees.models import Employee

Queued = dict[Terminal, list[str]]


class QueuePort:
    """Implements `personnel.ports.DevicePort`; a call queues or nothing happens.

    Terminals hear of people in the order of the ids of both; one of them may be who tells.
    """

    def __init__(self, *, told_by: Terminal | None = None) -> None:
        self.told_by = told_by

    def update_people(self, employees: Collection[Employee]) -> None:
        _queue(self._terminals_of(employees), lambda person, _: [people.user_line(person)])

    def remove_people(self, areas_of: Mapping[str, Collection[int]]) -> None:
        at = terminals_in({area for areas in areas_of.values() for area in areas})
        queued: Queued = {}
        for pin, areas in areas_of.items():
            left = by_id([terminal for area in areas for terminal in at.get(area, [])])
            for terminal in self._heard(left):
                queued.setdefault(terminal, []).append(wire.delete_user(pin))
        enqueue(queued)

    def update_photos(self, employees: Collection[Employee]) -> None:
        at = self._terminals_of(employees)
        photos = people.photos_of(at)
        _queue(
            at,
            lambda person, terminal: people.photo_lines(person, photos.get(person.pk), terminal),
        )

    def remove_templates(self, employees: Collection[Employee], bio_types: Collection[int]) -> None:
        # Whoever has resigned was taken off the terminals, templates included.
        working = [person for person in employees if not person.is_resigned]
        _queue(
            self._terminals_of(working),
            lambda person, _: [
                wire.delete_bio_data(pin=person.emp_code, wire_type=wire.wire_type_of(bio_type))
                for bio_type in bio_types
            ],
        )

    def resync_people(self, employees: Collection[Employee]) -> None:
        at = self._terminals_of(employees)
        photos = people.photos_of(at)
        templates = people.templates_of(at)
        _queue(
            at,
            lambda person, terminal: [
                people.user_line(person),
                *people.template_lines(person, templates.get(person.pk, []), terminal),
                *people.photo_lines(person, photos.get(person.pk), terminal),
            ],
        )

    def update_templates(self, templates: Mapping[Employee, Sequence[BioData]]) -> None:
        """Write templates of people to the terminals of their areas."""
        _queue(
            self._terminals_of(templates),
            lambda person, terminal: people.template_lines(person, templates[person], terminal),
        )

    def _terminals_of(self, employees: Collection[Employee]) -> dict[Employee, list[Terminal]]:
        """The people whom terminals must hear of, by their ids, with those terminals."""
        at = terminals_of([person.pk for person in employees])
        people_by_id = sorted(employees, key=lambda person: person.pk)
        heard = {person: self._heard(at.get(person.pk, [])) for person in people_by_id}
        return {person: terminals for person, terminals in heard.items() if terminals}

    def _heard(self, terminals: Iterable[Terminal]) -> list[Terminal]:
        return [terminal for terminal in terminals if terminal != self.told_by]


def _queue(at: Mapping[Employee, Iterable[Terminal]], lines: people.LinesOf) -> None:
    """Queue the lines of each person for each of their terminals."""
    queued: Queued = {}
    for person, terminals in at.items():
        for terminal in terminals:
            queued.setdefault(terminal, []).extend(lines(person, terminal))
    enqueue(queued)
