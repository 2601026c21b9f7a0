"""In the manner of a cluster's API: names with dots and slashes, quantities, schemas within schemas, deep optionals."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel, ConfigDict, Field, RootModel
from pydantic.alias_generators import to_camel

registry = Registry()


class Base(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class IntOrString(RootModel[int | str]):
    """IntOrString holds an int or a string."""


class Quantity(RootModel[str]): ...


class ObjectMeta(Base):
    name: str | None = None
    labels: dict[str, str] = {}
    annotations: dict[str, str] | None = Field(None, examples=[{"app.kubernetes.io/name": "web"}])
    creation_timestamp: datetime | None = None
    owner_references: list[OwnerReference] = []


class OwnerReference(Base):
    api_version: str
    block_owner_deletion: bool = False


class Probe(Base):
    port: IntOrString
    http_headers: list[tuple[str, str]] = []


class Container(Base):
    name: str
    image: str | None = None
    liveness_probe: Probe | None = None
    resources: dict[Literal["limits", "requests"], dict[str, Quantity]] = {}


class PodSpec(Base):
    containers: list[Container] = Field(min_length=1)
    node_selector: dict[str, str] = {}
    restart_policy: Literal["Always", "OnFailure", "Never"] = "Always"


class Pod(Base):
    api_version: Literal["v1"] = "v1"
    kind: Literal["Pod"] = "Pod"
    metadata: ObjectMeta | None = None
    spec: PodSpec | None = None
    status: dict[str, Any] | None = None


class JSONSchemaProps(Base):
    """A schema, which holds schemas."""

    ref: str | None = Field(None, alias="$ref")
    schema_: str | None = Field(None, alias="$schema")
    default: Any = None
    enum: list[Any] = []
    properties: dict[str, JSONSchemaProps] = {}
    items: JSONSchemaProps | list[JSONSchemaProps] | None = None
    additional_properties: JSONSchemaProps | bool | None = None
    not_: JSONSchemaProps | None = Field(None, alias="not")
    x_preserve: bool = Field(False, alias="x-kubernetes-preserve-unknown-fields")


class PodList(Base):
    items: list[Pod]
    metadata: dict[Literal["continue", "resourceVersion"], str] = {}


@register("io.k8s.api.core.v1.pods", registry=registry)
@client(context="io.k8s")
def pods(namespace: str, label_selector: dict[str, str] | None = None) -> PodList:
    return PodList(items=[])


@register("io.k8s.api.core.v1.apply", registry=registry)
@client(affects="io.k8s")
def apply(pod: Pod, schema: JSONSchemaProps | None = None) -> Pod | JSONSchemaProps:
    return pod
