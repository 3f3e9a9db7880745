"""The records of one upload by their kinds, and what is wrong with the others."""

from functools import cached_property

from iclock.push.parsing.operlog import read_records
from iclock.push.parsing.records import (
    ErrorLine,
    IdCardLine,
    OperationLine,
    PictureLine,
    PortraitLine,
    Record,
    Rejected,
    TemplateLine,
    UserLine,
    WorkCodeLine,
)
from iclock.push.parsing.values import quote

PersonalLine = TemplateLine | PictureLine | PortraitLine
EventLine = OperationLine | ErrorLine | WorkCodeLine | IdCardLine


class Batch:
    """An upload whose lines say their own kinds."""

    def __init__(self, body: bytes, *, language: int) -> None:
        self.body = body
        self.users: list[UserLine] = []
        self.templates: list[TemplateLine] = []
        self.pictures: list[PictureLine] = []
        self.portraits: list[PortraitLine] = []
        self.events: list[EventLine] = []
        self.rejected: list[Rejected] = []
        for entry in read_records(body, language=language):
            self._sort_in(entry)

    def _sort_in(self, entry: Record | Rejected) -> None:
        match entry:
            case UserLine():
                self.users.append(entry)
            case TemplateLine():
                self.templates.append(entry)
            case PictureLine():
                self.pictures.append(entry)
            case PortraitLine():
                self.portraits.append(entry)
            case Rejected():
                self.rejected.append(entry)
            case _:
                self.events.append(entry)

    def pins(self) -> set[str]:
        """The PINs of everybody of whom the upload says something that is kept with them."""
        return {line.pin for line in (*self.users, *self.of_people())}

    def of_people(self) -> list[PersonalLine]:
        """What people have: templates and photos."""
        return [*self.templates, *self.pictures, *self.portraits]

    def refuse(self, record: Record, reason: str) -> None:
        """Reject a line that could be read."""
        text = quote(self._lines[record.line - 1])
        self.rejected.append(Rejected(record.line, text, reason))

    @cached_property
    def _lines(self) -> list[bytes]:
        return self.body.split(b"\n")
