"""Names on the wire that are not those in Python."""

from mizan_core.client.function import client
from mizan_core.registry import Registry, register
from pydantic import AliasChoices, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

registry = Registry()


class Address(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    street_name: str
    house_number: int = 1


class Person(BaseModel):
    given: str = Field(alias="givenName")
    family: str = Field(validation_alias="surname", serialization_alias="familyName")
    born: int = Field(validation_alias=AliasChoices("birthYear", "born"))
    home: Address
    kind: str = Field("person", alias="@type")


@register(registry=registry)
@client
def save(person: Person) -> Person:
    return person
