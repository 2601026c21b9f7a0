"""The server's cache: who may share an answer, where it is kept, and what makes it stale."""

from .settings import Caching

__all__ = ["Caching"]
