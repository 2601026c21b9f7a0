"""What Django discovers."""

from ...app import registry

__all__ = ["registry"]
