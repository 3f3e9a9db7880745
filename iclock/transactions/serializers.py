"""What the operations on transactions may send."""

from etpserver.api.writers import Body


class AttlogUpload(Body):
    """An attendance log; its file, `upload_file`, is left to the service."""
