"""Uploads are capped while they are read, so that a large body costs nobody else anything (hostile 13)."""

from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler, StopUpload

LARGEST_BODY = 30 * 1024 * 1024


class CappedUpload(MemoryFileUploadHandler):
    """Keeps files in memory up to the cap and marks the request when one is larger; the view says so in words."""

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        if self.request is not None and content_length > LARGEST_BODY:
            self.request.META["UPLOAD_TOO_LARGE"] = True
            raise StopUpload(connection_reset=True)
        self.activated = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        from xiaoxiang.matters.pictures import LARGEST  # noqa: PLC0415

        if start + len(raw_data) > LARGEST:
            # What is beyond the cap is read and dropped: the form's words are still to come.
            return None
        return super().receive_data_chunk(raw_data, start)
