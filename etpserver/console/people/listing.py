"""The list of people, with what to find them by."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from etpserver.console.paging import Page, paged
from etpserver.console.tables import BIOMETRICS, RESIGNED, full_name, rows

SIZE = 24
WITH = (
    ("", "anything"),
    ("finger", "a finger"),
    ("face", "a face"),
    ("palm", "a palm"),
    ("card", "a card"),
    ("photo", "a photo"),
    ("nothing", "no template"),
)
TYPES = {"finger": (1,), "face": (2, 9), "palm": (5, 8)}


@dataclass(slots=True)
class Person:
    """An employee as pages show them."""

    record: Any
    has_photo: bool
    templates: dict[str, int] = field(default_factory=dict)  # icon: how many

    @property
    def name(self) -> str:
        return full_name(self.record.first_name, self.record.last_name) or "No name"

    @property
    def initials(self) -> str:
        parts = [part for part in (self.record.first_name, self.record.last_name) if part]
        return "".join(part[0] for part in parts).upper() or "?"

    @property
    def badges(self) -> list[tuple[str, str, str]]:
        """Icon, word and what it says."""
        found = [
            (icon, f"{count}", f"{count} {icon} template{'s' if count > 1 else ''}")
            for icon, count in self.templates.items()
        ]
        if self.record.card_no:
            found.append(("card", "", f"card {self.record.card_no}"))
        return found

    @property
    def is_resigned(self) -> bool:
        return bool(self.record.status == RESIGNED)


def people(request: HttpRequest) -> Page:
    """The people that the query asks for: five queries."""
    found = rows("personnel.Employee").select_related("department", "position")
    found = found.prefetch_related("area").order_by("emp_code", "pk")
    page = paged(request, _filtered(found, request.GET), SIZE)
    return Page(with_badges(page.rows), page.number, page.total, page.size, page.query)


def with_badges(records: Iterable[Any]) -> list[Person]:
    """The records with what belongs to them: two queries."""
    records = list(records)
    keys = [record.pk for record in records]
    photos = set(rows("personnel.EmployeePhoto").filter(pk__in=keys).values_list("pk", flat=True))
    templates: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    of_them = rows("iclock.BioData").filter(employee__in=keys, bio_index=0)
    for employee, kind in of_them.values_list("employee", "bio_type").order_by("bio_type"):
        templates[employee][BIOMETRICS.get(kind, ("finger", ""))[0]] += 1
    return [
        Person(record, record.pk in photos, dict(templates.get(record.pk, {})))
        for record in records
    ]


def _filtered(found: Any, query: Any) -> Any:
    for word in query.get("q", "").split()[:5]:
        found = found.filter(
            Q(emp_code__icontains=word)
            | Q(first_name__icontains=word)
            | Q(last_name__icontains=word)
            | Q(card_no__icontains=word)
        )
    if department := query.get("department", ""):
        found = found.filter(department__dept_code=department)
    if area := query.get("area", ""):
        ties = rows("personnel.EmployeeArea").filter(area__area_code=area).values("employee")
        found = found.filter(pk__in=ties)
    if query.get("status", "") == "resigned":
        found = found.filter(status=RESIGNED)
    elif query.get("status", "") != "all":
        found = found.exclude(status=RESIGNED)
    return _having(found, query.get("with", ""))


def _having(found: Any, what: str) -> Any:
    templates = rows("iclock.BioData").order_by()
    if what in TYPES:
        return found.filter(pk__in=templates.filter(bio_type__in=TYPES[what]).values("employee"))
    if what == "card":
        return found.exclude(card_no="").exclude(card_no=None)
    if what == "photo":
        return found.filter(pk__in=rows("personnel.EmployeePhoto").values("pk"))
    if what == "nothing":
        return found.exclude(pk__in=templates.values("employee"))
    return found
