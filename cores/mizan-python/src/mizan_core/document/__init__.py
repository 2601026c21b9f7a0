"""The exported document of a registry."""

from .openapi import export, export_bytes

__all__ = ["export", "export_bytes"]
