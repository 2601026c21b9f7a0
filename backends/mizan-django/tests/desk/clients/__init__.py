"""What a browser may call."""

from . import account, notes

__all__ = ["account", "notes"]
