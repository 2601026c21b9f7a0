"""What every contender has to say for itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).parents[3]
PEERS = ROOT / "bench" / "codegen" / "peers" / "node_modules"

ITEM = "{ id: 1, title: '', state: 'new', price: { amount: 1, currency: 'EUR' }, sold_at: null, tags: [] }"
"""An item. Every field is given, since openapi-typescript takes fields that have a default for required ones."""


@dataclass(frozen=True)
class Function:
    """A function of the application, in the spellings that generators give it."""

    kind: Literal["query", "mutation"]
    n: int

    @property
    def snake(self) -> str:
        return f"list_items_{self.n}" if self.kind == "query" else f"update_item_{self.n}"

    @property
    def pascal(self) -> str:
        return f"ListItems{self.n}" if self.kind == "query" else f"UpdateItem{self.n}"

    @property
    def camel(self) -> str:
        return self.pascal[0].lower() + self.pascal[1:]

    @property
    def path(self) -> str:
        return f"/users/{{user_id}}/items_{self.n}"


@dataclass(frozen=True)
class Contender:
    """A way to call the application's functions from TypeScript."""

    name: str
    packages: tuple[str, ...]
    """Those whose versions are told."""
    imports: Callable[[Sequence[Function]], str]
    """The head of a module that uses these functions."""
    query: Callable[[Function], str]
    """An expression inside a component: the data of a query, as far as it is there."""
    mutation: Callable[[Function], str]
    """An expression inside a component that calls a mutation."""
    hook: Callable[[Function], str] | None = None
    """What a component calls for this function, as short as it can be; None if nothing reaches a browser."""
    root: str = ""
    """What stands above all components, cache and provider included."""
    modules: Path = PEERS
    document: str = "openapi.json"
    command: tuple[str, ...] = ()
    """What generates; nothing if nothing is generated, or another contender has its figure."""
    output: str = ""
    """The file or folder that the command writes."""
    files: Mapping[str, str] = field(default_factory=dict[str, str])
    """Settings that the command reads."""
    written: Callable[[int, bool], Mapping[str, str]] = lambda _count, _changed: {}
    """What its user writes by hand on the server's side, before or after one field was added."""
    generates: bool = True
    """Whether the command is this contender's own, to be measured."""


def tool(name: str, *arguments: str) -> tuple[str, ...]:
    """Return the command that runs a peer's tool."""
    return (str(PEERS / ".bin" / name), *arguments)


def names(functions: Sequence[Function], spelled: Callable[[Function], str]) -> str:
    """Return names for an import."""
    return ", ".join(map(spelled, functions))
