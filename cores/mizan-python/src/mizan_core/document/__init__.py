"""The exported document of a registry."""

from .openapi import Csrf, export, export_bytes

__all__ = ["Csrf", "export", "export_bytes"]
