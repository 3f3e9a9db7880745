"""What can be wrong with a database."""


class PreparationError(Exception):
    """The database cannot be served; the text says why and what to do."""
