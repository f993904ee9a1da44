"""How much a form may carry, files and all: refused by what it announces, before a byte of it is kept."""

from typing import IO, Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

LARGEST_BODY = 64 * 1024 * 1024
SENTENCE = "A file may have up to 50 MB, and all the files of one form together up to 60 MB. Nothing was saved."


class BoundedUpload(FileUploadHandler):
    """Stands before the handlers that keep files, and keeps none itself. Raises RequestDataTooBig."""

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, Any],  # noqa: N803 - as Django names it
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        """Refuse a form that is too large, whoever sends it, before it is read."""
        if content_length > LARGEST_BODY:
            raise RequestDataTooBig("The form is larger than any of the portal's may be.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Hand the piece on."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers that kept it."""
