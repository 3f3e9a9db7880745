"""Whole numbers, and reading them of texts that others wrote."""

LARGEST = 2**31 - 1  # of the numbers that a terminal keeps
MOST_DIGITS = 15


def number_of(text: str, *, default: int) -> int:
    """The whole number that a text is, else the default."""
    digits = text.strip()
    bare = digits[1:] if digits[:1] in {"-", "+"} else digits
    if not (bare.isascii() and bare.isdigit()) or len(bare) > MOST_DIGITS:
        return default
    return int(digits)
