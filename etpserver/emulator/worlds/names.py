"""Names of worlds and snapshots: they become parts of URLs and of file names."""

import re

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}", re.ASCII)
RULE = "takes 1 to 63 of a-z, 0-9, - and _, the first a letter or digit"


def is_name(text: str) -> bool:
    """Whether the text keeps to `RULE`."""
    return bool(NAME.fullmatch(text))
