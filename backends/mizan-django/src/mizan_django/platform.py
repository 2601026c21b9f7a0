"""What Django adds to the meaning of parameters: the request, and uploaded files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, get_args, get_origin

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from mizan_core.diagnostics import Problem
from mizan_core.parameters import Parameter
from mizan_core.signatures import base_type


class DjangoPlatform:
    """Tells the core which parameters are Django's."""

    def injects(self, annotation: Any, default: Any) -> bool:  # noqa: ARG002  # asked of every platform alike
        """Tell whether this is the request, under whatever name."""
        return _is(base_type(annotation), HttpRequest)

    def is_file(self, annotation: Any) -> bool:
        """Tell whether an annotation is UploadedFile, a list of them, or optional."""
        base = base_type(annotation)
        if get_origin(base) is list:
            base = base_type(get_args(base)[0])
        return _is(base, UploadedFile)

    def problems(self, where: str, parameters: Iterable[Parameter]) -> Iterable[Problem]:  # noqa: ARG002  # as above
        """Name nothing: there is no request without a request."""
        return ()


def _is(annotation: Any, wanted: type) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, wanted)
