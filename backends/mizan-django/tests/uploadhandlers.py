"""Upload handlers as projects have them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload, TemporaryFileUploadHandler


class Shouting(FileUploadHandler):
    """Hands on what it gets in capitals."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data.upper()

    def file_complete(self, file_size: int) -> None:
        return None


class Choosy(FileUploadHandler):
    """Will not have some files."""

    def new_file(self, *args: Any, **options: Any) -> None:
        super().new_file(*args, **options)
        if self.file_name == "skipped.txt":
            raise SkipFile
        if self.file_name == "stopped.txt":
            raise StopUpload
        if self.file_name == "forbidden.txt":
            raise PermissionDenied("Not on Sundays.")
        if self.file_name == "crashing.txt":
            raise ZeroDivisionError("by secret")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


class Hesitant(TemporaryFileUploadHandler):
    """Writes to the disk, and then fails."""

    def file_complete(self, file_size: int) -> Any:
        raise ZeroDivisionError("by secret")
