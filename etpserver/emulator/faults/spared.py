"""What never fails on purpose: whoever put a fault must be able to take it away."""

CONTROL_ROOT = "/_etp"
PROBES = ("/livez", "/readyz")


def is_spared(path: str) -> bool:
    """Paths of the control plane, the console and probes, without the prefix of a world."""
    return path == CONTROL_ROOT or path.startswith((f"{CONTROL_ROOT}/", *PROBES))
