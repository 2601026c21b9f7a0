"""Requests that nobody thought of, made from the exported document and from the vectors."""

from .requests import requests
from .values import KEY

__all__ = ["KEY", "requests"]
