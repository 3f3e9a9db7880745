"""Text of others for terminals and logs: what would move a cursor or end a line is written out."""

import re

# C0 and C1 controls, line and paragraph separators, and what turns the direction of writing.
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
CONTROLS_IN_LINES = re.compile(f"(?![\n\t]){CONTROLS.pattern}")


def printable(text: str) -> str:
    r"""One line that a terminal only shows: an escape reads `\x1b`, a line feed `\n`."""
    return CONTROLS.sub(_written_out, text)


def printable_lines(text: str) -> str:
    """The same, where line feeds and tabs stay."""
    return CONTROLS_IN_LINES.sub(_written_out, text)


def escaped_in_json(text: str) -> str:
    """The same for a JSON text, in JSON's own way."""
    return CONTROLS_IN_LINES.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _written_out(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()
