"""Uploads are capped while they are read, so that a large body costs nobody else anything (hostile 13)."""

from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from xiaoxiang.matters.pictures import MOST_BYTES

LARGEST_BODY = 80 * 1024 * 1024
"""Three photos as cameras take them and some room. A larger body is not read at all."""
MOST_FILES = 3


class Capped(InMemoryUploadedFile):
    """An uploaded file, or what is left of one that was refused while it was read."""

    is_too_large = False
    is_too_many = False


class CappedUpload(MemoryFileUploadHandler):
    """Keeps files in memory up to the cap; a larger one, or one too many, arrives empty and marked.

    The words of a form are thus read whatever stands beside them, and the view says beside the field what was wrong:
    `is_too_large`, `is_too_many` on the uploaded file.
    """

    kept = 0
    is_too_large = False

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> tuple[QueryDict, MultiValueDict[str, Any]] | None:
        self.activated = True
        if content_length <= LARGEST_BODY:
            return None
        META["UPLOAD_TOO_LARGE"] = True  # the request then has no token, and the page about it says why
        return QueryDict(encoding=encoding), MultiValueDict()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        self.is_too_large = False
        super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if self.kept >= MOST_FILES or self.is_too_large:
            return None
        if start + len(raw_data) > MOST_BYTES:
            # What is beyond the cap is read and dropped: the form's words may still be to come.
            self.is_too_large = True
            self.file.seek(0)
            self.file.truncate()
            return None
        return super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int) -> "Capped | None":
        self.file.seek(0)
        size = 0 if self.is_too_large else file_size
        uploaded = Capped(
            self.file,
            self.field_name,
            self.file_name or "",
            self.content_type,
            size,
            self.charset,
            self.content_type_extra,
        )
        uploaded.is_too_large = self.is_too_large
        uploaded.is_too_many = self.kept >= MOST_FILES
        self.kept += 1
        return uploaded
