"""How the rows of a relation to many are found by the keys of their parents."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import ManyToManyField, Q


class Link:
    """A relation to many, from the side of its rows.

    Attributes:
        target: the model of the rows.
        model: where a query of them starts: for many to many the table between the two, since planners that start at
            the target read all of it.
        key: the column there that says which parent a row belongs to.
        parent: the column of the parent that it holds.
        prefix: how expressions of the target start there.
    """

    def __init__(self, relation: Any) -> None:
        self.target: Any = relation.related_model
        if relation.many_to_many:
            forward = isinstance(relation, ManyToManyField)
            field = cast(Any, relation if forward else relation.field)
            self.model: Any = field.remote_field.through
            ends = (field.m2m_field_name(), field.m2m_reverse_field_name())
            to_parent, to_target = ends if forward else ends[::-1]
            link = self.model._meta.get_field(to_parent)
            self.prefix = f"{to_target}__"
        else:
            self.model, self.prefix, link = self.target, "", relation.field
        self.key: str = link.attname
        self.parent: str = link.target_field.attname

    def queryset(self, wanted: Q | None) -> Any:
        """Return the rows that are wanted among those that the target's default manager shows."""
        found = self.target._default_manager.all()
        if wanted is not None:
            found = found.filter(wanted)
        if not self.prefix:
            return found
        between = self.model._base_manager.all()
        return between.filter(**{f"{self.prefix}in": found.order_by()}) if found.query.where else between
