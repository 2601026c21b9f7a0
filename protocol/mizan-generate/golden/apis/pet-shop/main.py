"""In the manner of a pet shop: categories, tags, a status, an order."""

from datetime import datetime
from enum import StrEnum

from mizan_core.client.function import client
from mizan_core.errors import MizanError
from mizan_core.registry import Registry, register
from pydantic import BaseModel, Field

registry = Registry()


class PetStatus(StrEnum):
    AVAILABLE = "available"
    PENDING = "pending"
    SOLD = "sold"


class Category(BaseModel):
    id: int | None = None
    name: str | None = None


class Pet(BaseModel):
    """A pet in the shop."""

    id: int | None = None
    category: Category | None = None
    name: str = Field(examples=["doggie"])
    photo_urls: list[str] = Field(alias="photoUrls")
    tags: list[Category] = []
    status: PetStatus = Field(PetStatus.AVAILABLE, description="The pet's status in the shop.")


class Order(BaseModel):
    pet_id: int = Field(alias="petId")
    quantity: int = Field(1, ge=1, le=99)
    ship_date: datetime | None = Field(None, alias="shipDate")
    complete: bool = False


class PetNotFound(MizanError):
    """There is no such pet."""

    code = "PET_NOT_FOUND"
    status = 404
    details: int


@register("pets.by_status", registry=registry)
@client(context="pets")
def by_status(status: list[PetStatus] = [PetStatus.AVAILABLE]) -> list[Pet]:  # noqa: B006
    return []


@register("pets.update", registry=registry)
@client(affects="pets", raises=[PetNotFound])
def update(pet: Pet) -> Pet:
    return pet


@register("store.order", registry=registry)
@client
def place(order: Order) -> Order:
    return order


@register("store.inventory", registry=registry)
@client
def inventory() -> dict[PetStatus, int]:
    return {}
