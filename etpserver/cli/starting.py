"""What keeps a server from starting."""


class StartError(Exception):
    """The server cannot start; the text says what to do."""
