"""Cards that an import of employees passes on."""

from etpserver.api.imports import ImportedRow
from personnel.employees.models import Employee


class Cards:
    """Who holds which card while the rows of a file pass cards on, in any order.

    A row may take a card whose holder is given another one, above or below in the same file.
    """

    def __init__(self) -> None:
        cards = Employee.objects.exclude(card_no=None).exclude(card_no="")
        self.holder_of: dict[str | None, str] = dict(cards.values_list("card_no", "emp_code"))
        self._given: set[str] = set()  # by this file
        self._lost: dict[str, tuple[ImportedRow, str]] = {}  # by whom: the row that took which
        self._unreleased: set[str] = set()  # stored with whom this part takes them from

    def pass_on(self, person: Employee, old: str | None, row: ImportedRow) -> str | None:
        """A row gives the person, who had the card `old`, another one; why it must not."""
        code, card = person.emp_code, person.card_no
        self._lost.pop(code, None)
        if old and self.holder_of.get(old) == code:
            del self.holder_of[old]
            self._unreleased.add(old)
        if not card:
            return None
        holder = self.holder_of.get(card)
        if holder is not None and card in self._given:
            return f"Card {card} is taken by {holder}."
        if holder is not None:
            self._lost[holder] = (row, card)
            self._unreleased.add(card)
        self._given.add(card)
        self.holder_of[card] = code
        return None

    def release(self) -> None:
        """Take cards that are passed on from whom they are stored with: no two may have one."""
        if self._unreleased:
            Employee.objects.filter(card_no__in=self._unreleased).update(card_no=None)
            self._unreleased.clear()

    def kept(self) -> list[tuple[ImportedRow, str]]:
        """The rows that took a card whose holder was given no other one."""
        return [
            (row, f"Card {card} is taken by {holder}.")
            for holder, (row, card) in self._lost.items()
        ]
