"""The return codes with which a terminal refuses (push protocol, section 9)."""

BAD_PARAMETER = -1
NOTHING_FOUND = -1
FILE_PROBLEM = -2
PHOTO_SIZE = -2
TEMPLATE_SIZE = -9
UNKNOWN_PIN = -10
BAD_TEMPLATE_FORMAT = -11
BAD_TEMPLATE = -12
OTHER_VERSION = -30
FULL = -1001
UNSUPPORTED = -1002
TIMEOUT = -1003
NOT_CONFIGURED = -1004
TOO_LONG = -1006
NO_DATA = -1008


class RefusedError(Exception):
    """A command, or something done at the terminal, that cannot be carried out."""

    def __init__(self, code: int) -> None:
        super().__init__(f"refused with {code}")
        self.code = code
