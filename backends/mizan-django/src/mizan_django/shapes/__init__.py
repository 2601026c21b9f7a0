"""Shapes: typed projections of models, in a fixed number of queries."""

from .declaration import computed, field, related
from .shape import Shape

__all__ = ["Shape", "computed", "field", "related"]
