"""The functions that every backend under test serves; the vectors know them by name."""

from . import cached, calls, contexts, failures, files, mutations, repeats, rules, types
from .registry import registry

__all__ = ["cached", "calls", "contexts", "failures", "files", "mutations", "registry", "repeats", "rules", "types"]
