"""What a shop holds."""

from pydantic import BaseModel


class Item(BaseModel):
    price: int = 0
