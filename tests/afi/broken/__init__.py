"""A backend that is wrong in one named way at a time, to prove that the vectors see it."""

from . import (
    auth,
    bodies,
    cache,
    contexts,
    errors,
    files,
    http,
    identity,
    live,
    replays,
    stale,
    tokens,
    types,
    versions,
)
from .fault import FAULTS, Fault

__all__ = [
    "FAULTS",
    "Fault",
    "auth",
    "bodies",
    "cache",
    "contexts",
    "errors",
    "files",
    "http",
    "identity",
    "live",
    "replays",
    "stale",
    "tokens",
    "types",
    "versions",
]
