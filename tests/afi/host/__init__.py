"""What the conformance app needs from the framework that serves it, and the identities it knows."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from .identities import IDENTITIES, Identity

if TYPE_CHECKING or os.environ.get("AFI_BACKEND", "fastapi") == "fastapi":
    from .on_fastapi import File, become, filename, http_exception, name_of, read
else:
    from .on_django import File, become, filename, http_exception, name_of, read

__all__ = ["IDENTITIES", "File", "Identity", "become", "filename", "http_exception", "name_of", "read"]
