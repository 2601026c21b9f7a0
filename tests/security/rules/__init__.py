"""The rules, by name."""

from . import answers, bodies, names, order, origins, secrets
from .rule import RULES, Rule

__all__ = ["RULES", "Rule", "answers", "bodies", "names", "order", "origins", "secrets"]
