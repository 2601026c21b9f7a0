"""In the manner of GeoJSON: positions within positions, and a collection that holds collections."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel, Field

registry = Registry()
Position = tuple[float, float] | tuple[float, float, float]
Box = Annotated[list[float], Field(min_length=4, max_length=6)]


class Point(BaseModel):
    type: Literal["Point"]
    coordinates: Position
    bbox: Box | None = None


class LineString(BaseModel):
    type: Literal["LineString"]
    coordinates: list[Position]


class MultiPolygon(BaseModel):
    type: Literal["MultiPolygon"]
    coordinates: list[list[list[Position]]]


class GeometryCollection(BaseModel):
    type: Literal["GeometryCollection"]
    geometries: list[Geometry]


Geometry = Annotated[Point | LineString | MultiPolygon | GeometryCollection, Field(discriminator="type")]
GeometryCollection.model_rebuild()


class Feature(BaseModel):
    type: Literal["Feature"] = "Feature"
    geometry: Geometry | None
    properties: dict[str, Any] | None = None
    id: int | str | None = None


@register(registry=registry)
@client
def simplify(features: list[Feature], tolerance: float = 0.1) -> list[Feature]:
    return features
