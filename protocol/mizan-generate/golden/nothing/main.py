"""A server without functions."""

from mizan_core.registry import Registry

registry = Registry()
