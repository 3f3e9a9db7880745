"""How many connections a process can hold."""

import sys

CONNECTIONS = 4000
FILES_EACH = 2  # its socket, and now and then a duplicate or the file of a long body


def connections() -> int:
    """The connections that fit into this process' limit of open files, which is raised for them.

    More must not be accepted: without a descriptor left granian tries again at once, for ever.
    """
    if sys.platform == "win32":
        return CONNECTIONS
    import resource  # noqa: PLC0415  not on Windows

    wanted = CONNECTIONS * FILES_EACH
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if allowed != resource.RLIM_INFINITY and allowed < wanted:
        allowed = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, most))
    return (
        CONNECTIONS
        if allowed == resource.RLIM_INFINITY
        else min(CONNECTIONS, allowed // FILES_EACH)
    )


def waits() -> int:
    """How many answers may wait, so that others still find a connection."""
    return connections() // 2
