"""Whatever the data and the shape: the same bytes as a walk over instances, in as many queries as the shape says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from mizan_core import wire_types
from mizan_django.shapes import Shape
from pydantic import TypeAdapter
from shapes.drawing import PLAIN, libraries, shapes
from shapes.walking import walked


@settings(
    deadline=None,
    max_examples=250,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a smaller example takes minutes to find
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(libraries(), st.sampled_from(sorted(PLAIN, key=lambda each: each.__name__)).flatmap(shapes))
def test_any_shape_is_what_a_walk_finds(fill: Callable[[], None], shape: type[Shape[Any]]) -> None:
    with transaction.atomic():
        fill()
        queryset: Any = shape.__mizan_model__._default_manager.order_by("pk")

        with CaptureQueriesContext(connection) as captured:
            written = shape.of(queryset).json()
        note(shape.of(queryset).explain())
        objects = list(shape.of(queryset))

        assert written.decode() == walked(shape, queryset).decode()
        assert wire_types.serializer(TypeAdapter(list[shape]).core_schema).to_json(objects, by_alias=True) == written
        assert len(captured) <= shape.queries
        transaction.set_rollback(True)
