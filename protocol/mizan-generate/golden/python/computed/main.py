"""What a result has that is never sent, and the other way round."""

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import BaseModel, Field, computed_field

registry = Registry()


class Account(BaseModel):
    name: str
    password: str = Field(exclude=True)
    notes: str = Field("", exclude_if=lambda value: value == "")

    @computed_field(alias="displayName")
    @property
    def display_name(self) -> str:
        """As it is shown."""
        return self.name.title()

    @computed_field
    @property
    def tags(self) -> list[str]:
        return []


@register(registry=registry)
@client
def sign_up(account: Account) -> Account:
    return account
