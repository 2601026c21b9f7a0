"""A module with a model of the same name as another."""

from pydantic import BaseModel


class Item(BaseModel):
    price: float
