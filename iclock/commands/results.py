"""What a device's result means (push protocol, section 9)."""

ENROLMENT_RESULTS = {
    2: "already enrolled",
    4: "failed: poor quality or no match",
    5: "the finger is another person's",
    6: "cancelled",
    7: "the device is busy",
}
RESULTS = {
    -1: "bad parameter",
    -2: "photo size mismatch",
    -3: "read or write error",
    -9: "template size mismatch",
    -10: "no such person on the device",
    -11: "illegal template format",
    -12: "illegal template",
    -30: "template of another version",
    -1001: "the device is full",
    -1002: "unsupported command",
    -1003: "timeout",
    -1004: "does not fit the device's configuration",
    -1005: "the device is busy",
    -1006: "too long",
    -1007: "out of memory",
    -1008: "no data from the server",
}
SMALLEST, LARGEST = -(2**31), 2**31 - 1


def failure_of(content: str, return_code: int) -> str:
    """Why a result means failure; empty for success."""
    if content.startswith("ENROLL") and return_code in ENROLMENT_RESULTS:
        return ENROLMENT_RESULTS[return_code]
    return "" if return_code >= 0 else RESULTS.get(return_code, f"error {return_code}")


def storable(return_code: int) -> int:
    """The nearest code that the database holds: a device may answer any number."""
    return min(max(return_code, SMALLEST), LARGEST)
