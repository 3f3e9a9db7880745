"""How the body of a photo's upload is read."""

import copy
from collections.abc import Mapping
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile

from etpserver.api.parsers import FormParser, JsonParser, MultiPartParser
from personnel.employees.photos import LARGEST_FILE, LargePhotoError
from personnel.employees.serializers import EmployeesBody

# Besides the file: 500 codes, each with a part of its own.
LARGEST_BODY = LARGEST_FILE + 256 * 1024


class PhotoBody(EmployeesBody):
    """The employees of a photo; the file itself is left to the service."""

    def to_internal_value(self, data: Any) -> Any:
        # A file is never a code, whatever its field is called.
        if isinstance(data, Mapping):
            files = [name for name in data if isinstance(data[name], UploadedFile)]
            data = copy.copy(data)
            for name in files:
                del data[name]
        return super().to_internal_value(data)


class PhotoParser(MultiPartParser):
    """`multipart/form-data` with one photo: a body that is too large is never parsed."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        request = (parser_context or {})["request"]
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
            raise LargePhotoError
        return super().parse(stream, media_type, parser_context)


PHOTO_PARSERS = [JsonParser, FormParser, PhotoParser]
