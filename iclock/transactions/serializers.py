"""What the operations on transactions may send."""

from rest_framework import serializers

from etpserver.api.writers import Body

NO_FILE = "Send the attendance log as the file upload_file."


class AttlogUpload(Body):
    """An attendance log; one without punches may be empty."""

    upload_file = serializers.FileField(
        allow_empty_file=True,
        error_messages=dict.fromkeys(("required", "null", "invalid", "no_name"), NO_FILE),
    )
