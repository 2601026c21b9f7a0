"""Where Django finds the functions that are attacked."""

from ... import app

__all__ = ["app"]
