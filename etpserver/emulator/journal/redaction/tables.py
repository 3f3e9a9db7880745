"""Tables in csv and txt without their secret columns."""

import csv
import io
import re

from etpserver.emulator.journal.redaction.words import HIDDEN, is_secret, is_template, shortened

BOM = b"\xef\xbb\xbf"
COLUMN = re.compile(r"\w[\w ]*")


def table(content: bytes, delimiter: str) -> bytes:
    """A file whose first line names the columns; any other comes back as it is."""
    heading = content.partition(b"\n")[0].removeprefix(BOM).decode("latin-1").strip()
    names = [name.strip('" ') for name in heading.split(delimiter)]
    hidden = {i for i, name in enumerate(names) if is_secret(name) and COLUMN.fullmatch(name)}
    cut = {i for i, name in enumerate(names) if is_template(name)}
    return _without(content, delimiter, hidden, cut) if hidden or cut else content


def _without(content: bytes, delimiter: str, hidden: set[int], cut: set[int]) -> bytes:
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=delimiter)
    rows = csv.reader(io.StringIO(content.decode("latin-1"), newline=""), delimiter=delimiter)
    try:
        writer.writerow(next(rows))
        for row in rows:
            for place in hidden.intersection(range(len(row))):
                row[place] = row[place] and HIDDEN
            for place in cut.intersection(range(len(row))):
                row[place] = shortened(row[place])
            writer.writerow(row)
    except csv.Error:  # no table, or a cell beyond the module's limit: the rest is not kept
        written.write(HIDDEN)
    return written.getvalue().encode("latin-1")
