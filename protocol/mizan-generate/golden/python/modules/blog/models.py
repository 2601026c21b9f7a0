"""What a blog holds."""

from pydantic import BaseModel


class Item(BaseModel):
    text: str


class Author(BaseModel):
    name: str
