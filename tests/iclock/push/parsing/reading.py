"""What is read of a body of lines."""

from iclock.push.parsing.operlog import read_records


def read(body, **how):
    return list(read_records(body.encode() if isinstance(body, str) else body, **how))


def only(body, **how):
    (entry,) = read(body, **how)
    return entry
