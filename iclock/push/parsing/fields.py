"""The fields of a line: `PIN=1<tab>Name=Ali<tab>Card=`, whatever the case of their keys."""

from dataclasses import dataclass
from typing import Self

from iclock.push.parsing.values import UnreadableError, read_number, read_pin


@dataclass(frozen=True, slots=True)
class Fields:
    """The values of a line under their keys in capitals; one that is missing is empty."""

    values: dict[str, str]

    @classmethod
    def read(cls, text: str) -> Self:
        """Split at tabs and at the first `=`; empty fields do not count, the last value does."""
        values: dict[str, str] = {}
        for part in text.split("\t"):
            field = part.strip()
            if not field:  # Observed: BioTime itself writes two tabs in a row.
                continue
            key, sign, value = field.partition("=")
            if not sign:
                raise UnreadableError(f"{field[:50]} is no key with a value.")
            values[key.strip().upper()] = value.strip()
        return cls(values)

    def text(self, name: str) -> str:
        """The value under a key in capitals; empty if there is none."""
        return self.values.get(name, "")

    def pin(self) -> str:
        """The PIN, which every line about a person has."""
        return read_pin(self.text("PIN"))

    def number(self, name: str, *, default: int = 0) -> int:
        """A number from 0."""
        text = self.text(name)
        return read_number(name, text, least=0) if text else default
