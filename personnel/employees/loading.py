"""Importing employees: part by part, in one transaction."""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction

from etpserver.api.bulk import insert_all, insert_rows
from etpserver.api.clock import local_now
from etpserver.api.errors import DomainError
from etpserver.api.imports import ImportedRow, ImportSheet, RowErrors, parts_of
from personnel.companies.models import Company
from personnel.employees.cards import Cards
from personnel.employees.cells import ALIASES, OPTIONAL, REQUIRED, CellReader
from personnel.employees.models import Employee, EmployeeArea
from personnel.employees.services import DEVICE_FIELDS, areas_of, new_ids
from personnel.ports import device_port

FIELDS = Employee._meta.concrete_fields
WRITTEN = [
    field.attname for field in FIELDS if field.name not in {"id", "emp_code", "company", "status"}
]


@transaction.atomic
def load_employees(rows: Iterable[ImportedRow], *, overwrite: bool) -> None:
    """Create new people and, if asked, change those that exist; all or nothing."""
    loading = _Loading(overwrite=overwrite)
    try:
        for part in parts_of(rows):
            loading.take(part)
        loading.finish()
    except IntegrityError as problem:  # the file was checked against what was there a moment ago
        raise OvertakenError from problem


class OvertakenError(DomainError):
    """Somebody else changed the employees while a file was being imported."""

    def __init__(self) -> None:
        super().__init__("The employees changed meanwhile: nothing was imported, send it again.")


EMPLOYEE_SHEET = ImportSheet(
    required=REQUIRED, optional=OPTIONAL, aliases=ALIASES, load=load_employees
)


class _Loading:
    """One import: what is known across its parts."""

    def __init__(self, *, overwrite: bool) -> None:
        self.overwrite = overwrite
        self.errors = RowErrors()
        self.cells = CellReader()
        self.seen: dict[str, int] = {}
        self.cards = Cards()
        self.last_id = 0
        self.now = local_now()
        # Measured: asking each field of a new person for its default takes twice as long.
        self.blank = {field.attname: field.get_default() for field in FIELDS}

    def take(self, rows: list[ImportedRow]) -> None:
        """Check a part of the file and, while no row was bad, write it."""
        coded = [(code, row) for row in rows if (code := self._code(row)) is not None]
        codes = [code for code, _ in coded]
        # The index of codes begins with the company: by its code alone each one is looked at.
        people = Employee.objects.filter(company__in=Company.objects.all(), emp_code__in=codes)
        existing = {person.emp_code: person for person in people}
        before = areas_of(existing.values())
        fresh: list[Employee] = []
        changed: dict[Employee, set[str]] = {}
        areas: dict[str, set[int]] = {}
        for code, row in coded:
            person = existing.get(code)
            if person is not None and not self.overwrite:
                continue
            target = person or self._new(code)
            attributes = self._fill(target, row)
            if (found := self._areas(row, is_new=person is None)) is not None:
                areas[code] = found
            if person is None:
                fresh.append(target)
            elif attributes:
                changed[target] = attributes
        if not self.errors.total:
            self._write(existing, fresh, changed, before, areas)

    def finish(self) -> None:
        """Refuse the file if any row was bad."""
        for row, message in self.cards.kept():
            self.errors.add(row, "card_no", message)
        self.errors.listed.sort(key=lambda problem: int(problem["row"]))
        self.errors.raise_if_any()

    def _code(self, row: ImportedRow) -> str | None:
        try:
            code = self.cells.emp_code(row.values.get("emp_code", ""))
        except ValueError as problem:
            self.errors.add(row, "emp_code", str(problem))
            return None
        first = self.seen.setdefault(code, row.number)
        if first != row.number:
            self.errors.add(row, "emp_code", f"{code} stands in row {first} already.")
            return None
        return code

    def _new(self, code: str) -> Employee:
        values: list[Any] = [*{**self.blank, "emp_code": code, "flow_role": []}.values()]
        return Employee(*values)  # type: ignore[misc]  # the stubs know the names only

    def _fill(self, person: Employee, row: ImportedRow) -> set[str]:
        """Put a row's cells into the person; the attributes whose value changed."""
        changed: set[str] = set()
        old_card = person.card_no
        for column, text in row.values.items():
            if column in {"emp_code", "area_code"}:
                continue
            name, read = self.cells.readers[column]
            try:
                value = read(text)
            except ValueError as problem:
                self.errors.add(row, column, str(problem))
                continue
            if getattr(person, name) != value:
                setattr(person, name, value)
                changed.add(name)
        self._check(person, row)
        if "card_no" in changed and (taken := self.cards.pass_on(person, old_card, row)):
            self.errors.add(row, "card_no", taken)
        return changed

    def _check(self, person: Employee, row: ImportedRow) -> None:
        """What concerns more than one cell."""
        is_new: bool = person._state.adding
        if is_new and "dept_code" not in row.values:
            self.errors.add(row, "dept_code", "A new employee needs a department.")
        start, end = person.validity_start, person.validity_end
        if start and end and end < start:
            self.errors.add(row, "validity_end", "It ends before it starts.")

    def _areas(self, row: ImportedRow, *, is_new: bool) -> set[int] | None:
        text = row.values.get("area_code", "")
        try:
            found = self.cells.area_ids(text)
        except ValueError as problem:
            self.errors.add(row, "area_code", str(problem))
            return None
        if not found and is_new:
            self.errors.add(row, "area_code", "A new employee needs an area.")
        return found or None

    def _write(
        self,
        existing: dict[str, Employee],
        fresh: list[Employee],
        changed: dict[Employee, set[str]],
        before: dict[str, set[int]],
        areas: dict[str, set[int]],
    ) -> None:
        ids = new_ids(len(fresh), above=self.last_id)
        self.last_id = int(ids[-1]) if ids else self.last_id
        for person, key in zip(fresh, ids, strict=True):
            person.pk = key
        moved = [
            existing[code] for code in areas if code in existing and areas[code] != before[code]
        ]
        touched = {*changed, *moved}
        for person in (*fresh, *touched):
            person.update_time = self.now
        self.cards.release()
        insert_all(fresh)
        Employee.objects.bulk_create(
            list(touched), update_conflicts=True, unique_fields=["id"], update_fields=WRITTEN
        )
        EmployeeArea.objects.filter(employee__in=[person.pk for person in moved]).delete()
        insert_rows(
            EmployeeArea,
            ("employee", "area"),
            [
                (person.pk, area)
                for person in (*fresh, *moved)
                for area in sorted(areas[person.emp_code])
            ],
        )
        self._tell_devices(fresh, changed, moved, before, areas)

    def _tell_devices(
        self,
        fresh: list[Employee],
        changed: dict[Employee, set[str]],
        moved: list[Employee],
        before: dict[str, set[int]],
        areas: dict[str, set[int]],
    ) -> None:
        lost = {
            person.emp_code: before[person.emp_code] - areas[person.emp_code] for person in moved
        }
        if leaving := {code: left for code, left in lost.items() if left}:
            device_port().remove_people(leaving)
        heard = {person for person, names in changed.items() if names & DEVICE_FIELDS}
        concerned: list[Any] = [*fresh, *heard.union(moved)]
        if working := [person for person in concerned if not person.is_resigned]:
            device_port().update_people(working)
