"""The lines of what terminals write, sent by them or brought as a file."""

from collections.abc import Iterator
from typing import IO

BYTES_OF_MARK = b"\xef\xbb\xbf"


def lines_of(file: IO[bytes], longest: int) -> Iterator[tuple[int, bytes]]:
    """The lines that hold anything, with their numbers from 1.

    Of one that is longer than `longest` bytes only the beginning, which is longer too.
    """
    number, is_inside = 0, False
    while part := file.readline(longest + 1):
        was_inside, is_inside = is_inside, not part.endswith(b"\n")
        if was_inside:
            continue
        number += 1
        line = (part.removeprefix(BYTES_OF_MARK) if number == 1 else part).rstrip(b"\r\n")
        if line.strip():
            yield number, line
